"""Moving a committed date: asked for with a reason and an interim control, decided by somebody else."""

from django.db.models import F

from plans import rules
from plans.domain.current import part_now
from plans.domain.guard import Guard
from plans.enums import ExtensionState
from plans.models import Extension, Milestone
from plans.queries import seen as seen_queries
from recovery import dates
from recovery.exceptions import Refused
from recovery.verbs import verb


@verb
def ask(*, milestone, new_due_on, reason, interim_control, by, at) -> Extension:
    milestone = part_now(milestone)
    rules.may_ask_extension(milestone, milestone.action, milestone.plan)
    if new_due_on <= milestone.due_on:
        raise Refused("The new date must be later than the current due date.")
    if new_due_on < dates.day_of(at):
        raise Refused("The new date must be today or later: a date that has passed cannot be promised.")
    if Extension.objects.filter(milestone=milestone, state=ExtensionState.ASKED).exists():
        raise Refused("An extension of this milestone is already waiting for a decision.")
    said = {"reason": reason, "interim_control": interim_control}
    return Extension.objects.create(
        org_id=milestone.org_id,
        plan_id=milestone.plan_id,
        milestone=milestone,
        old_due_on=milestone.due_on,
        new_due_on=new_due_on,
        **said,
        held=Guard(milestone.plan, at).held(Extension, said),
        asked_at=at,
        asked_by=by.membership,
        created_at=at,
    )


def _decide(extension: Extension, state: ExtensionState, *, by, at, reason: str, seen: int | None) -> Extension:
    rules.may_decide_extension(extension, by=by)
    rules.must_have_read("request", "decide", seen=seen, now=seen_queries.of_extension(extension))
    Extension.objects.filter(pk=extension.pk).update(
        state=state, decided_at=at, decided_by=by.membership, decision_reason=reason, version=F("version") + 1
    )
    return Extension.objects.get(pk=extension.pk)


@verb
def approve(*, extension, by, at, reason="", seen=None) -> Extension:
    """The due date moves; the original date and the old one stay in the ledger."""
    extension = part_now(extension)
    milestone = extension.milestone
    today = dates.day_of(at)
    rules.may_approve_extension(extension, milestone, milestone.action, extension.plan, by=by, today=today)
    approved = _decide(extension, ExtensionState.APPROVED, by=by, at=at, reason=reason, seen=seen)
    Milestone.objects.filter(pk=milestone.pk).update(due_on=extension.new_due_on, version=F("version") + 1)
    return approved


@verb
def refuse(*, extension, reason, by, at, seen=None) -> Extension:
    rules.must_say_why(reason)
    return _decide(part_now(extension), ExtensionState.REFUSED, by=by, at=at, reason=reason, seen=seen)
