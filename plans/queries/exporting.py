"""The whole of a plan as it is written into a workbook: what stands on each sheet, in the order of the plan."""

import datetime
from typing import Any

from plans import criteria
from plans.enums import Gate, Stage
from plans.models import (
    Action,
    ActionCause,
    CauseProblem,
    Contribution,
    EvidenceItem,
    ExitCriterion,
    Extension,
    Partner,
    Plan,
    Problem,
    ProtectedTime,
    RootCause,
    Why,
)
from plans.queries.actions import ActionRow, action_rows
from plans.queries.evidence import newer
from plans.spreadsheets import layout
from plans.spreadsheets.writing import Book
from recovery import dates
from recovery.tenancy.models import Membership

STAGES = {stage.value: place for place, stage in enumerate(Stage)}


def book(plan: Plan) -> Book:
    """Everything but the files themselves, and evidence that was withdrawn or replaced. A fixed number of queries."""
    problems = list(Problem.objects.filter(plan=plan))
    causes = list(RootCause.objects.filter(plan=plan))
    rows = sorted(action_rows(plan), key=_place)
    actions = Action.objects.filter(plan=plan).select_related("owner", "stand_in", "escalation_contact").in_bulk()
    refs = {one.pk: f"P{place}" for place, one in enumerate(problems, start=1)}
    refs |= {one.pk: f"C{place}" for place, one in enumerate(causes, start=1)}
    refs |= {row.action.pk: row.action.reference for row in rows}
    addressed = _links(ActionCause.objects.filter(plan=plan).values_list("action_id", "root_cause_id"), refs)
    explained = _links(CauseProblem.objects.filter(plan=plan).values_list("root_cause_id", "problem_id"), refs)
    outputs = [(row, one) for row in rows for one in sorted(row.milestones, key=_due) if not one.is_completion]
    return Book(
        _about(plan),
        {
            layout.PROBLEMS.name: [_fields(one, layout.PROBLEMS) | {"key": refs[one.pk]} for one in problems],
            layout.CAUSES.name: [
                _fields(one, layout.CAUSES)
                | {
                    "key": refs[one.pk],
                    "problems": explained.get(one.pk, []),
                    "theme": one.get_theme_display(),
                    "method": one.get_method_display(),
                }
                for one in causes
            ],
            layout.WHYS.name: [
                {"cause": refs[one.root_cause_id], "step": place, "text": one.text}
                for place, one in _whys(plan, causes)
            ],
            layout.ACTIONS.name: [_action(row, actions[row.action.pk], addressed) for row in rows],
            layout.MILESTONES.name: [
                _fields(one, layout.MILESTONES)
                | {
                    "action": row.action.reference,
                    "reached_on": _day(one.done_at),
                    "withdrawn_on": _day(one.withdrawn_at),
                }
                for row, one in outputs
            ],
            layout.PROTECTED.name: _protected(plan, refs),
            layout.EVIDENCE.name: _evidence(plan, refs),
            layout.CRITERIA.name: _criteria(plan),
            **_partners(plan, refs),
            layout.EXTENSIONS.name: _extensions(plan),
        },
    )


def _place(row: ActionRow) -> tuple:
    return STAGES[row.action.stage], row.action.position, row.action.number


def _due(milestone) -> tuple:
    return milestone.due_on or datetime.date.max, milestone.name


def _day(moment) -> datetime.date | None:
    return moment and dates.day_of(moment)


def _person(person: Membership | None) -> str:
    return person.name_and_title if person else ""


def _fields(row: Any, sheet: layout.Sheet) -> dict[str, Any]:
    return {column.key: getattr(row, column.key, None) for column in sheet.columns}


def _links(pairs, refs: dict) -> dict[Any, list[str]]:
    """Row → the references that it is linked to, in their order."""
    found: dict[Any, list[str]] = {}
    for one, other in pairs:
        found.setdefault(one, []).append(refs[other])
    return {key: sorted(linked, key=lambda ref: int(ref[1:])) for key, linked in found.items()}


def _about(plan: Plan) -> dict[str, Any]:
    return {
        "title": plan.title,
        "reference": plan.reference,
        "service": plan.service.name,
        "state": plan.get_state_display(),
        "summary": plan.summary,
        "breakdown_on": plan.breakdown_on,
        "starts_on": plan.starts_on,
        "lead": _person(plan.lead),
        "exported_on": dates.today(),
    }


