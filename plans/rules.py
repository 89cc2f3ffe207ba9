"""Who may do what in which state, and what the facts amount to. Pure: no database, no clock.

A rule raises `Refused` with a sentence fit for the person who reads it; `explain` gives the same sentence to a disabled
button. Role permissions are elsewhere (`recovery.tenancy.permissions`): here is what the state of things allows.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from plans.enums import (
    ACTION_TRANSITIONS,
    PLAN_TRANSITIONS,
    ActionState,
    ExtensionState,
    PlanState,
    Stage,
    Status,
)
from plans.exceptions import Unread
from plans.structure import Finding
from recovery import dates
from recovery.exceptions import Refused

RUNNING = {PlanState.ACTIVE, PlanState.SUSTAINING}
WATCHED_IN_DRAFT = {PlanState.DRAFT, PlanState.SUBMITTED}


def explain(rule: Callable, *args, **kwargs) -> str:
    """The sentence with which `rule` refuses, or nothing if it allows."""
    try:
        rule(*args, **kwargs)
    except Refused as refusal:
        return str(refusal)
    return ""


# --- The plan ------------------------------------------------------------------------------------------------


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


def may_keep_files(plan) -> None:
    """Evidence may come at any time while the plan runs, and while it is written."""
    if plan.state in (PlanState.CLOSED, PlanState.WITHDRAWN):
        raise Refused(f"This plan is {plan.get_state_display().lower()}, so nothing can be added to it.")


def may_share(plan) -> None:
    if plan.state == PlanState.WITHDRAWN:
        raise Refused("This plan is withdrawn, so it cannot be shared.")


def must_have_read(what: str, to: str, *, seen: int | None, now: int) -> None:
    """Nobody decides about what they have not read. `seen` and `now`: see `plans.queries_seen`; none where there was
    no page, as when a story is told again."""
    if seen is not None and seen != now:
        raise Unread(f"This {what} has changed since you opened this page. Read it again before you {to} it.")


def must_say_why(reason: str) -> None:
    """What is taken back, turned down or withdrawn stays in the ledger, and a reader asks why."""
    if not reason.strip():
        raise Refused("Say why: the reason is kept in the history.")


def may_change_state(plan, verb: str) -> None:
    allowed, _ = PLAN_TRANSITIONS[verb]
    if plan.state not in allowed:
        raise Refused(
            f"This plan is {plan.get_state_display().lower()}. "
            f"That can be done only while it is {_either(PlanState, allowed)}."
        )


def may_submit(plan, findings: Iterable[Finding]) -> None:
    may_change_state(plan, "submit")
    blocking = [finding for finding in findings if finding.blocks]
    if blocking:
        more = f" {len(blocking) - 1} more are listed with the plan." if len(blocking) > 1 else ""
        raise Refused(f"The plan is not ready: {blocking[0].sentence}{more}")


def may_approve(plan, *, by, wrote: bool) -> None:
    """Activating needs a governance lead who neither submitted the plan nor wrote any of it."""
    may_change_state(plan, "approve")
    if by.membership is None or plan.submitted_by_id == by.membership.pk:
        raise Refused("You submitted this plan, so another governance lead must approve it.")
    if wrote:
        raise Refused("You wrote part of this plan, so another governance lead must approve it.")


# --- The action and its milestones ---------------------------------------------------------------------------


def may_change_action(action, plan) -> None:
    """What was claimed stays what it was, so that whoever verifies it judges the claim that was made."""
    may_edit(plan)
    if action.state in (ActionState.COMPLETE, ActionState.VERIFIED):
        raise Refused(f"This action is {action.get_state_display().lower()}. Reopen it first, then change it.")
    if action.state == ActionState.WITHDRAWN:
        raise Refused("This action is withdrawn, so it can no longer be changed.")


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
    allowed, _ = ACTION_TRANSITIONS[verb]
    if action.state not in allowed:
        raise Refused(
            f"This action is {action.get_state_display().lower()}. "
            f"That can be done only while it is {_either(ActionState, allowed)}."
        )


def commits(action, plan) -> bool:
    """Whether a date given now is committed at once: the plan is approved, or its action runs already."""
    return bool(plan.activated_at or action.started_at)


def may_start(action, plan, *, due_on: datetime.date | None) -> None:
    """What runs is watched, and nobody can see a date slip that was never given."""
    may_change_action_state(action, plan, "start")
    if due_on is None:
        raise Refused("This action has no due date, so nobody could see it slip. Give it a due date first.")


def may_complete(action, plan, *, evidence_kinds: Iterable[str]) -> None:
    may_change_action_state(action, plan, "complete")
    if not set(evidence_kinds):
        raise Refused("Add the evidence that shows this is done first. Completion is a claim; evidence carries it.")


def may_verify(action, plan, *, by, evidence_kinds: Iterable[str]) -> None:
    """P2: complete is not verified. Somebody else looks, at two different kinds of evidence."""
    may_change_action_state(action, plan, "verify")
    if by.membership is None or by.membership.pk in (action.owner_id, action.completed_by_id):
        raise Refused("You own this action or reported it complete, so somebody else must verify it.")
    if len(set(evidence_kinds)) < 2:
        raise Refused(
            "Verifying needs two different kinds of evidence, for example an observation and a record. "
            "Add another kind first."
        )


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


def may_change_milestone(milestone, action, plan) -> None:
    may_change_action(action, plan)
    _still_open(milestone, action)


def may_remove_milestone(milestone, plan, *, flagged: bool) -> None:
    may_remove(plan)
    if milestone.is_completion:
        raise Refused("Every action keeps its completion milestone, so that its date cannot pass silently.")
    if milestone.done_at or milestone.withdrawn_at or milestone.committed_at:
        raise Refused(
            "This milestone is committed, reached or withdrawn, so it is not removed: it stays in the ledger."
        )
    if flagged:
        raise Refused(
            "A red flag was raised about this milestone, and what people were told is kept. "
            "Change the milestone instead, or withdraw its action."
        )


def may_move_date(milestone) -> None:
    if milestone.committed_at:
        raise Refused("This date is committed. Ask for an extension to move it: the original date stays in the ledger.")


def may_report_on(milestone, action, plan) -> None:
    """Reaching and forecasting are for milestones that are still open."""
    may_progress(action, plan)
    _still_open(milestone, action)


def _still_open(milestone, action) -> None:
    if milestone.withdrawn_at or action.state == ActionState.WITHDRAWN:
        raise Refused("This milestone is withdrawn.")
    if milestone.done_at:
        raise Refused("This milestone is already reached.")


def may_ask_extension(milestone, action, plan) -> None:
    may_report_on(milestone, action, plan)
    if not milestone.committed_at:
        raise Refused("This date is not committed yet. Change it on the milestone itself.")


def may_decide_extension(extension, *, by) -> None:
    if extension.state != ExtensionState.ASKED:
        raise Refused("This extension has already been decided.")
    if by.membership is None or by.membership.pk == extension.asked_by_id:
        raise Refused("You asked for this extension, so somebody else must decide it.")


def may_approve_extension(extension, milestone, action, plan, *, by) -> None:
    """Refusing one that can no longer be given is always open."""
    may_decide_extension(extension, by=by)
    why = explain(may_report_on, milestone, action, plan)
    if why:
        raise Refused(f"{why} The extension can only be refused.")
    if milestone.due_on != extension.old_due_on:
        raise Refused("The due date has changed since this was asked for. Refuse it; it can be asked for again.")


# --- What the facts amount to --------------------------------------------------------------------------------


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
    if action.state == ActionState.PLANNED and (action.starts_on is None or action.starts_on > today):
        return Status.NOT_STARTED
    return Status.ON_TRACK


def stage_now(stages_and_states: Iterable[tuple[str, str]]) -> Stage | None:
    """The first stage with an action that is neither complete, verified nor withdrawn; none when all are."""
    over = {ActionState.COMPLETE, ActionState.VERIFIED, ActionState.WITHDRAWN}
    going = {stage for stage, state in stages_and_states if state not in over}
    return next((stage for stage in Stage if stage in going), None)


def _either(states, allowed) -> str:
    words = [state.label.lower() for state in states if state in allowed]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
