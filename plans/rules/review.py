"""The review of an immediate control: kept, stepped down or replaced. It never lapses silently (A6)."""

import datetime

from plans.credibility.structure import REVIEWED_WITHIN
from plans.enums import ActionState, Stage
from plans.rules.action import may_progress
from recovery.exceptions import Refused

IN_PLACE = {ActionState.COMPLETE, ActionState.VERIFIED}
GOING = {ActionState.IN_PROGRESS} | IN_PLACE


def stands(action) -> bool:
    """An immediate control that runs: somebody must look at it again, complete and verified too."""
    return action.stage == Stage.IMMEDIATE and action.state in GOING and action.stood_down_at is None


def may_review(action, plan) -> None:
    may_progress(action, plan)
    if action.stage != Stage.IMMEDIATE:
        raise Refused("Only immediate safety controls have a review date.")
    if action.state == ActionState.WITHDRAWN:
        raise Refused("This control is withdrawn, so it is no longer reviewed.")
    if action.stood_down_at:
        raise Refused("This control has stood down, so it is no longer reviewed. Reopen it if it is needed again.")
    if action.state == ActionState.PLANNED:
        raise Refused("This control has not started, so there is nothing to review yet. Start it first.")


def may_review_next_on(day: datetime.date, *, today: datetime.date) -> None:
    """A6: never more than 28 days without somebody deciding."""
    if not today < day <= today + REVIEWED_WITHIN:
        raise Refused("The next review must be within 28 days from today, and not today.")


def may_stand_down(action, plan) -> None:
    """What was never in place is not stepped down: it is withdrawn, which says so."""
    may_review(action, plan)
    if action.state not in IN_PLACE:
        raise Refused(
            f"This control is {action.get_state_display().lower()}. Only one that is complete or verified is stepped "
            "down or replaced. Withdraw it instead, and say in the reason what keeps people safe in its place."
        )


def may_replace(action, plan, by_what) -> None:
    """What takes its place runs already, so that people are never without either. `by_what`: none outside the plan."""
    may_stand_down(action, plan)
    if by_what is None or by_what.pk == action.pk:
        raise Refused("A control is replaced by another action of the same plan.")
    if by_what.state not in GOING or by_what.stood_down_at:
        raise Refused(f"{by_what.reference} is not running. A control is replaced by an action that runs already.")


def may_move_review(action) -> None:
    if stands(action):
        raise Refused("This control is running, so its review date moves only when somebody reviews it.")
