"""Files as they were received, handed out so that nothing in them can run."""

import logging

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from plans.domain import files
from plans.exceptions import Altered
from plans.models import StoredFile
from recovery import dates
from recovery.tenancy.permissions import page

GONE = "The file is registered, but its bytes cannot be read from the store, so there is nothing to hand out."
DIFFERS = "The stored file no longer matches the fingerprint taken when it was received, so it was not handed out."
logger = logging.getLogger(__name__)


@page("file.download")
@require_GET
def file_download(request, file_id):
    stored = get_object_or_404(StoredFile, pk=file_id)
    try:
        content = files.read_as_received(stored)
    except OSError:
        logger.exception("the bytes of file %s cannot be read", stored.pk)
        return _kept_back(request, stored, GONE, status=410)
    except Altered:
        logger.error("the bytes of file %s are not those that were received", stored.pk)
        return _kept_back(request, stored, DIFFERS, status=409)
    files.record_download(stored=stored, by=request.actor, at=dates.now())
    response = HttpResponse(content, content_type=stored.content_type)
    response["Content-Disposition"] = content_disposition_header(True, stored.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def _kept_back(request, stored: StoredFile, sentence: str, *, status: int) -> HttpResponse:
    """The page instead of a file that is not what it was. What was handed out to nobody is no download."""
    facts = [
        {"label": "File", "value": stored.name},
        {"label": "Received", "value": dates.uk_datetime(stored.uploaded_at)},
        {"label": "SHA-256 when it was received", "value": stored.sha256},
    ]
    response = render(request, "plans/file_altered.html", {"facts": facts, "sentence": sentence}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
