"""What may be asked for, called off, asked for again: by the state of plan and document. Pure."""

from governance.enums import DocumentKind, DocumentState
from recovery.exceptions import Refused

WAITING = (DocumentState.QUEUED, DocumentState.BUILDING)
CAPABILITY = {
    DocumentKind.PROGRESS_REPORT: "report.build",
    DocumentKind.EVIDENCE_PACK: "pack.build",
}


def may_ask(plan, kind: str) -> None:
    if kind == DocumentKind.PROGRESS_REPORT and plan.activated_at is None:
        raise Refused(
            "A progress report can be asked for once the plan is approved. "
            "It shows what a commissioner may read, and of a draft that is nothing."
        )


def may_cancel(document, *, by) -> None:
    if document.state not in WAITING:
        raise Refused(f"This document is {document.get_state_display().lower()}, so there is nothing to call off.")
    if by.user_id != document.asked_by_id:
        raise Refused(f"Only {document.asked_by_label}, who asked for this document, can call it off.")


def may_retry(document) -> None:
    if document.state not in (DocumentState.FAILED, DocumentState.CANCELLED):
        raise Refused("This document did not fail, so it need not be built again. Ask for a new one instead.")


def may_download(document) -> None:
    if document.state != DocumentState.READY:
        raise Refused(
            f"This document is not ready: it is {document.get_state_display().lower()}. Its page shows how far it is."
        )
