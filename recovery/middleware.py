"""What every request gets: an id, and a readable answer to a refusal."""

import re
import uuid

from recovery.exceptions import Refused
from recovery.ui import htmx

_GIVEN_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}$")


class RequestIdentity:
    """`request.id`: taken from a proxy's X-Request-ID if it is well formed, else made here; returned to the caller."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        request.id = given if _GIVEN_ID.match(given) else uuid.uuid4().hex
        response = self.get_response(request)
        response["X-Request-ID"] = request.id
        return response

    def process_exception(self, request, exception):
        if not isinstance(exception, Refused):
            return None
        response = htmx.respond(request, "403.html", {"sentence": str(exception)}, partial="refusal", status=403)
        if htmx.asks_for_part(request):
            # Said at the top of the page: what was typed stays where it is.
            response["HX-Retarget"] = "#notice"
            response["HX-Reswap"] = "innerHTML show:top"
        return response
