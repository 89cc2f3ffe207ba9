"""Reads of what people say about a plan and its parts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from plans.models import (
    Action,
    Comment,
    EvidenceItem,
    Extension,
    Mention,
    Milestone,
    Plan,
    Problem,
    RootCause,
)
from plans.models.base import PlanPart
from plans.models.comment import PARTS
from recovery.tenancy.models import Membership

ABOUT: dict[str, type[PlanPart]] = {
    "problem": Problem,
    "cause": RootCause,
    "action": Action,
    "milestone": Milestone,
    "evidence": EvidenceItem,
    "extension": Extension,
}
"""The word in an address, which is also the column → what it is about."""

WITH_IT = ("problem", "cause", "action", "milestone__action", "evidence", "extension__milestone__action")


def thread(plan: Plan, about: Mapping[str, PlanPart]) -> QuerySet[Comment]:
    """What was said about one part; of the plan itself, if about none."""
    others = {f"{name}__isnull": True for name in PARTS if name not in about}
    return Comment.objects.filter(plan=plan, **about, **others)


def shown(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """With all that a page shows of each, in as many queries for one as for a hundred."""
    called = Mention.objects.select_related("person")
    return (
        comments.select_related("plan", "written_by", *WITH_IT)
        .prefetch_related(Prefetch("mentions", called))
        .order_by("written_at", "pk")
    )


def of_plan(plan: Plan) -> QuerySet[Comment]:
    """All that was said about the plan and its parts."""
    return Comment.objects.filter(plan=plan)


def counted(plan: Plan) -> Counter[UUID]:
    """Part → how many comments stand about it."""
    standing = Comment.objects.filter(plan=plan, withdrawn_at=None)
    return Counter(
        next((key for key in keys if key is not None), plan.pk)
        for keys in standing.order_by().values_list(*(f"{name}_id" for name in PARTS))
    )


def mark(counted: Mapping[UUID, int], *groups: Iterable[PlanPart]) -> None:
    """Each part is told how many comments stand about it (`comments_standing`)."""
    for group in groups:
        for part in group:
            part.comments_standing = counted.get(part.pk, 0)


def newest(action: Action, most: int) -> list[Comment]:
    """The latest that stand about the action or one of its milestones, oldest first."""
    said = Comment.objects.filter(Q(action=action) | Q(milestone__action=action), plan=action.plan, withdrawn_at=None)
    return shown(said).order_by("-written_at", "-pk")[:most][::-1]


def calling(person: Membership) -> QuerySet[Mention]:
    """Where this person is called and has not seen it, longest ago first."""
    return (
        Mention.objects.filter(person=person, seen_at=None, comment__withdrawn_at=None)
        .select_related("comment__written_by", "comment__plan", *(f"comment__{name}" for name in WITH_IT))
        .order_by("comment__written_at")
    )
