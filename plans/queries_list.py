"""The list of an organisation's plans, with what a row says of each. The same few queries for any number of plans."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from plans import queries
from plans.enums import Status
from plans.models import Plan
from recovery import dates

OVER = {Status.COMPLETE, Status.VERIFIED, Status.WITHDRAWN}


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
    """What each plan is doing now: its next open date, and how many actions are open or off track."""
    today = at or dates.today()
    plans = list(plans)
    going = {plan.pk: [] for plan in plans}
    for row in queries.action_rows(*plans, at=today) if plans else ():
        if row.status not in OVER:
            going[row.action.plan_id].append(row)
    return [
        PlanRow(
            plan,
            min((row.next_open.due_on for row in going[plan.pk] if row.next_open), default=None),
            len(going[plan.pk]),
            sum(row.status is Status.OFF_TRACK for row in going[plan.pk]),
        )
        for plan in plans
    ]
