"""Reads of one person's work over all plans of the organisation, in as many queries for one date as for a hundred."""

import datetime
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, DateField, Func, Q, QuerySet

from plans.enums import OVER, ActionState, ExtensionState, PlanState, Stage
from plans.models import Action, Extension, Milestone, Plan
from plans.queries import authorship
from plans.rules import RUNNING, WATCHED_IN_DRAFT
from plans.rules.review import GOING

# Safety does not wait for paperwork: a control that has started binds in a draft too.
BINDING = Q(plan__state__in=RUNNING) | Q(
    plan__state__in=WATCHED_IN_DRAFT, action__stage=Stage.IMMEDIATE, action__started_at__isnull=False
)


IN_FORCE = Q(evidence__withdrawn_at=None) & (
    Q(evidence__expires_on=None) | Q(evidence__expires_on__gte=Func(function="app.today", output_field=DateField()))
)


def dates_of(person) -> QuerySet[Milestone]:
    """The open milestones of the actions that this person owns or stands in for, by date."""
    mine = Q(action__owner=person) | Q(action__stand_in=person)
    return (
        Milestone.objects.filter(BINDING, mine, done_at=None, withdrawn_at=None, due_on__isnull=False)
        .exclude(action__state__in=OVER)
        .select_related("action__plan__service")
        .order_by("due_on", "plan__number", "action__number", "created_at")
    )


@dataclass(frozen=True)
class Counted:
    late: int
    soon: int
    later: int


def counted(person, *, today: datetime.date, until: datetime.date) -> Counted:
    found = (
        dates_of(person)
        .order_by()
        .aggregate(
            late=Count("pk", filter=Q(due_on__lt=today)),
            soon=Count("pk", filter=Q(due_on__gte=today, due_on__lte=until)),
            later=Count("pk", filter=Q(due_on__gt=until)),
        )
    )
    return Counted(**found)


def plans_to_approve(by) -> list[Plan]:
    """Submitted plans that this person neither sent nor wrote any of."""
    waiting = list(
        Plan.objects.filter(state=PlanState.SUBMITTED)
        .exclude(submitted_by=by.membership)
        .select_related("service", "submitted_by")
    )
    written = authorship.written_among(waiting, by)
    return [plan for plan in waiting if plan.pk not in written]


def extensions_to_decide(by) -> QuerySet[Extension]:
    return (
        Extension.objects.filter(state=ExtensionState.ASKED, plan__state__in=(*RUNNING, *WATCHED_IN_DRAFT))
        .exclude(asked_by=by.membership)
        .select_related("plan", "milestone__action", "asked_by")
    )


def controls_to_review(by, until: datetime.date) -> QuerySet[Action]:
    """Controls that stand and are due for their review by then, or have none, of this person's actions and plans."""
    mine = Q(owner=by.membership) | Q(stand_in=by.membership) | Q(plan__lead=by.membership)
    due = Q(review_on__lte=until) | Q(review_on=None)
    return Action.objects.filter(
        mine,
        due,
        stage=Stage.IMMEDIATE,
        state__in=GOING,
        stood_down_at=None,
        plan__state__in=(*RUNNING, *WATCHED_IN_DRAFT),
    ).select_related("plan")


def actions_to_verify(by) -> list[tuple[Action, list[str]]]:
    """What somebody else owns and reported complete, with the kinds of its evidence."""
    found = (
        Action.objects.filter(state=ActionState.COMPLETE, plan__state__in=RUNNING)
        .exclude(owner=by.membership)
        .exclude(completed_by=by.membership)
        .select_related("plan", "owner", "completed_by")
        .annotate(kinds=ArrayAgg("evidence__kind", filter=IN_FORCE, distinct=True, default=[]))
    )
    return [(action, [kind for kind in action.kinds if kind]) for action in found]
