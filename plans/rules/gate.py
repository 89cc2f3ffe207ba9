"""When a plan may go on to its next stage, into its sustaining year, and be closed (P4)."""

import datetime
from collections.abc import Iterable, Sequence

from plans.enums import Gate, GateOutcome, PlanState, Stage
from plans.rules.derived import stage_now
from plans.rules.plan import may_change_state, may_edit
from recovery import dates
from recovery.exceptions import Refused

REVIEW_EARLY = datetime.timedelta(days=28)
"""A sustaining review is held at most so long before its day: earlier it would not show that anything was sustained."""

AFTER = {"": Gate.STABILISATION, Stage.IMMEDIATE: Gate.STABILISATION, Stage.STABILISATION: Gate.IMPROVEMENT,
         Stage.IMPROVEMENT: Gate.SUSTAINING}  # fmt: skip
"""The stage that was decided last → the gate that ends it."""
INTO = {Gate.STABILISATION: Stage.STABILISATION, Gate.IMPROVEMENT: Stage.IMPROVEMENT}
ENDED = {Gate.STABILISATION: Stage.IMMEDIATE, Gate.IMPROVEMENT: Stage.STABILISATION, Gate.SUSTAINING: Stage.IMPROVEMENT}
"""A gate → the stage whose actions it ends. Closing ends none of its own: it looks back on all of them."""


def stage_of(plan, stages_and_states: Iterable[tuple[str, str]]) -> Stage | None:
    """The stage in which a plan is: as it was decided; before any decision, the first with an action still to be done.
    None once it sustains, or where everything is done and nobody has decided."""
    if plan.state in (PlanState.SUSTAINING, PlanState.CLOSED):
        return None
    return Stage(plan.stage) if plan.stage else stage_now(stages_and_states)


def next_gate(plan) -> Gate | None:
    """Gates are taken in order."""
    if plan.state == PlanState.ACTIVE:
        return AFTER[plan.stage]
    return Gate.CLOSING if plan.state == PlanState.SUSTAINING else None


def may_decide_gate(plan, gate: Gate, *, by) -> None:
    expected = next_gate(plan)
    if expected is None:
        raise Refused(
            f"This plan is {plan.get_state_display().lower()}. Gates are decided once it is active, until it is closed."
        )
    if gate != expected:
        raise Refused(f"Gates are decided in order, and the next one is “{Gate(expected).label}”.")
    if by.membership is None or plan.lead_id == by.membership.pk:
        raise Refused("You lead this plan, so somebody else decides whether it may go on.")


def may_have_outcome(outcome: GateOutcome, lines: Sequence, *, written: int) -> None:
    """P4. `lines` say of each criterion whether it is met (True, False or None); `written`: how many are agreed."""
    if outcome == GateOutcome.NOT_PASSED:
        return
    if not written:
        raise Refused("This gate has no exit criterion. Write one first: what must be true before the plan goes on.")
    unmet = sum(met is not True for met in lines)
    if outcome == GateOutcome.PASSED and unmet:
        are = "criterion is" if unmet == 1 else "criteria are"
        raise Refused(f"{unmet} exit {are} not met. Do not pass it, or pass it by override and say why that is safe.")
    if outcome == GateOutcome.OVERRIDDEN and not unmet:
        raise Refused("Every exit criterion is met, so nothing is overridden. Choose “Passed”.")


def may_write_criterion(plan, gate: Gate) -> None:
    """Also while the plan runs: agreeing on more is no harm. Not for a gate that is passed."""
    may_edit(plan)
    order, coming = list(Gate), next_gate(plan)
    if plan.activated_at and (coming is None or order.index(gate) < order.index(coming)):
        raise Refused("This gate is passed, so nothing more is asked of it.")


def may_change_criterion(criterion, plan) -> None:
    """What was agreed does not move once the plan runs: it is withdrawn with a reason, in sight of everybody."""
    may_edit(plan)
    if plan.activated_at:
        raise Refused(
            "What was agreed before the plan ran is not changed any more. Withdraw it with a reason, and write another."
        )


def may_withdraw_criterion(criterion, plan, *, by) -> None:
    may_write_criterion(plan, Gate(criterion.gate))
    if criterion.withdrawn_at:
        raise Refused("This exit criterion is withdrawn already.")
    if not plan.activated_at:
        raise Refused("The plan does not run yet, so this can simply be removed.")


def may_hold_review(review, plan, *, by, today: datetime.date) -> None:
    if plan.state != PlanState.SUSTAINING or review.dropped_at:
        raise Refused("This plan is not in its sustaining year, so there is nothing to review.")
    if review.held_at:
        raise Refused("This review was held already. What it found stays.")
    if by.membership is None or plan.lead_id == by.membership.pk:
        raise Refused("You lead this plan, so somebody else looks at whether the improvement holds.")
    if today < review.due_on - REVIEW_EARLY:
        raise Refused(
            f"It is due on {dates.uk_date(review.due_on)} and can be held from "
            f"{dates.uk_date(review.due_on - REVIEW_EARLY)} on: earlier it would not show that anything lasts."
        )


def may_reopen_plan(plan) -> None:
    may_change_state(plan, "reopen")


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day of the month, or its last."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    after = datetime.date(year + month // 12, month % 12 + 1, 1)
    last = (after - datetime.timedelta(days=1)).day
    return datetime.date(year, month, min(day.day, last))
