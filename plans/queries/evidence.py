"""Reads of the evidence that an action is done."""

from collections.abc import Iterable
from uuid import UUID

from plans.models import Action, EvidenceItem


def evidence_of(action: Action):
    return EvidenceItem.objects.filter(action=action).select_related("file", "added_by", "withdrawn_by")


def evidence_kinds(action: Action) -> set[str]:
    return set(EvidenceItem.objects.filter(action=action, withdrawn_at=None).values_list("kind", flat=True))


def evidence_kinds_of(actions: Iterable[Action]) -> dict[UUID, set[str]]:
    """The kinds of evidence of each of these actions. Not asked where there are none."""
    found: dict[UUID, set[str]] = {action.pk: set() for action in actions}
    if found:
        for key, kind in EvidenceItem.objects.filter(action__in=found, withdrawn_at=None).values_list(
            "action_id", "kind"
        ):
            found[key].add(kind)
    return found


def kinds_without(item: EvidenceItem) -> set[str]:
    """The kinds of evidence that its action would have left."""
    others = EvidenceItem.objects.filter(action=item.action_id, withdrawn_at=None).exclude(pk=item.pk)
    return set(others.values_list("kind", flat=True)) if item.action_id else set()
