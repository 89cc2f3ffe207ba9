"""The list of an organisation's plans: what a row says of each, in two queries, however much is in a plan."""

import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from plans.enums import ActionState
from plans.models import Plan
from recovery import dates

OVER = [state.value for state in (ActionState.COMPLETE, ActionState.VERIFIED, ActionState.WITHDRAWN)]
NOTHING = (None, 0, 0)
DOING = """
SELECT a.plan_id, min(m.due_on), count(DISTINCT a.id), count(DISTINCT a.id) FILTER (WHERE m.due_on < %(today)s)
FROM plans_action a LEFT JOIN plans_milestone m
    ON m.plan_id = a.plan_id AND m.action_id = a.id AND m.done_at IS NULL AND m.withdrawn_at IS NULL
WHERE a.plan_id = ANY (%(plans)s::uuid[]) AND a.state <> ALL (%(over)s)
GROUP BY a.plan_id
"""


class PlanRow(NamedTuple):
    """A plan as the list shows it. `off_track` counts actions, as `going` does."""

    id: UUID
    number: int
    title: str
    state: str
    service: str
    lead: str | None
    next_due_on: datetime.date | None
    going: int
    off_track: int

    @property
    def reference(self) -> str:
        return Plan(number=self.number).reference


def plans_matching(*, q: str = "", state: str = "") -> QuerySet[Plan]:
    """Newest first; every word of `q` must stand in the title or the service's name, or be the plan's reference."""
    plans = Plan.objects.order_by("-number")
    if state:
        plans = plans.filter(state=state)
    for word in q.split():
        number = word.upper().removeprefix("RP-")
        wanted = Q(title__icontains=word) | Q(service__name__icontains=word)
        plans = plans.filter(wanted | Q(number=int(number)) if number.isascii() and number.isdecimal() else wanted)
    return plans


def rows(plans: QuerySet[Plan], at: datetime.date | None = None) -> list[PlanRow]:
    """What each of these plans (one page of them) is doing now. The database counts: fifty plans may have thousands
    of actions. Its row policies hold for SQL written by hand as for any other."""
    found = plans.values_list("pk", "number", "title", "state", "service__name", "lead__name")
    told = list(found)
    with connection.cursor() as cursor:
        cursor.execute(DOING, {"plans": [str(row[0]) for row in told], "over": OVER, "today": at or dates.today()})
        doing = {plan: rest for plan, *rest in cursor.fetchall()}
    return [PlanRow(*row, *doing.get(row[0], NOTHING)) for row in told]
