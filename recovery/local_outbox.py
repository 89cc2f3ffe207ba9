"""The local outbox: a folder of emails as they would have been sent, for when no mail server is set up.

One file is one email; its name is its id and sorts by time. Here: keeping, listing and reading them. Not
here: the pages (`local_outbox_views`) and the decision to use it (`mail`).
"""

import contextlib
import os
import re
import secrets
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.paginator import Page, Paginator

ID = re.compile(r"[0-9]{8}T[0-9]{15}-[0-9a-f]{12}")


class Summary(NamedTuple):
    id: str
    at: datetime
    subject: str
    to: str


class Email(NamedTuple):
    id: str
    at: datetime
    subject: str
    to: str
    headers: list[tuple[str, str]]
    text: str
    html: str


def directory() -> Path:
    return Path(settings.STATE) / "outbox"


def keep(folder: Path, raw: bytes, *, at: int) -> str:
    """Write one email so that it is there whole or not at all, even if the power goes. `at`: nanoseconds."""
    seconds, nanoseconds = divmod(at, 10**9)
    moment = datetime.fromtimestamp(seconds, UTC)
    name = f"{moment:%Y%m%dT%H%M%S}{nanoseconds:09d}-{secrets.token_hex(6)}"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = folder / f".{name}.part"
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(folder / f"{name}.eml")
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    _settle(folder)
    return name


def _settle(folder: Path) -> None:
    """Make the new name last. The email is already there: a failure must not have it written again."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def listing(folder: Path, *, number: object = 1, size: int = 25) -> Page:
    """One page of summaries, newest first. A page number that is none, or out of range, gives the nearest page."""
    try:
        names = [name[:-4] for name in os.listdir(folder) if name.endswith(".eml")]
    except FileNotFoundError:
        names = []
    page = Paginator(sorted((name for name in names if ID.fullmatch(name)), reverse=True), size).get_page(number)
    page.object_list = [_summary(folder, name) for name in page.object_list]
    return page


def read(folder: Path, name: str) -> Email:
    """One email by its id. FileNotFoundError for an id that is not one, or not there."""
    message = _message(folder, name)
    return Email(
        id=name,
        at=_moment(name),
        subject=str(message["Subject"] or ""),
        to=str(message["To"] or ""),
        headers=[(key, " ".join(str(value).split())) for key, value in message.items()],
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _summary(folder: Path, name: str) -> Summary:
    message = _message(folder, name)
    return Summary(name, _moment(name), str(message["Subject"] or ""), str(message["To"] or ""))


def _message(folder: Path, name: str) -> EmailMessage:
    if not ID.fullmatch(name):
        raise FileNotFoundError(name)
    return message_from_bytes((folder / f"{name}.eml").read_bytes(), policy=policy.default)


def _moment(name: str) -> datetime:
    return datetime.strptime(name[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return part.get_content() if part is not None else ""
