"""What the tables of a plan are called in its history, and what a change of their state is called."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plans.enums import Gate, GateOutcome, ReviewDecision
from plans.models import Action, Milestone, PlanShare, Problem, RootCause, StoredFile
from recovery import dates
from recovery.history import presenters
from recovery.history.models import Event
from recovery.history.names import Names
from recovery.history.presenters import Words
from recovery.tenancy.models import Membership, Service


def _action(row: Mapping[str, Any], names: Names) -> str:
    return f"A{row['number']} {row['title']}"


def _evidence(row: Mapping[str, Any], names: Names) -> str:
    return row["reference"]


def _milestone(row: Mapping[str, Any], names: Names) -> str:
    action = names.of(Action, row["action_id"])
    if row["is_completion"]:
        return f"completion of {action}" if action else "completion"
    return row["name"]


def _milestone_shown(milestone: Milestone) -> str:
    return f"completion of {_action_shown(milestone.action)}" if milestone.is_completion else milestone.name


def _action_shown(action: Action) -> str:
    return f"{action.reference} {action.title}"


def _between(column: str, model, other_column: str, other_model):
    def named(row: Mapping[str, Any], names: Names) -> str:
        one, other = names.of(model, row[column]), names.of(other_model, row[other_column])
        return f"{one}” to “{other}" if one and other else ""

    return named


def _day(written: str) -> str:
    return dates.uk_date(datetime.date.fromisoformat(written))


DECIDED = frozenset({"submitted_at", "submitted_by_id", "activated_at", "activated_by_id", "withdrawn_at",
                     "withdrawn_by_id", "started_at", "completed_at", "completed_by_id", "verified_at",
                     "verified_by_id", "done_at", "done_by_id", "decided_at", "decided_by_id", "asked_at",
                     "asked_by_id", "committed_at", "uploaded_at", "uploaded_by_id", "added_by_id", "shared_by_id",
                     "granted_by_id", "revoked_at", "revoked_by_id", "forecast_at", "stood_down_at",
                     "stood_down_by_id", "stated_at", "stated_by_id", "recorded_at", "recorded_by_id",
                     "written_at", "written_by_id", "edited_at", "held_at", "held_by_id", "dropped_at",
                     "sustaining_at", "sustaining_by_id", "closed_at", "closed_by_id", "confirmed_at",
                     "confirmed_by_id"})  # fmt: skip
"""Times and people that an entry already names: who did it, and when."""

DECIDED_AS = {
    ReviewDecision.KEEP: "kept",
    ReviewDecision.STEP_DOWN: "stepped … down",
    ReviewDecision.REPLACE: "replaced",
}

GATE_DECIDED_AS = {
    GateOutcome.PASSED: "passed",
    GateOutcome.OVERRIDDEN: "overrode",
    GateOutcome.NOT_PASSED: "did not pass",
}

WORDS = {
    "plans_plan": Words(
        "plan",
        lambda row, names: row["title"],
        shown=lambda plan: f"{plan.reference} {plan.title}",
        labels={
            "breakdown_on": "Broke down on",
            "starts_on": "Starts on",
            "lead_id": "Lead",
            "copied_from_id": "Copied from",
            "stage": "Stage as decided",
        },
        hidden=DECIDED,
        added="started",
        states={
            ("draft", "submitted"): "sent … for approval",
            ("submitted", "draft"): "sent … back",
            ("submitted", "active"): "approved",
            ("draft", "withdrawn"): "withdrew",
            ("submitted", "withdrawn"): "withdrew",
            ("active", "withdrawn"): "withdrew",
            ("active", "sustaining"): "took … into its sustaining year",
            ("sustaining", "closed"): "closed",
            ("sustaining", "active"): "reopened",
            ("closed", "active"): "reopened",
        },
    ),
    "plans_problem": Words(
        "problem",
        lambda row, names: row["title"],
        labels={"found_on": "Found on", "monitoring": "How we know whether it still happens"},
    ),
    "plans_evidenceitem": Words(
        "evidence",
        _evidence,
        labels={
            "occurred_on": "Date",
            "problem_id": "Of the problem",
            "action_id": "Of",
            "owner_id": "Kept by",
            "expires_on": "Expires on",
            "replaces_id": "In place of",
        },
        hidden=DECIDED,
        marks={"withdrawn_at": ("withdrew", "took back")},
    ),
    "plans_storedfile": Words(
        "file",
        lambda row, names: row["name"],
        labels={"sha256": "SHA-256", "content_type": "Kind", "size": "Bytes"},
        hidden=DECIDED,
        added="stored",
        lesser=1,
    ),
    "plans_rootcause": Words("root cause", lambda row, names: row["cause"], labels={"method": "How it was found"}),
    "plans_why": Words(
        "why",
        lambda row, names: row["text"],
        labels={"root_cause_id": "Of the root cause"},
        hidden=DECIDED,
        marks={"withdrawn_at": ("withdrew", "took back")},
        lesser=1,
    ),
    "plans_causeproblem": Words(
        "root cause",
        _between("root_cause_id", RootCause, "problem_id", Problem),
        added="linked",
        removed="unlinked",
        lesser=1,
    ),
    "plans_action": Words(
        "action",
        _action,
        shown=_action_shown,
        labels={
            "title": "What will be done",
            "starts_on": "Start",
            "hours_a_week": "Protected hours a week",
            "review_on": "Review date",
            "stand_in_id": "Stands in for the owner",
        },
        hidden=DECIDED,
        states={
            ("planned", "in_progress"): "started",
            ("planned", "complete"): "reported … complete",
            ("in_progress", "complete"): "reported … complete",
            ("complete", "verified"): "verified",
            ("complete", "in_progress"): "reopened",
            ("verified", "in_progress"): "reopened",
            ("planned", "withdrawn"): "withdrew",
            ("in_progress", "withdrawn"): "withdrew",
        },
        marks={"stood_down_at": ("stood … down", "took … up again")},
    ),
    "plans_controlreview": Words(
        "control",
        lambda row, names: names.of(Action, row["action_id"]),
        shown=lambda review: _action_shown(review.action),
        related=("action",),
        labels={"due_on": "Was due on", "replaced_by_id": "Replaced by", "next_review_on": "Next review"},
        hidden=DECIDED | {"action_id"},
        added=lambda row: DECIDED_AS[row["decision"]],
        lesser=-1,
    ),
    "plans_actioncause": Words(
        "action",
        _between("action_id", Action, "root_cause_id", RootCause),
        added="linked",
        removed="unlinked",
        lesser=1,
    ),
    "plans_milestone": Words(
        "milestone",
        _milestone,
        shown=_milestone_shown,
        related=("action",),
        lesser=1,
        labels={"due_on": "Due date", "original_due_on": "Original due date", "forecast_on": "Forecast"},
        hidden=DECIDED | {"is_completion"},
        marks={
            "withdrawn_at": ("withdrew", "took back"),
            "done_at": ("reached", "opened … again"),
            "committed_at": ("committed the date of", "freed the date of"),
        },
    ),
    "plans_extension": Words(
        "extension",
        lambda row, names: names.of(Milestone, row["milestone_id"]),
        labels={"old_due_on": "From", "new_due_on": "To"},
        hidden=DECIDED,
        added="asked for",
        states={("asked", "approved"): "gave", ("asked", "refused"): "refused"},
    ),
    "plans_spreadsheetimport": Words(
        "spreadsheet",
        lambda row, names: row["name"],
        labels={"sha256": "SHA-256"},
        hidden=DECIDED | {"sheets", "arrangement", "notes"},
        added="read",
        marks={"finished_at": ("imported", "took back"), "cancelled_at": ("gave up importing", "took up again")},
    ),
    "plans_partner": Words(
        "partner",
        lambda row, names: row["organisation"],
        labels={"role": "What it brings", "contact": "Whom we speak to"},
        hidden=DECIDED,
        marks={"withdrawn_at": ("withdrew", "took back")},
    ),
    "plans_contribution": Words(
        "contribution",
        lambda row, names: row["contribution"],
        labels={"action_id": "To", "partner_id": "Of", "due_on": "By"},
        hidden=DECIDED,
        marks={"withdrawn_at": ("withdrew", "took back")},
        lesser=1,
    ),
    "plans_exitcriterion": Words(
        "exit criterion",
        lambda row, names: row["statement"],
        hidden=DECIDED,
        labels={"gate": "Of the gate"},
        marks={"withdrawn_at": ("withdrew", "took back")},
    ),
    "plans_gatedecision": Words(
        "gate",
        lambda row, names: Gate(row["gate"]).label,
        labels={"sha256": "SHA-256 of what was so"},
        hidden=DECIDED | {"gate", "snapshot"},
        added=lambda row: GATE_DECIDED_AS[row["outcome"]],
        lesser=-1,
    ),
    "plans_sustainingreview": Words(
        "sustaining review",
        lambda row, names: f"after {row['months']} months",
        labels={"due_on": "Due on"},
        hidden=DECIDED | {"months"},
        added="booked",
        marks={"held_at": ("held", "took back"), "dropped_at": ("dropped", "booked … again")},
    ),
    "plans_confirmedtext": Words(
        "words that look personal",
        lambda row, names: row["fragment"],
        hidden=DECIDED | {"fragment", "kind"},
        added="confirmed",
        marks={"withdrawn_at": ("withdrew the confirmation of", "confirmed")},
    ),
    "plans_planshare": Words(
        "plan with",
        lambda row, names: names.of(PlanShare, row["id"]),
        shown=lambda share: share.commissioner.name,
        related=("commissioner",),
        labels={"starts_on": "From", "ends_on": "Until"},
        hidden=DECIDED | {"commissioner_id"},
        marks={"revoked_at": ("stopped sharing", "shared")},
        added="shared",
        removed="stopped sharing",
    ),
    "plans_calendarfeed": Words(
        "calendar address",
        lambda row, names: row["name"],
        hidden=DECIDED | {"digest", "prefix", "owner_id", "last_used_at"},
        added="made",
        marks={"revoked_at": ("revoked", "took up again")},
    ),
    "plans_protectedtime": Words(
        "protected time",
        lambda row, names: f"{names.of(Membership, row['person_id'])}: {row['purpose']}",
        labels={"hours_a_week": "Hours a week", "starts_on": "From", "ends_on": "Until", "purpose": "What for"},
    ),
    "plans_auditgrant": Words(
        "view of the auditor",
        lambda row, names: names.of(Membership, row["auditor_id"]),
        labels={"starts_on": "From", "ends_on": "Until"},
        hidden=DECIDED | {"auditor_id"},
        added="gave",
        marks={"revoked_at": ("ended", "took up again")},
    ),
}


@dataclass(frozen=True)
class Kind:
    """What a reader may look at alone: its table, what belongs with it, and the columns that point to it."""

    table: str
    plural: str
    with_it: tuple[str, ...] = ()
    pointing: tuple[str, ...] = ()


KINDS = {
    # the word in the address
    "plan": Kind("plans_plan", "The plan itself"),
    "problem": Kind("plans_problem", "Problems", pointing=("problem_id",)),
    "evidence": Kind("plans_evidenceitem", "Evidence and files", with_it=("plans_storedfile", "plans_filedownload")),
    "cause": Kind("plans_rootcause", "Root causes", ("plans_why", "plans_causeproblem"), ("root_cause_id",)),
    "action": Kind("plans_action", "Actions", ("plans_actioncause", "plans_controlreview", "plans_protectedtime")),
    "milestone": Kind("plans_milestone", "Milestones and dates", ("plans_extension",), ("milestone_id",)),
    "partner": Kind("plans_partner", "Partners", ("plans_contribution",), ("partner_id",)),
    "gate": Kind("plans_gatedecision", "Gates", ("plans_exitcriterion", "plans_sustainingreview")),
    "comment": Kind("plans_comment", "Comments", ("plans_mention",), ("comment_id",)),
    "share": Kind("plans_planshare", "Who it is shared with", ("plans_auditgrant", "plans_confirmedtext")),
}


def tables_about(kind: str) -> tuple[str, ...]:
    """The tables of one kind; of none, and so of everything, if it is not known."""
    return (KINDS[kind].table, *KINDS[kind].with_it) if kind in KINDS else ()


def choices() -> list[tuple[str, str]]:
    """What the history of a plan can be narrowed to."""
    return [(key, kind.plural) for key, kind in KINDS.items()]


def title(last: Event) -> str:
    """What the history of one thing is called, by its newest name."""
    return f"History of {presenters.title_of(last)}"


FETCHED = {
    "plans_filedownload": Words(
        "file", lambda row, names: names.of(StoredFile, row["file_id"]), hidden=DECIDED, added="fetched"
    ),
}
"""What changes nothing of the plan: it is in the history, and not among the latest changes."""

SAID = {
    "plans_comment": Words(
        "comment",
        lambda row, names: row["text"],
        labels={"problem_id": "About", "cause_id": "About", "action_id": "About", "milestone_id": "About",
                "evidence_id": "About", "extension_id": "About the extension of"},
        hidden=DECIDED,
        added="wrote",
        marks={"withdrawn_at": ("withdrew", "took back")},
    ),
    "plans_mention": Words(
        "person",
        lambda row, names: names.of(Membership, row["person_id"]),
        labels={"comment_id": "In"},
        hidden=DECIDED | {"person_id"},
        added="called",
        lesser=1,
    ),
}  # fmt: skip
"""What is said beside the plan: in the history, and not among the latest changes."""

WORKFORCE = {
    "plans_statedhours": Words(
        "hours",
        lambda row, names: f"{names.of(Membership, row['person_id'])} from {_day(row['starts_on'])}",
        labels={"hours_a_week": "Hours a week", "starts_on": "From", "person_id": "Who"},
        hidden=DECIDED,
        added="stated",
    ),
    "plans_rotaweek": Words(
        "rota",
        lambda row, names: f"{names.of(Service, row['service_id'])}, week of {_day(row['week_on'])}",
        labels={
            "week_on": "Week of",
            "service_id": "Service",
            "planned": "Hours planned",
            "own": "Filled by own staff",
            "agency": "Filled by agency",
            "supervision_planned": "Supervision planned",
            "supervision_lost": "Supervision lost",
        },
        hidden=DECIDED,
        added="recorded",
    ),
}
"""What belongs to the organisation, and to no plan."""

presenters.register(WORDS | FETCHED | SAID | WORKFORCE)
entries = presenters.entries
