"""The gallery and the error pages without a database behind them, for the browser."""

from django.shortcuts import render
from django.urls import path

from recovery.ui import views


def page(name: str):
    def view(request):
        return render(request, name, {"sentence": "Only a governance lead can approve a plan. Ruth Calder could."})

    return view


urlpatterns = [
    path("gallery/", views.gallery, name="gallery"),
    *[path(f"page/{name}/", page(f"{name}.html")) for name in ("400", "403", "404", "500", "503")],
]
