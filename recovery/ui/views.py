"""The gallery: every component in every state, with invented content. Routed under DEBUG only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from recovery.ui import gallery


def gallery_page(request: HttpRequest) -> HttpResponse:
    return render(request, "gallery.html", gallery.context(request))
