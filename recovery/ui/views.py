"""The gallery: every component in every state, with invented content. Routed under DEBUG only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from recovery.ui import htmx
from recovery.ui.gallery import ActionForm, context


def gallery(request: HttpRequest) -> HttpResponse:
    """Nothing is saved here: a form that is sent comes back with what is wrong with it, as every form does."""
    shown = context(request)
    if request.method != "POST":
        return render(request, "gallery.html", shown)
    shown["invalid"] = ActionForm(request.POST, auto_id="wrong_%s")
    return htmx.respond(request, "gallery.html", shown, partial="add_action", status=422)
