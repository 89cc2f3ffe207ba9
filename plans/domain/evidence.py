"""Evidence: that a problem exists, and that an action is done."""

from plans import queries, rules
from plans.domain import files
from plans.domain.current import part_now
from plans.models import EvidenceItem
from recovery import dates
from recovery.verbs import verb


@verb
def add(
    *, kind, occurred_on, reference, by, at, problem=None, action=None, summary="", upload=None, owner=None,
    expires_on=None,
) -> EvidenceItem:  # fmt: skip
    """For a problem or for an action, not for both."""
    about = part_now(problem or action)
    if action is None:
        rules.may_keep_files(about.plan)
    else:
        rules.may_add_evidence(about, about.plan)
    of = {"problem": problem, "action": action}
    return _added(
        about.plan, of, upload, by, at, kind=kind, occurred_on=occurred_on, reference=reference, summary=summary,
        owner=owner, expires_on=expires_on,
    )  # fmt: skip


@verb
def renew(
    *, item, occurred_on, reference, by, at, summary="", upload=None, owner=None, expires_on=None
) -> EvidenceItem:
    """A newer version of the same evidence. The one before it stays in the register, and no longer counts beside it."""
    item = part_now(item)
    rules.may_replace_evidence(item, item.plan, item.action, replaced=queries.is_replaced(item))
    of = {"problem_id": item.problem_id, "action_id": item.action_id, "replaces": item, "kind": item.kind}
    return _added(
        item.plan, of, upload, by, at, occurred_on=occurred_on, reference=reference, summary=summary, owner=owner,
        expires_on=expires_on,
    )  # fmt: skip


def _added(plan, of: dict, upload, by, at, **said) -> EvidenceItem:
    stored = files.store(plan=plan, upload=upload, by=by, at=at) if upload else None
    return EvidenceItem.objects.create(
        org_id=plan.org_id, plan=plan, file=stored, added_by=by.membership, created_at=at, **of, **said
    )


@verb
def withdraw(*, item, reason, by, at) -> EvidenceItem:
    """It no longer counts, and stays in the register with the reason."""
    item = part_now(item)
    rules.must_say_why(reason)
    rules.may_withdraw_evidence(item, item.plan, item.action, others=queries.kinds_without(item, dates.day_of(at)))
    EvidenceItem.objects.filter(pk=item.pk).update(withdrawn_at=at, withdrawn_by=by.membership)
    return EvidenceItem.objects.get(pk=item.pk)
