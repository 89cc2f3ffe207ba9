"""The gallery: every component in every state, with invented content. Routed under DEBUG only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from recovery.ui.gallery import context


def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "gallery.html", context(request))
