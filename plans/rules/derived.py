"""What the facts amount to: slips, and the status that nobody sets by hand."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from plans.enums import OVER, ActionState, Stage, Status
from recovery import dates


@dataclass(frozen=True)
class Slip:
    """A due date that passed before the milestone was done or the date was moved. `open`: it is still so."""

    due_on: datetime.date
    open: bool


def slips(milestone, extensions: Iterable, today: datetime.date) -> list[Slip]:
    """The slips of one milestone, oldest first. `extensions` are its approved ones, in order. Due today is not late."""
    found = []
    due = milestone.original_due_on
    if due is None:
        due = milestone.due_on
    for extension in extensions:
        if dates.day_of(extension.decided_at) > extension.old_due_on:
            found.append(Slip(extension.old_due_on, open=False))
        due = extension.new_due_on
    if due is None:
        return found
    ended = milestone.done_at or milestone.withdrawn_at
    if ended:
        # A date that had passed is not made good by withdrawing what was due.
        if dates.day_of(ended) > due:
            found.append(Slip(due, open=False))
    elif due < today:
        found.append(Slip(due, open=True))
    return found


def status(action, milestones: Iterable, slipped: int, today: datetime.date) -> Status:
    """Derived, never set by hand. `slipped`: how often any of its milestones has slipped so far."""
    if action.state == ActionState.WITHDRAWN:
        return Status.WITHDRAWN
    if action.state == ActionState.VERIFIED:
        return Status.VERIFIED
    if action.state == ActionState.COMPLETE:
        return Status.COMPLETE
    going = [one for one in milestones if one.due_on and not one.done_at and not one.withdrawn_at]
    if any(one.due_on < today for one in going):
        return Status.OFF_TRACK
    if any(one.forecast_on and one.forecast_on > one.due_on for one in going):
        return Status.AT_RISK
    if any(one.original_due_on and one.due_on > one.original_due_on for one in going) or slipped > 1:
        return Status.AT_RISK
    # Only somebody who starts it starts it: a start day that has come says what was meant, not what happened.
    return Status.NOT_STARTED if action.state == ActionState.PLANNED else Status.ON_TRACK


def milestone_status(action, milestone, slipped: int, today: datetime.date) -> Status:
    """The same of one of its milestones, from that milestone's dates alone."""
    if milestone.withdrawn_at or action.state == ActionState.WITHDRAWN:
        return Status.WITHDRAWN
    if milestone.done_at:
        return Status.VERIFIED if action.state == ActionState.VERIFIED else Status.COMPLETE
    return status(action, [milestone], slipped, today)


def stage_now(stages_and_states: Iterable[tuple[str, str]]) -> Stage | None:
    """The first stage with an action that is neither complete, verified nor withdrawn; none when all are."""
    going = {stage for stage, state in stages_and_states if state not in OVER}
    return next((stage for stage in Stage if stage in going), None)
