"""The change history of a plan for paper: every change, oldest first, in the words of the history pages.

Long texts are cut here; the data embedded in the pack has them whole.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from governance.enums import FlagKind
from governance.reports.references import short
from plans.models import Milestone
from plans.presenters_history import WORDS as OF_PLANS
from recovery.history import presenters
from recovery.history.models import Event
from recovery.history.presenters import Names, Words
from recovery.tenancy.models import Membership

LONGEST = 240
"""Characters of one value on paper."""


def _flag(row: Mapping[str, Any], names: Names) -> str:
    return f"{FlagKind(row['kind']).label}: {names.of(Milestone, row['milestone_id'])}"


def _of_flag(row: Mapping[str, Any], names: Names) -> str:
    return f"rung {row['rung']}" if "rung" in row else ""


def _notice(row: Mapping[str, Any], names: Names) -> str:
    return f"{names.of(Membership, row['recipient_id'])}, rung {row['rung']}"


WORDS = OF_PLANS | {
    "governance_redflag": Words(
        "red flag",
        _flag,
        labels={"due_on": "Date missed or at stake", "since": "Since", "first_rung": "First rung"},
        hidden=frozenset({"kind", "milestone_id", "opened_at"}),
        marks={"closed_at": ("closed", "opened … again")},
        added="raised",
    ),
    "governance_acknowledgement": Words(
        "answer to a red flag",
        labels={"promise": "Promise", "promised_on": "By"},
        hidden=frozenset({"flag_id", "acknowledged_at", "acknowledged_by_id"}),
        added="gave",
    ),
    "governance_escalation": Words(
        "escalation",
        _of_flag,
        labels={"told": "People to tell"},
        hidden=frozenset({"flag_id", "rung", "raised_at"}),
        added="recorded",
    ),
    "governance_notice": Words(
        "notice to",
        _notice,
        labels={"sent_at": "Sent", "repeated_at": "Repeated"},
        # The words and the address of an email stay in the product.
        hidden=frozenset(
            "flag_id rung recipient_id message_id text html to_address subject attempts not_before lease_until".split()  # noqa: SIM905
        ),
        added="wrote",
    ),
}


def changes(events: Iterable[Event], *, whole: bool = True) -> list[dict]:
    """Reads the names behind ids, so it runs inside the asker's tenant. `whole`: with what was first written."""
    found = presenters.entries(events, WORDS, whole=whole)
    for entry in found:
        del entry["event"]
        entry["why"] = short(entry["why"], LONGEST)
        entry["changes"] = [
            {
                "label": change["label"],
                "before": short(change["before"], LONGEST),
                "after": short(change["after"], LONGEST),
            }
            for change in entry["changes"]
        ]
    return found
