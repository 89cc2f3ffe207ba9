"""The product's addresses, and the bare page that everything is compared with."""

from django.contrib.auth.decorators import login_required
from django.contrib.sessions.models import Session
from django.shortcuts import render
from django.urls import path

from recovery.urls import urlpatterns as ours


@login_required
def bare(request):
    """A signed-in page with one query of its own: the unit *u*."""
    return render(request, "bench_bare.html", {"sessions": Session.objects.count()})


urlpatterns = [*ours, path("bench/bare/", bare)]
