"""Files as they were received, handed out so that nothing in them can run."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from plans.domain import files
from plans.models import StoredFile
from recovery.tenancy.permissions import page


@page("file.download")
@require_GET
def file_download(request, file_id):
    stored = get_object_or_404(StoredFile, pk=file_id)
    try:
        content = files.read(stored)
    except FileNotFoundError:
        raise Http404("The file is registered, but its bytes are gone.") from None
    response = HttpResponse(content, content_type=stored.content_type)
    response["Content-Disposition"] = content_disposition_header(True, stored.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
