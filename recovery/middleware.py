"""What every request gets: an id, a limit to its size, and a readable answer to a refusal."""

import re
import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from recovery.exceptions import Refused
from recovery.ui import htmx

FORM_BYTES = 1024**2
"""What the other fields of a form with a file may weigh."""
_GIVEN_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}$")


class RequestIdentity:
    """`request.id`: taken from a proxy's X-Request-ID if it is well formed, else made here; returned to the caller."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        request.id = given if _GIVEN_ID.match(given) else uuid.uuid4().hex
        response = self._too_large(request) or self.get_response(request)
        response["X-Request-ID"] = request.id
        return response

    @staticmethod
    def _too_large(request):
        """Answered before anything of the body is read or kept, for strangers too."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) <= settings.UPLOAD_LIMIT_BYTES + FORM_BYTES:
            return None
        limit = settings.UPLOAD_LIMIT_BYTES // 1024**2
        sentence = (
            f"What was sent is larger than {limit} MB, so it was not taken. Go back: what you typed is still "
            "in the form. Choose a smaller file, or split it."
        )
        return HttpResponse(render_to_string("413.html", {"sentence": sentence}), status=413)

    def process_exception(self, request, exception):
        if not isinstance(exception, Refused):
            return None
        said = {"sentence": str(exception), "back": _came_from(request)}
        response = htmx.respond(request, "403.html", said, partial="refusal", status=403)
        if htmx.asks_for_part(request):
            # Said at the top of the page: what was typed stays where it is.
            response["HX-Retarget"] = "#notice"
            response["HX-Reswap"] = "innerHTML show:top"
        return response


def _came_from(request) -> str:
    """The page of ours that the person came from, so that they can go back to it; none if it is the same one."""
    before = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(before)
    return "" if parts.path == request.path else f"{parts.path}?{parts.query}".removesuffix("?")
