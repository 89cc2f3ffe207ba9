"""Reads of the evidence that an action is done."""

from plans.models import Action, EvidenceItem


def evidence_of(action: Action):
    return EvidenceItem.objects.filter(action=action).select_related("file", "added_by", "withdrawn_by")


def evidence_kinds(action: Action) -> set[str]:
    return set(EvidenceItem.objects.filter(action=action, withdrawn_at=None).values_list("kind", flat=True))


def kinds_without(item: EvidenceItem) -> set[str]:
    """The kinds of evidence that its action would have left."""
    others = EvidenceItem.objects.filter(action=item.action_id, withdrawn_at=None).exclude(pk=item.pk)
    return set(others.values_list("kind", flat=True)) if item.action_id else set()
