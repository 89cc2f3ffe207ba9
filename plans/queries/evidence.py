"""Reads of evidence: of an action, of the whole plan, and of what will soon be out of date."""

import datetime
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from plans.models import Action, EvidenceItem, Plan
from plans.rules import RUNNING, WATCHED_IN_DRAFT
from recovery import dates
from recovery.tenancy.models import Membership


def in_force(today: datetime.date) -> Q:
    """What counts: neither withdrawn nor expired."""
    return Q(withdrawn_at=None) & (Q(expires_on=None) | Q(expires_on__gte=today))


def newer() -> Exists:
    """A version that stands in its place."""
    return Exists(EvidenceItem.objects.filter(replaces=OuterRef("pk"), withdrawn_at=None))


def with_versions(items: QuerySet[EvidenceItem]) -> QuerySet[EvidenceItem]:
    """Each with the people and the file it names, and in `renewed` the version that stands in its place."""
    standing = EvidenceItem.objects.filter(withdrawn_at=None).select_related("added_by")
    return items.select_related("file", "added_by", "withdrawn_by", "owner").prefetch_related(
        Prefetch("versions", standing, to_attr="renewed")
    )


def evidence_of(action: Action) -> QuerySet[EvidenceItem]:
    return with_versions(EvidenceItem.objects.filter(action=action))


def evidence_kinds(action: Action, today: datetime.date | None = None) -> set[str]:
    """What counts today, or on the day that something is told to have happened."""
    counted = EvidenceItem.objects.filter(in_force(today or dates.today()), action=action)
    return set(counted.values_list("kind", flat=True))


def kinds_without(item: EvidenceItem, today: datetime.date | None = None) -> set[str]:
    """The kinds of evidence that its action would have left."""
    others = EvidenceItem.objects.filter(in_force(today or dates.today()), action=item.action_id).exclude(pk=item.pk)
    return set(others.values_list("kind", flat=True)) if item.action_id else set()


def is_replaced(item: EvidenceItem) -> bool:
    return EvidenceItem.objects.filter(replaces=item, withdrawn_at=None).exists()


def register(plan: Plan) -> QuerySet[EvidenceItem]:
    """All evidence of the plan as it stands now, newest first; what was replaced is found through `versions_of`."""
    items = EvidenceItem.objects.filter(~newer(), plan=plan)
    return with_versions(items).select_related("plan", "problem", "action").order_by("-occurred_on", "-created_at")


def versions_before(plan: Plan, items: Iterable[EvidenceItem]) -> dict:
    """Item → the versions before it, newest first."""
    older = {one.pk: one for one in with_versions(EvidenceItem.objects.filter(newer(), plan=plan))}
    found: dict = {}
    for item in items:
        before, chain = item.replaces_id, []
        while before in older:
            chain.append(older[before])
            before = older[before].replaces_id
        found[item.pk] = chain
    return found


def evidence_expiring(person: Membership, until: datetime.date) -> QuerySet[EvidenceItem]:
    """What this person keeps up to date, of plans that go on, and that has expired or will by then."""
    return (
        EvidenceItem.objects.filter(
            ~newer(),
            owner=person,
            withdrawn_at=None,
            expires_on__lte=until,
            plan__state__in=(*RUNNING, *WATCHED_IN_DRAFT),
        )
        .select_related("plan", "problem", "action")
        .order_by("expires_on")
    )
