"""Evidence: that a problem exists, and that an action is done."""

from plans import queries, rules
from plans.domain import files
from plans.domain.current import part_now
from plans.models import EvidenceItem
from recovery.verbs import verb


@verb
def add(*, kind, occurred_on, reference, by, at, problem=None, action=None, summary="", upload=None) -> EvidenceItem:
    """For a problem or for an action, not for both."""
    about = part_now(problem or action)
    if action is None:
        rules.may_keep_files(about.plan)
    else:
        rules.may_add_evidence(about, about.plan)
    stored = files.store(plan=about.plan, upload=upload, by=by, at=at) if upload else None
    return EvidenceItem.objects.create(
        org_id=about.org_id,
        plan_id=about.plan_id,
        problem=problem,
        action=action,
        kind=kind,
        occurred_on=occurred_on,
        reference=reference,
        summary=summary,
        file=stored,
        added_by=by.membership,
        created_at=at,
    )


@verb
def withdraw(*, item, reason, by, at) -> EvidenceItem:
    """It no longer counts, and stays in the register with the reason."""
    item = part_now(item)
    rules.must_say_why(reason)
    rules.may_withdraw_evidence(item, item.plan, item.action, others=queries.kinds_without(item))
    EvidenceItem.objects.filter(pk=item.pk).update(withdrawn_at=at, withdrawn_by=by.membership)
    return EvidenceItem.objects.get(pk=item.pk)
