"""What may become of a milestone and its dates."""

import datetime

from plans.enums import ActionState, ExtensionState
from plans.rules.action import may_change_action, may_progress
from plans.rules.plan import may_remove
from plans.rules.saying import explain
from recovery import dates
from recovery.exceptions import Refused


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
            "Withdraw the milestone instead, with a reason: it stays in the ledger."
        )


def may_withdraw_milestone(milestone, action, plan, *, by, flagged: bool) -> None:
    """It stays in the ledger with its slips. Whoever owns the action does not decide that less is due of it."""
    may_change_milestone(milestone, action, plan)
    if milestone.is_completion:
        raise Refused("The completion of an action is withdrawn only with the action itself.")
    if not explain(may_remove_milestone, milestone, plan, flagged=flagged):
        raise Refused("In a draft, a milestone that is not committed is removed, not withdrawn.")
    if by.membership is None or by.membership.pk == action.owner_id:
        raise Refused("You own this action, so somebody else must decide to withdraw its milestone.")


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


def may_approve_extension(extension, milestone, action, plan, *, by, today: datetime.date) -> None:
    """Refusing one that can no longer be given is always open."""
    may_decide_extension(extension, by=by)
    why = explain(may_report_on, milestone, action, plan)
    if why:
        raise Refused(f"{why} The extension can only be refused.")
    if milestone.due_on != extension.old_due_on:
        raise Refused("The due date has changed since this was asked for. Refuse it; it can be asked for again.")
    if extension.new_due_on < today:
        raise Refused(
            f"The day asked for, {dates.uk_date(extension.new_due_on)}, has passed, so it can no longer be promised. "
            "The extension can only be refused; a later day can be asked for."
        )
