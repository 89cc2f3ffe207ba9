"""Files as they were received: checked, fingerprinted, kept under a random key, never changed.

No detector catches every file that is two kinds at once, so files are also *served* as attachments only, without
sniffing and in a sandbox.
"""

import codecs
import contextlib
import hashlib
import io
import re
import uuid
import zipfile
from pathlib import PurePosixPath

import filetype
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from plans import rules
from plans.exceptions import Altered, BadUpload
from plans.models import FileDownload, StoredFile
from recovery.tenancy import context
from recovery.verbs import verb

OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
IMAGES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp"}
TEXTS = {"txt": "text/plain", "csv": "text/csv", "eml": "message/rfc822"}
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
KINDS = {"pdf": "application/pdf"} | OFFICE | IMAGES | TEXTS
KINDS_IN_WORDS = "PDF, Word, Excel, PowerPoint, PNG, JPEG, WEBP, plain text, CSV or a saved email (.eml)"


def check(name: str, content: bytes) -> str:
    """The content type of a file that may be kept. Raises `BadUpload` with the reason otherwise."""
    limit = settings.UPLOAD_LIMIT_BYTES
    ending = PurePosixPath(name.lower()).suffix.lstrip(".")
    if not content:
        raise BadUpload("The file is empty. Choose it again, or choose another.")
    if len(content) > limit:
        raise BadUpload(f"The file is larger than {limit // 1024**2} MB. Choose a smaller one, or split it.")
    if ending not in KINDS:
        raise BadUpload(f"Files of this kind are not taken. Choose a {KINDS_IN_WORDS} file.")
    if ending in TEXTS:
        _check_text(content)
        return KINDS[ending]
    found = filetype.guess(content)
    if ending in OFFICE:
        _check_office(content)
    elif found is None or found.mime != KINDS[ending]:
        raise BadUpload(f"The file is named .{ending}, but its content is something else. Save it again as .{ending}.")
    if ending in IMAGES:
        _check_image(content)
    return KINDS[ending]


NOT_TEXT = ("application/", "image/png", "image/jpeg", "image/gif", "audio/", "video/")


def _check_text(content: bytes) -> None:
    """Text in the encodings that offices write. Not by its first letters alone: a table may begin with “BM”."""
    found = filetype.guess(content)
    binary = found is not None and found.mime.startswith(NOT_TEXT)
    wide = content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        with contextlib.suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            if not binary and not CONTROL.search(text):
                return
    raise BadUpload("The file is named as text, but its content is not text. Choose the original file.")


def _check_office(content: bytes) -> None:
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except zipfile.BadZipFile:
        names = []
    if "[Content_Types].xml" not in names:
        raise BadUpload("The file cannot be opened as an Office document. It may be damaged or locked by a password.")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise BadUpload("The file contains macros. Save it without macros, or as PDF, and choose that.")


def _check_image(content: bytes) -> None:
    try:
        with Image.open(io.BytesIO(content)) as image:
            image.verify()
    except Exception:  # a parser on foreign bytes: whatever it trips over, the picture is not one
        raise BadUpload("The picture cannot be opened. It may be damaged; choose it again.") from None


@verb
def store(*, plan, upload, by, at) -> StoredFile:
    """Keep an uploaded file (anything with a name and `read()`)."""
    rules.may_keep_files(plan)
    content = upload.read(settings.UPLOAD_LIMIT_BYTES + 1)
    content_type = check(upload.name, content)
    key = default_storage.save(f"evidence/{plan.org_id}/{uuid.uuid4().hex}", ContentFile(content))
    return StoredFile.objects.create(
        org_id=plan.org_id,
        plan=plan,
        name=PurePosixPath(upload.name.replace("\\", "/")).name[-200:],
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        key=key,
        uploaded_at=at,
        uploaded_by=by.membership,
        created_at=at,
    )


def read(stored: StoredFile) -> bytes:
    """The bytes as they are kept now. Raises FileNotFoundError if they are gone."""
    with default_storage.open(stored.key) as kept:
        return kept.read()


def read_as_received(stored: StoredFile) -> bytes:
    """The bytes, if they are still those that were received. Raises `Altered` otherwise: such bytes are not evidence.
    Raises FileNotFoundError if they are gone."""
    content = read(stored)
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise Altered(stored.name)
    return content


@verb
def record_download(*, stored: StoredFile, by, at) -> FileDownload:
    """Who was handed the file, when, for which organisation. Every time."""
    return FileDownload.objects.create(
        org_id=stored.org_id,
        plan_id=stored.plan_id,
        file=stored,
        downloaded_at=at,
        downloaded_by_id=by.user_id,
        downloaded_by_label=by.label,
        downloaded_for_org=context.required().org_id,
    )
