"""Reads of what became of actions over time: the reviews of a control, and how often an action was reopened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from plans.enums import ActionState
from plans.models import Action, ControlReview
from plans.rules.review import GOING
from recovery.history.models import Event


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


def reopenings(actions: Iterable[UUID]) -> dict[UUID, Reopened]:
    """How often each of these was reopened, and why the last time. One query, from the history."""
    ids = {str(key): key for key in actions}
    found: dict[UUID, Reopened] = {}
    if not ids:
        return found
    events = Event.objects.filter(
        table=Action._meta.db_table,
        row_id__in=ids,
        operation="U",
        before__state__in=[ActionState.COMPLETE, ActionState.VERIFIED],
        after__state=ActionState.IN_PROGRESS,
    )
    for event in events.order_by("id").only("row_id", "reason", "at", "actor_label"):
        key = ids[event.row_id]
        times = found[key].times + 1 if key in found else 1
        found[key] = Reopened(times, event.reason, event.at, event.actor_label.split(",")[0])
    return found
