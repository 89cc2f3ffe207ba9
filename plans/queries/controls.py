"""Reads of what became of actions over time: the reviews of a control, and how often an action was reopened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from plans.models import Action, ControlReview
from plans.rules.review import GOING
from recovery.tenancy import context


def reviews_of(action: Action):
    """Oldest first, with who decided, and by what it was replaced."""
    return ControlReview.objects.filter(action=action).select_related("decided_by", "replaced_by")


def in_place_of(action: Action):
    """What could replace this control: whatever else of its plan runs."""
    running = Action.objects.filter(plan=action.plan_id, state__in=GOING, stood_down_at=None)
    return running.exclude(pk=action.pk).order_by("number")


@dataclass(frozen=True)
class Reopened:
    times: int
    reason: str
    at: datetime
    by: str


# Every overview asks this, so it is written out: see `recovery.tenancy.rows`.
REOPENED = """
SELECT row_id::uuid, count(*), (array_agg(reason ORDER BY id DESC))[1], (array_agg(at ORDER BY id DESC))[1],
       (array_agg(actor_label ORDER BY id DESC))[1]
FROM history_event
WHERE tbl = 'plans_action' AND row_id = ANY (%s) AND op = 'U'
AND before ->> 'state' IN ('complete', 'verified') AND after ->> 'state' = 'in_progress' GROUP BY row_id
"""


def reopenings(actions: Iterable[UUID]) -> dict[UUID, Reopened]:
    """How often each of these was reopened, and why the last time. One query, from the history."""
    ids = [str(key) for key in actions]
    if not ids:
        return {}
    context.required()
    with connection.cursor() as cursor:
        cursor.execute(REOPENED, [ids])
        return {
            key: Reopened(times, reason, at, who.split(",")[0]) for key, times, reason, at, who in cursor.fetchall()
        }
