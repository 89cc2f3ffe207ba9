"""One template, two answers: the whole page, or with htmx the part of it that changed."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRedirect


def respond(
    request: HttpRequest, template: str, context: dict[str, Any], *, partial: str, status: int = 200
) -> HttpResponse:
    """The partial named `partial` of `template` to htmx, the page to everybody else."""
    part = f"{template}#{partial}" if asks_for_part(request) else template
    response = render(request, part, context, status=status)
    response.headers["Vary"] = ", ".join(filter(None, [response.headers.get("Vary"), "HX-Request"]))
    return response


def redirect(request: HttpRequest, url: str) -> HttpResponse:
    """After a change: htmx is told to go there itself, because it would swap a followed redirect into the part."""
    return HttpResponseClientRedirect(url) if asks_for_part(request) else HttpResponseRedirect(url)


def asks_for_part(request: HttpRequest) -> bool:
    """A request by htmx for a fragment: neither a boosted link nor a page that its history has lost."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
