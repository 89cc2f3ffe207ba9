"""The worker's side of a document: claim it for a while, say how far it is, finish it or say why not.

Called inside `every_tenant`. What the document holds is read elsewhere, in the asker's own context.
"""

from datetime import datetime, timedelta

from django.db.models import F, Q

from governance.enums import DocumentState
from governance.models import Document
from recovery.tenancy.context import Actor
from recovery.verbs import verb

LEASE = timedelta(minutes=5)
"""How long a worker may be silent before another takes over. Each step renews it."""

ATTEMPTS = 3
GAVE_UP = (
    "Building it was begun three times and broke off each time. Nothing is lost: the plan is unchanged. "
    "Build it again; if it breaks off again, tell whoever runs Holdfast for you."
)


@verb
def claim(*, by: Actor, at: datetime) -> Document | None:
    """Take the document that has waited longest, or one whose worker fell silent. None when nothing is due."""
    due = Document.objects.filter(
        Q(state=DocumentState.QUEUED) | Q(state=DocumentState.BUILDING, lease_until__lt=at)
    ).order_by("asked_at", "id")
    while document := due.select_for_update(skip_locked=True).first():
        if document.attempts >= ATTEMPTS:
            fail(document=document, sentence=GAVE_UP, by=by, at=at)
            continue
        Document.objects.filter(pk=document.pk).update(
            state=DocumentState.BUILDING,
            attempts=F("attempts") + 1,
            lease_until=at + LEASE,
            step="Starting",
            progress=0,
        )
        return document
    return None


@verb
def take_step(*, document: Document, step: str, progress: int, by: Actor, at: datetime) -> bool:
    """Say what is being done, and stay the one who does it. False: it was called off, or finished by another."""
    mine = Document.objects.filter(pk=document.pk, state=DocumentState.BUILDING)
    return bool(mine.update(step=step, progress=progress, lease_until=at + LEASE))


@verb
def finish(*, document: Document, key: str, sha256: str, size: int, by: Actor, at: datetime) -> bool:
    """The bytes are stored. The first to finish counts; False means that these bytes are not needed."""
    mine = Document.objects.filter(pk=document.pk, state=DocumentState.BUILDING)
    return bool(
        mine.update(
            state=DocumentState.READY,
            built_at=at,
            key=key,
            sha256=sha256,
            size=size,
            step="",
            progress=100,
            lease_until=None,
            failure="",
        )
    )


@verb
def fail(*, document: Document, sentence: str, by: Actor, at: datetime) -> None:
    """It cannot be built. The sentence says why, to the person who asked."""
    Document.objects.filter(pk=document.pk, state__in=(DocumentState.QUEUED, DocumentState.BUILDING)).update(
        state=DocumentState.FAILED, failure=sentence, step="", lease_until=None
    )
