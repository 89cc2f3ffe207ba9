"""Who wrote a plan, by its history: whoever wrote any of it does not approve it."""

from collections.abc import Iterable
from uuid import UUID

from plans.models import Plan
from recovery.history.models import Event

_WRITING = {
    "plans_problem",
    "plans_evidenceitem",
    "plans_rootcause",
    "plans_why",
    "plans_causeproblem",
    "plans_action",
    "plans_actioncause",
    "plans_milestone",
    "plans_protectedtime",
}

_NOT_WRITING = {
    # Progress and decisions are no authorship.
    "state", "version", "started_at", "completed_at", "completed_by_id", "completion_note", "verified_at",
    "verified_by_id", "withdrawn_at", "withdrawn_by_id", "submitted_at", "submitted_by_id", "activated_at",
    "activated_by_id", "done_at", "done_by_id", "committed_at", "original_due_on", "forecast_on", "forecast_at",
    "stood_down_at", "stood_down_by_id",
}  # fmt: skip


def wrote(plan: Plan, by) -> bool:
    """Whether this actor wrote any of the plan, by its history."""
    return bool(written_among([plan], by))


def written_among(plans: Iterable[Plan], by) -> set[UUID]:
    """Those of these plans of which this actor wrote anything. Not asked where there are none."""
    wanted = [plan.pk for plan in plans]
    if not wanted:
        return set()
    events = Event.objects.filter(root_id__in=wanted, actor_id=by.id, table__in=_WRITING | {"plans_plan"})
    told = events.only("root_id", "table", "operation", "before", "after")
    return {event.root_id for event in told if _is_writing(event)}


def _is_writing(event: Event) -> bool:
    row = event.after or event.before
    if event.table == "plans_evidenceitem" and row["action_id"]:
        return False  # proof that something was done is progress
    if event.operation != "U":
        return True
    changed = set(event.before) - _NOT_WRITING
    if event.table == "plans_milestone" and row["committed_at"] and "committed_at" not in event.before:
        changed.discard("due_on")  # a committed date is moved by an extension alone, which is a decision
    if event.table == "plans_action" and row["state"] != "planned":
        changed.discard("review_on")  # of a control that runs, it moves by a review alone, which is a decision
    return bool(changed)
