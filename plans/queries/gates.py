"""Reads of a plan's gates: what is asked of each, whether it is met now, and what was decided."""

import datetime
import functools
import operator
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from plans import criteria, shared_texts
from plans.criteria import Met
from plans.enums import DONE, OVER, Gate, PlanState, Stage
from plans.models import Action, ExitCriterion, GateDecision, Plan, SustainingReview
from plans.rules.gate import AFTER, ENDED


@dataclass(frozen=True)
class Line:
    """One thing that is asked of a gate; `criterion` is None where nobody had to write it down."""

    statement: str
    found: Met
    criterion: ExitCriterion | None = None


def agreed(plan: Plan) -> QuerySet[ExitCriterion]:
    """Every exit criterion, also those that were withdrawn."""
    return ExitCriterion.objects.filter(plan=plan).select_related("withdrawn_by")


def lines(plan: Plan, gate: Gate, *, today: datetime.date, shown: Mapping[UUID, str] | None = None) -> list[Line]:
    """What is asked of a gate, with whether it is met now. `shown`: see `plans.domain.gates.decide`."""
    asked = [one for one in agreed(plan) if one.gate == gate and not one.withdrawn_at]
    found = criteria.evaluated(plan, asked, today=today)
    return [
        *(Line(one.statement, _confirmed(found[one.pk], (shown or {}).get(one.pk, "")), one) for one in asked),
        *(Line(statement, met) for statement, met in criteria.required(plan, gate, today=today)),
    ]


def _confirmed(found: Met, words: str) -> Met:
    """What only the person who decides can say, if they say what shows it."""
    words = words.strip()
    if found.met is not None or not words:
        return found
    return replace(found, met=True, sentence=f"Confirmed: {words}", evidence={"shown by": words})


def decisions(plan: Plan) -> QuerySet[GateDecision]:
    """Oldest first."""
    return GateDecision.objects.filter(plan=plan).select_related("decided_by")


def reviews(plan: Plan) -> QuerySet[SustainingReview]:
    return SustainingReview.objects.filter(plan=plan).select_related("held_by")


@dataclass(frozen=True)
class Outside:
    """What readers outside see of the gates: what was agreed and decided, and what a review found. No reasons."""

    criteria: list[ExitCriterion]
    decisions: list[GateDecision]
    reviews: list[SustainingReview]


def outside(plan: Plan) -> Outside:
    """Only the columns that a commissioner may read."""
    place = ("id", "org", "plan")
    asked = ExitCriterion.objects.only(*place, "gate", "position", "statement", "withdrawn_at", "created_at", "held")
    decided = GateDecision.objects.only(*place, "gate", "outcome", "decided_at")
    held = SustainingReview.objects.only(*place, "months", "due_on", "outcome", "held_at", "dropped_at")
    return Outside(
        shared_texts.as_shared(*asked.filter(plan=plan, withdrawn_at=None)), list(decided.filter(plan=plan)),
        list(held.filter(plan=plan, dropped_at=None)),
    )  # fmt: skip


def open_reviews(plan: Plan) -> QuerySet[SustainingReview]:
    """Booked, and neither held nor dropped; the next first."""
    return SustainingReview.objects.filter(plan=plan, held_at=None, dropped_at=None).order_by("due_on")


def sustaining_reviews_due(until: datetime.date, person) -> QuerySet[SustainingReview]:
    """Reviews that nobody has held and that are due by then, of plans that this person does not lead."""
    return (
        SustainingReview.objects.filter(
            held_at=None, dropped_at=None, due_on__lte=until, plan__state=PlanState.SUSTAINING
        )
        .exclude(plan__lead=person)
        .select_related("plan")
    )


def ready_for_gate(person) -> QuerySet[Plan]:
    """Active plans that this person does not lead, in which every action of the stage is done, and whose next gate has
    an exit criterion and waits to be decided."""
    going = Action.objects.filter(plan=OuterRef("pk")).exclude(state__in=OVER)
    done = Action.objects.filter(plan=OuterRef("pk"), state__in=DONE)
    asked = ExitCriterion.objects.filter(plan=OuterRef("pk"), withdrawn_at=None)

    def at(gate: Gate, stage: Stage) -> Q:
        return (
            Q(stage__in=[decided for decided, coming in AFTER.items() if coming == gate])
            & Q(Exists(asked.filter(gate=gate)))
            & Q(Exists(done.filter(stage=stage)))
            & ~Q(Exists(going.filter(stage=stage)))
        )

    return (
        Plan.objects.filter(
            functools.reduce(operator.or_, (at(gate, stage) for gate, stage in ENDED.items())),
            state=PlanState.ACTIVE,
        )
        .filter(Q(lead=None) | ~Q(lead=person))
        .order_by("number")
    )
