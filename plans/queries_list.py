"""The list of an organisation's plans, with what a row says of each. The same few queries for any number of plans."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet

from plans.enums import ActionState
from plans.models import Action, Milestone, Plan
from recovery import dates

OVER = (ActionState.COMPLETE, ActionState.VERIFIED, ActionState.WITHDRAWN)


@dataclass(frozen=True)
class PlanRow:
    plan: Plan
    next_due_on: datetime.date | None
    going: int
    off_track: int


def plans_matching(*, q: str = "", state: str = "") -> QuerySet[Plan]:
    """Newest first; every word of `q` must stand in the title or the service's name, or be the plan's reference."""
    plans = Plan.objects.select_related("service", "lead")
    if state:
        plans = plans.filter(state=state)
    for word in q.split():
        number = word.upper().removeprefix("RP-")
        wanted = Q(title__icontains=word) | Q(service__name__icontains=word)
        plans = plans.filter(wanted | Q(number=int(number)) if number.isascii() and number.isdecimal() else wanted)
    return plans.order_by("-number")


def rows(plans: Iterable[Plan], at: datetime.date | None = None) -> list[PlanRow]:
    """What each plan is doing now: its next open date, and how many actions are open or off track. Two queries: the
    database counts, since fifty plans may have thousands of actions."""
    today = at or dates.today()
    plans = list(plans)
    ids = [plan.pk for plan in plans]
    going = dict(
        Action.objects.filter(plan__in=ids).exclude(state__in=OVER).order_by().values_list("plan").annotate(Count("pk"))
    )
    off_track = Count("action", distinct=True, filter=Q(due_on__lt=today))
    dated = Milestone.objects.filter(plan__in=ids, done_at=None, withdrawn_at=None).exclude(action__state__in=OVER)
    waiting = {
        plan: (due_on, missed)
        for plan, due_on, missed in dated.order_by().values_list("plan").annotate(Min("due_on"), missed=off_track)
    }
    return [PlanRow(plan, *_of(plan.pk, going, waiting)) for plan in plans]


def _of(plan, going: dict, waiting: dict) -> tuple:
    next_due_on, missed = waiting.get(plan, (None, 0))
    return next_due_on, going.get(plan, 0), missed