def _action(row: ActionRow, action: Action, addressed: dict) -> dict[str, Any]:
    return _fields(action, layout.ACTIONS) | {
        "key": action.reference,
        "stage": action.get_stage_display(),
        "owner": _person(action.owner),
        "stand_in": _person(action.stand_in),
        "escalation_contact": _person(action.escalation_contact),
        "due_on": row.due_on,
        "original_due_on": row.original_due_on,
        "forecast_on": row.forecast_on,
        "status": row.status.label,
        "causes": addressed.get(action.pk, []),
        "action_type": action.get_action_type_display(),
        "strength": action.strength.label if action.strength else "",
        "state": action.get_state_display(),
        "started_on": _day(action.started_at),
        "completed_on": _day(action.completed_at),
        "verified_on": _day(action.verified_at),
        "stood_down_on": _day(action.stood_down_at),
        "withdrawn_on": _day(action.withdrawn_at),
    }


def _evidence(plan: Plan, refs: dict) -> list[dict[str, Any]]:
    items = EvidenceItem.objects.filter(~newer(), plan=plan, withdrawn_at=None).select_related("file", "owner")
    rows = [
        _fields(one, layout.EVIDENCE)
        | {
            "of": refs[one.problem_id or one.action_id],
            "kind": one.get_kind_display(),
            "owner": _person(one.owner),
            "file": one.file.name if one.file else "",
        }
        for one in items
    ]
    return sorted(rows, key=lambda row: (row["of"][0] != "P", int(row["of"][1:]), row["occurred_on"], row["reference"]))


def _whys(plan: Plan, causes: list[RootCause]) -> list[tuple[int, Why]]:
    """The chain of each cause, each step with its place in it."""
    found: dict[Any, list[Why]] = {}
    for one in Why.objects.filter(plan=plan, withdrawn_at=None):
        found.setdefault(one.root_cause_id, []).append(one)
    return [(place, one) for cause in causes for place, one in enumerate(found.get(cause.pk, ()), start=1)]


def _protected(plan: Plan, refs: dict) -> list[dict[str, Any]]:
    rows = [
        _fields(one, layout.PROTECTED) | {"action": refs[one.action_id], "person": _person(one.person)}
        for one in ProtectedTime.objects.filter(plan=plan).select_related("person")
    ]
    return sorted(rows, key=lambda row: (int(row["action"][1:]), row["person"]))


def _partners(plan: Plan, refs: dict) -> dict[str, list[dict[str, Any]]]:
    """Who takes part, and what each does."""
    partners = list(Partner.objects.filter(plan=plan, withdrawn_at=None))
    keys = {one.pk: f"O{place}" for place, one in enumerate(partners, start=1)}
    made = [
        _fields(one, layout.CONTRIBUTIONS) | {"action": refs[one.action_id], "partner": keys[one.partner_id]}
        for one in Contribution.objects.filter(plan=plan, withdrawn_at=None)
    ]
    return {
        layout.PARTNERS.name: [_fields(one, layout.PARTNERS) | {"key": keys[one.pk]} for one in partners],
        layout.CONTRIBUTIONS.name: sorted(
            made, key=lambda row: (int(row["action"][1:]), int(row["partner"][1:]), row["contribution"])
        ),
    }


def _criteria(plan: Plan) -> list[dict[str, Any]]:
    order = list(Gate)
    rows = []
    for one in ExitCriterion.objects.filter(plan=plan, withdrawn_at=None):
        kind = criteria.kind(one.kind)
        weeks = one.settings.get("weeks")
        rows.append(
            (
                order.index(Gate(one.gate)),
                one.position,
                {
                    "gate": one.get_gate_display(),
                    "statement": one.statement,
                    "kind": kind.label if kind else "",
                    "weeks": "" if weeks is None else str(weeks),
                },
            )
        )
    return [row for _, _, row in sorted(rows, key=lambda row: row[:2])]


def _extensions(plan: Plan) -> list[dict[str, Any]]:
    asked = Extension.objects.filter(plan=plan).select_related("milestone__action", "asked_by", "decided_by")
    return [
        _fields(one, layout.EXTENSIONS)
        | {
            "milestone": f"{one.milestone.action.reference} {one.milestone.name}",
            "asked_by": _person(one.asked_by),
            "asked_on": _day(one.asked_at),
            "state": one.get_state_display(),
            "decided_by": _person(one.decided_by),
            "decided_on": _day(one.decided_at),
        }
        for one in asked
    ]
