"""Named outputs with dates, what is expected of them, and when they are reached."""

from plans import kept, rules
from plans.domain.current import part_now
from plans.domain.guard import Guard
from plans.models import Milestone
from recovery.exceptions import Refused
from recovery.tenancy.versions import change_if_current
from recovery.verbs import verb


@verb
def add(*, action, name, due_on, by, at) -> Milestone:
    action = part_now(action)
    rules.may_change_action(action, action.plan)
    return Milestone.objects.create(
        org_id=action.org_id,
        plan_id=action.plan_id,
        action=action,
        name=name,
        due_on=due_on,
        original_due_on=due_on,
        committed_at=at if due_on and rules.commits(action, action.plan) else None,
        created_at=at,
        held=Guard(action.plan, at).held(Milestone, {"name": name}),
    )


@verb
def change(*, milestone, version, name, due_on, by, at, reason="") -> Milestone:
    milestone = part_now(milestone)
    rules.may_change_milestone(milestone, milestone.action, milestone.plan)
    fields = {"name": name, "held": Guard(milestone.plan, at).held(Milestone, {"name": name}, milestone)}
    if due_on != milestone.due_on:
        rules.may_move_date(milestone)
        commit = at if due_on and rules.commits(milestone.action, milestone.plan) else None
        fields |= {"due_on": due_on, "original_due_on": due_on, "committed_at": commit}
    return change_if_current(milestone, version, **fields)


@verb
def forecast(*, milestone, forecast_on, by, at, reason="") -> Milestone:
    """When it is now expected. The due date stays where it is: a later forecast is a slip seen early."""
    milestone = part_now(milestone)
    rules.may_report_on(milestone, milestone.action, milestone.plan)
    Milestone.objects.filter(pk=milestone.pk).update(forecast_on=forecast_on, forecast_at=at if forecast_on else None)
    return Milestone.objects.get(pk=milestone.pk)


@verb
def reach(*, milestone, by, at) -> Milestone:
    milestone = part_now(milestone)
    rules.may_report_on(milestone, milestone.action, milestone.plan)
    if milestone.is_completion:
        raise Refused("This milestone is reached by completing the action.")
    Milestone.objects.filter(pk=milestone.pk).update(done_at=at, done_by=by.membership)
    return Milestone.objects.get(pk=milestone.pk)


@verb
def withdraw(*, milestone, reason, by, at) -> Milestone:
    """It is no longer due, and stays in the ledger with its slips, with who decided and why."""
    milestone = part_now(milestone)
    rules.must_say_why(reason)
    flagged = bool(kept.among([milestone.pk]))
    rules.may_withdraw_milestone(milestone, milestone.action, milestone.plan, by=by, flagged=flagged)
    Milestone.objects.filter(pk=milestone.pk).update(withdrawn_at=at, withdrawn_by=by.membership)
    return Milestone.objects.get(pk=milestone.pk)


@verb
def remove(*, milestone, by, at, reason="") -> None:
    milestone = part_now(milestone)
    flagged = bool(kept.among([milestone.pk]))
    rules.may_remove_milestone(milestone, milestone.plan, flagged=flagged)
    milestone.delete()
