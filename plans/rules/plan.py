"""What the state of a plan allows."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from plans import lifecycle
from plans.enums import PlanState
from recovery.exceptions import Refused

if TYPE_CHECKING:  # its rules rest on what stands here
    from plans.credibility import Finding

RUNNING = {PlanState.ACTIVE, PlanState.SUSTAINING}
WATCHED_IN_DRAFT = {PlanState.DRAFT, PlanState.SUBMITTED}


def may_edit(plan) -> None:
    if plan.state == PlanState.SUBMITTED:
        raise Refused("This plan is waiting for approval. It can be changed again once it is sent back or approved.")
    if plan.state in (PlanState.CLOSED, PlanState.WITHDRAWN):
        raise Refused(f"This plan is {plan.get_state_display().lower()}, so it can no longer be changed.")


def may_remove(plan) -> None:
    may_edit(plan)
    if plan.activated_at:
        raise Refused(
            "Nothing is deleted once a plan is active. Withdraw it instead, with a reason: it stays in the ledger."
        )


def may_fill(plan, *, empty: bool) -> None:
    """A whole plan is written at once only where nothing stands yet, so that nothing is mixed up or doubled."""
    may_edit(plan)
    if plan.state != PlanState.DRAFT or not empty:
        raise Refused("This plan already holds something. Choose a draft that is still empty, or start a new plan.")


def may_keep_files(plan) -> None:
    """Evidence may come at any time while the plan runs, and while it is written."""
    if plan.state in (PlanState.CLOSED, PlanState.WITHDRAWN):
        raise Refused(f"This plan is {plan.get_state_display().lower()}, so nothing can be added to it.")


def may_share(plan, *, held: bool = False) -> None:
    """D1: with a text in it that may not leave, a plan is shown to nobody new. `held`: it has one."""
    if plan.state == PlanState.WITHDRAWN:
        raise Refused("This plan is withdrawn, so it cannot be shared.")
    if held:
        raise Refused(
            "A text that commissioners would read looks as if it could identify a person. Mend it or confirm it first: "
            "it is listed on the plan’s sharing page."
        )


def may_confirm_text(plan, kind: str) -> None:
    """D1. `kind`: what the words look like, as long as they keep a text of this plan from leaving."""
    if plan.state == PlanState.WITHDRAWN:
        raise Refused("This plan is withdrawn, so nothing of it needs to be confirmed.")
    if not kind:
        raise Refused("These words no longer keep a text of this plan from being shared.")
    if kind == "nhs_number":
        raise Refused("An NHS number cannot be confirmed: it names one person for life. Take it out of the text.")


def may_change_state(plan, verb: str) -> None:
    if refusal := lifecycle.PLAN.refusal(verb, plan.state):
        raise Refused(refusal)


def may_submit(plan, findings: Iterable["Finding"]) -> None:
    may_change_state(plan, "submit")
    blocking = [finding for finding in findings if finding.blocks]
    if blocking:
        others = len(blocking) - 1
        more = f" {others} more {'is' if others == 1 else 'are'} listed with the plan." if others else ""
        raise Refused(f"The plan is not ready: {blocking[0].sentence}{more}")


def may_approve(plan, *, by, wrote: bool, exposes: bool = False) -> None:
    """Activating needs a governance lead who neither submitted the plan nor wrote any of it. `exposes`: it is shared
    already, and has a text that may not leave (D1)."""
    may_change_state(plan, "approve")
    if exposes:
        may_share(plan, held=True)
    if by.membership is None or plan.submitted_by_id == by.membership.pk:
        raise Refused("You submitted this plan, so another governance lead must approve it.")
    if wrote:
        raise Refused("You wrote part of this plan, so another governance lead must approve it.")
