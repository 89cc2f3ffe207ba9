"""What the states of an action and its plan allow."""

import datetime
from collections.abc import Iterable

from plans import lifecycle
from plans.enums import ActionState, PlanState, Stage
from plans.rules.plan import RUNNING, WATCHED_IN_DRAFT, may_edit, may_keep_files, may_remove
from plans.rules.saying import explain
from recovery.exceptions import Refused


def may_change_action(action, plan) -> None:
    """What was claimed stays what it was, so that whoever verifies it judges the claim that was made."""
    may_edit(plan)
    if action.state in (ActionState.COMPLETE, ActionState.VERIFIED):
        raise Refused(f"This action is {action.get_state_display().lower()}. Reopen it first, then change it.")
    if action.state == ActionState.WITHDRAWN:
        raise Refused("This action is withdrawn, so it can no longer be changed.")


def may_stand_in(person, *, owner) -> None:
    if person is not None and person == owner:
        raise Refused("Somebody other than the owner stands in for them.")


def may_change_stage(action, plan, stage: str) -> None:
    """A control that runs while the plan is written is watched because it is one: it stays one until approval."""
    if stage != action.stage and action.started_at and plan.state in WATCHED_IN_DRAFT:
        raise Refused(
            f"{action.reference} is already running as an immediate safety control, so it keeps its stage "
            "until the plan is approved."
        )


def may_remove_action(action, plan, *, flagged: bool) -> None:
    """`flagged`: a red flag was raised about it. What people were told of it is evidence, and points to it."""
    may_remove(plan)
    if action.state == ActionState.WITHDRAWN:
        raise Refused("This action is withdrawn. It stays in the ledger.")
    if action.state != ActionState.PLANNED or action.started_at:
        raise Refused(
            f"{action.reference} has started, so it is not removed. "
            "Withdraw it instead, with a reason: it stays in the ledger."
        )
    if flagged:
        raise Refused(
            f"A red flag was raised about {action.reference}, and what people were told is kept. "
            "Withdraw the action instead, with a reason: it stays in the ledger."
        )


def may_become_check(action, plan, *, flagged: bool, problems: int) -> None:
    """A4: looking at something is no action. `problems`: how many it serves, through the causes it addresses."""
    if plan.state != PlanState.DRAFT:
        raise Refused("Only in a draft does an action become the way a problem is monitored.")
    may_remove_action(action, plan, flagged=flagged)
    if not problems:
        raise Refused(
            f"{action.reference} serves no problem yet. Tick the root cause that it addresses first, "
            "or remove the action."
        )


def may_progress(action, plan) -> None:
    """Safety does not wait for paperwork: immediate controls may start while the plan is a draft."""
    if plan.state in RUNNING:
        return
    if plan.state in WATCHED_IN_DRAFT and action.stage == Stage.IMMEDIATE:
        return
    if plan.state in WATCHED_IN_DRAFT:
        raise Refused("This action can start once the plan is approved. Only immediate controls may start before.")
    raise Refused(f"This plan is {plan.get_state_display().lower()}, so its actions no longer move.")


def may_change_action_state(action, plan, verb: str) -> None:
    if verb != "withdraw":
        may_progress(action, plan)
    if refusal := lifecycle.ACTION.refusal(verb, action.state):
        raise Refused(refusal)


def commits(action, plan) -> bool:
    """Whether a date given now is committed at once: the plan is approved, or its action runs already."""
    return bool(plan.activated_at or action.started_at)


def may_start(action, plan, *, due_on: datetime.date | None) -> None:
    """What runs is watched, and nobody can see a date slip that was never given."""
    may_change_action_state(action, plan, "start")
    if due_on is None:
        raise Refused("This action has no due date, so nobody could see it slip. Give it a due date first.")


def may_complete(action, plan, *, evidence_kinds: Iterable[str], outputs: Iterable[str]) -> None:
    """`outputs`: the names of its other milestones that are still open."""
    may_change_action_state(action, plan, "complete")
    waiting = next(iter(outputs), None)
    if waiting:
        raise Refused(f"The milestone “{waiting}” is still open. Reach or withdraw it first, then complete the action.")
    if not set(evidence_kinds):
        raise Refused("Add the evidence that shows this is done first. Completion is a claim; evidence carries it.")


def may_verify(action, plan, *, by, evidence_kinds: Iterable[str]) -> None:
    """P2: complete is not verified. Somebody else looks, at two different kinds of evidence."""
    may_change_action_state(action, plan, "verify")
    if by.membership is None or by.membership.pk in (action.owner_id, action.completed_by_id):
        raise Refused("You own this action or reported it complete, so somebody else must verify it.")
    if by.membership.pk == action.stand_in_id:
        raise Refused("You stand in for the owner of this action, so somebody else must verify it.")
    if len(set(evidence_kinds)) < 2:
        raise Refused(
            "Verifying needs two different kinds of evidence, for example an observation and a record. "
            "Evidence that has expired does not count. Add another kind first."
        )


def may_add_evidence(action, plan) -> None:
    may_keep_files(plan)
    if action.state == ActionState.WITHDRAWN:
        raise Refused("This action is withdrawn, so nothing is added to it.")


def may_replace_evidence(item, plan, action, *, replaced: bool) -> None:
    """`replaced`: a newer version stands already."""
    if item.withdrawn_at:
        raise Refused("This evidence is withdrawn, so it has no newer version. Add it anew.")
    if replaced:
        raise Refused("Somebody has already added a newer version of this evidence. Add yours to that one.")
    if action is None:
        may_keep_files(plan)
    else:
        may_add_evidence(action, plan)


def may_withdraw_evidence(item, plan, action, *, others: Iterable[str]) -> None:
    """What was approved, claimed or verified rests on its evidence. `others`: the kinds that would be left."""
    may_keep_files(plan)
    if item.withdrawn_at:
        raise Refused("This evidence has already been withdrawn.")
    if action is None:
        if plan.state == PlanState.SUBMITTED:
            may_edit(plan)
        return
    left = len(set(others))
    if action.state == ActionState.COMPLETE and left < 1:
        raise Refused(
            "This action was reported complete on this evidence alone. Reopen the action first, or add other evidence."
        )
    if action.state == ActionState.VERIFIED and left < 2:
        raise Refused(
            "This action was verified on two kinds of evidence, and one would be left. "
            "Reopen the action first, or add other evidence."
        )


def may_withdraw_action(action, plan, *, by, flagged: bool) -> None:
    """In a draft, only what cannot be removed any more: a control that has started, or that a red flag is about."""
    may_change_action_state(action, plan, "withdraw")
    if plan.state not in RUNNING:
        may_edit(plan)
        if not explain(may_remove_action, action, plan, flagged=flagged):
            raise Refused("In a draft, an action that has not started is removed, not withdrawn.")
    if by.membership is None or by.membership.pk == action.owner_id:
        raise Refused("You own this action, so somebody else must decide to withdraw it.")
