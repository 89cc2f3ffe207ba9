"""What every request gets: an id, and a readable answer to a refusal."""

import re
import uuid

from django.shortcuts import render

from recovery.exceptions import Refused

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
        if isinstance(exception, Refused):
            return render(request, "403.html", {"sentence": str(exception)}, status=403)
        return None
