"""The life of an action: started, complete (the owner's claim, with evidence), verified by somebody else."""

from django.db.models import F

from plans import queries, rules
from plans.domain.current import part_now
from plans.domain.moving import move
from plans.lifecycle import ACTION
from plans.models import Action, Milestone
from plans.queries import seen as seen_queries
from recovery import dates
from recovery.verbs import verb


def _open_milestones(action: Action):
    return Milestone.objects.filter(action=action, done_at=None, withdrawn_at=None)


@verb
def start(*, action, by, at) -> Action:
    """From now on its dates are committed, in a draft too: a control that runs is watched."""
    action = part_now(action)
    rules.may_start(action, action.plan, due_on=queries.due_on(action))
    started = move(action, ACTION, "start", started_at=at)
    Milestone.objects.filter(action=action, committed_at=None, due_on__isnull=False).update(
        original_due_on=F("due_on"), committed_at=at
    )
    return started


@verb
def complete(*, action, by, at, note="") -> Action:
    """Its completion milestone is reached with it; its other open milestones must be reached or withdrawn before."""
    action = part_now(action)
    rules.may_complete(
        action,
        action.plan,
        evidence_kinds=queries.evidence_kinds(action, dates.day_of(at)),
        outputs=queries.outputs_open(action),
    )
    completed = move(action, ACTION, "complete", completed_at=at, completed_by=by.membership, completion_note=note)
    _open_milestones(action).filter(is_completion=True).update(done_at=at, done_by=by.membership)
    return completed


@verb
def verify(*, action, by, at, reason="", seen=None) -> Action:
    """P2. `reason`: what the verifier saw."""
    action = part_now(action)
    rules.may_verify(action, action.plan, by=by, evidence_kinds=queries.evidence_kinds(action, dates.day_of(at)))
    rules.must_have_read("action", "verify", seen=seen, now=seen_queries.of_action(action))
    return move(action, ACTION, "verify", verified_at=at, verified_by=by.membership)


@verb
def reopen(*, action, reason, by, at) -> Action:
    """The claim no longer holds. Its completion milestone is open again, on the date it had."""
    action = part_now(action)
    rules.must_say_why(reason)
    rules.may_change_action_state(action, action.plan, "reopen")
    move(action, ACTION, "reopen")
    Milestone.objects.filter(action=action, is_completion=True).update(done_at=None, done_by=None)
    if action.stood_down_at:
        # A control that is needed again is looked at again, and somebody must say until when.
        Action.objects.filter(pk=action.pk).update(review_on=dates.day_of(at))
    return Action.objects.get(pk=action.pk)


@verb
def withdraw(*, action, reason, by, at) -> Action:
    """It stays in the ledger, with who decided and why."""
    action = part_now(action)
    rules.must_say_why(reason)
    rules.may_withdraw_action(action, action.plan, by=by, flagged=queries.flagged(action))
    withdrawn = move(action, ACTION, "withdraw", withdrawn_at=at, withdrawn_by=by.membership)
    _open_milestones(action).update(withdrawn_at=at, withdrawn_by=by.membership)
    return withdrawn
