"""What flags, notices and documents are called in the history of a plan."""

from collections.abc import Mapping
from typing import Any

from governance.enums import FlagKind
from governance.models import Document, RedFlag
from plans.models import Milestone
from recovery.history import presenters
from recovery.history.names import Names
from recovery.history.presenters import Words
from recovery.tenancy.models import Membership


def _flag(row: Mapping[str, Any], names: Names) -> str:
    kind = FlagKind(row["kind"])
    milestone = names.of(Milestone, row["milestone_id"])
    return f"{kind.label}: {_about(kind, milestone)}" if milestone else kind.label


def _about(kind: str, milestone: str) -> str:
    """That a control is past its review is about the control, and not about its completion."""
    return milestone.removeprefix("completion of ") if kind == FlagKind.CONTROL_PAST_REVIEW else milestone


def _flag_shown(flag: RedFlag) -> str:
    milestone = flag.milestone
    name = (
        f"completion of {milestone.action.reference} {milestone.action.title}" if milestone.is_completion else milestone
    )
    return f"{flag.get_kind_display()}: {_about(flag.kind, str(name))}"


def _of_flag(row: Mapping[str, Any], names: Names) -> str:
    return names.of(RedFlag, row["flag_id"])


def _notice(row: Mapping[str, Any], names: Names) -> str:
    return names.of(Membership, row["recipient_id"])


DELIVERY = frozenset({"attempts", "not_before", "lease_until", "message_id", "text", "html", "to_address", "sent_at",
                      "repeated_at", "subject", "episode"})  # fmt: skip

WORDS = {
    "governance_redflag": Words(
        "red flag",
        _flag,
        shown=_flag_shown,
        related=("milestone__action",),
        hidden=frozenset({"opened_at", "closed_at", "since", "first_rung", "episode"}),
        marks={"closed_at": ("closed", "raised … again")},
        added="raised",
    ),
    "governance_acknowledgement": Words(
        "red flag", _of_flag, labels={"promised_on": "Promised by"}, added="acknowledged"
    ),
    "governance_escalation": Words(
        "red flag", _of_flag, hidden=frozenset({"episode"}), added="took … up a rung", lesser=1
    ),
    "governance_notice": Words(
        "notice to",
        _notice,
        labels={"detail": "What the mail server said"},
        hidden=DELIVERY,
        states={
            ("pending", "sending"): "began to send",
            ("uncertain", "sending"): "began to send … once more",
            ("sending", "sent"): "sent",
            ("pending", "sent"): "sent",
            ("uncertain", "sent"): "sent",
            ("sending", "pending"): "will try again to send",
            ("sending", "uncertain"): "could not tell whether … arrived:",
            ("sending", "refused"): "was refused",
        },
        added="wrote",
        lesser=2,
        beside="flag_id",
    ),
    "governance_document": Words(
        "document",
        lambda row, names: dict(Document._meta.get_field("kind").flatchoices).get(row["kind"], row["kind"]),
        shown=lambda document: document.get_kind_display(),
        hidden=frozenset({"step", "progress", "attempts", "lease_until", "built_at", "key", "size", "asked_at"}),
        states={
            ("queued", "building"): "began to build",
            ("building", "ready"): "built",
            ("building", "queued"): "will try again to build",
            ("building", "failed"): "could not build",
            ("queued", "cancelled"): "cancelled",
            ("building", "cancelled"): "cancelled",
        },
        added="asked for",
    ),
    "governance_download": Words(
        "document", lambda row, names: names.of(Document, row["document_id"]), added="fetched"
    ),
}

presenters.register(WORDS)
