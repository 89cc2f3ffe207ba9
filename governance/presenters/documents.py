"""What the pages say of a document: its title, how far it is, and what can be done with it."""

from django.urls import reverse

from governance import document_rules
from governance.enums import DocumentKind, DocumentState
from plans.rules import explain
from recovery import dates

JOB = {
    DocumentState.QUEUED: "queued",
    DocumentState.BUILDING: "running",
    DocumentState.READY: "done",
    DocumentState.FAILED: "failed",
    DocumentState.CANCELLED: "cancelled",
}

HEADING = {
    DocumentState.QUEUED: "Waiting for its turn",
    DocumentState.BUILDING: "Being built",
    DocumentState.READY: "Ready to download",
    DocumentState.FAILED: "Not built",
    DocumentState.CANCELLED: "Called off",
}


def title(document) -> str:
    return f"{DocumentKind(document.kind).label}, {dates.uk_datetime(document.asked_at)}"


def sentence(document) -> str:
    """How far it is, in words."""
    if document.state == DocumentState.QUEUED:
        return "It will be begun in a few seconds. You can leave this page: it will be in your list of documents."
    if document.state == DocumentState.BUILDING:
        return f"{document.step or 'Starting'}. You can leave this page: it will be in your list of documents."
    if document.state == DocumentState.FAILED:
        return document.failure
    if document.state == DocumentState.CANCELLED:
        return "It was called off before it was finished."
    return f"It was finished on {dates.uk_datetime(document.built_at)}."


def job(document) -> dict:
    """The arguments of the progress component."""
    return {
        "id": f"document-{document.pk}",
        "title": HEADING[DocumentState(document.state)],
        "state": JOB[DocumentState(document.state)],
        "sentence": sentence(document),
        "done": document.progress,
        "total": 100 if document.state == DocumentState.BUILDING else 0,
        "poll_url": reverse("document_progress", args=[document.pk]),
        "download_url": reverse("document_download", args=[document.pk]),
        "retry_url": reverse("document_retry", args=[document.pk]),
    }


def facts(document, reference: str) -> list[dict]:
    rows = [
        {"label": "Document", "value": DocumentKind(document.kind).label},
        {
            "label": "Plan",
            "value": f"{document.plan.reference} {document.plan.title}",
        },
        {"label": "Asked for by", "value": document.asked_by_label},
        {"label": "Asked for", "value": dates.uk_datetime(document.asked_at)},
    ]
    if document.state == DocumentState.READY:
        rows += [
            {"label": "Reference", "value": reference},
            {"label": "Finished", "value": dates.uk_datetime(document.built_at)},
            {"label": "Size", "value": size(document.size)},
            {"label": "SHA-256", "value": document.sha256},
        ]
    return rows


def size(count: int) -> str:
    return f"{count / 1024 / 1024:.1f} MB" if count >= 1024 * 1024 else f"{max(count // 1024, 1):,} kB"


def doing(document, actor) -> dict:
    """Which buttons there are. `called_off` and `failed` offer to begin again."""
    return {
        "cancel": not explain(document_rules.may_cancel, document, by=actor),
        "retry": document.state == DocumentState.CANCELLED,
    }


def row(document) -> dict:
    return {
        "document": document,
        "kind": DocumentKind(document.kind).label,
        "url": reverse("document_detail", args=[document.pk]),
        "state": document.state,
        "size": size(document.size) if document.size else "",
    }
