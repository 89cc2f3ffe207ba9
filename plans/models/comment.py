import functools
import operator

from django.db import models
from django.db.models import Q

from plans.enums import CommentKind
from plans.models.action import Action, Extension, Milestone
from plans.models.base import PlanPart, in_plan, person, together
from plans.models.problem import EvidenceItem, Problem, RootCause


def about(model: type[PlanPart]) -> models.ForeignKey:
    return models.ForeignKey(
        model, models.CASCADE, null=True, related_name="comments", db_constraint=False, editable=False
    )


def at_most_one(names: tuple[str, ...]) -> Q:
    """None of these is set, or one alone."""
    none = Q(**{f"{name}__isnull": True for name in names})
    alone = (Q(**{f"{other}__isnull": other != name for other in names}) for name in names)
    return functools.reduce(operator.or_, alone, none)


PARTS = ("problem", "cause", "action", "milestone", "evidence", "extension")
"""What a comment may be about, if not about the plan itself."""


class Comment(PlanPart):
    """What somebody says about the plan (about none of the parts) or about one part of it. It stays inside.

    A comment of the kind *progress* says how far an action is. Whoever wrote it may change or withdraw it; what it said
    before stays in the history.
    """

    problem = about(Problem)
    cause = about(RootCause)
    action = about(Action)
    milestone = about(Milestone)
    evidence = about(EvidenceItem)
    extension = about(Extension)
    kind = models.CharField(max_length=8, choices=CommentKind.choices, default=CommentKind.COMMENT, editable=False)
    text = models.TextField()
    written_at = models.DateTimeField(editable=False)
    written_by = person(null=False, blank=False, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = person(editable=False)

    class Meta(PlanPart.Meta):
        ordering = ["written_at", "pk"]
        constraints = [
            in_plan("comment"),
            models.CheckConstraint(
                condition=at_most_one(PARTS),
                name="comment_about_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(kind=CommentKind.PROGRESS) | Q(action__isnull=False) | Q(milestone__isnull=False),
                name="comment_of_progress_is_of_work",
            ),
            together("withdrawn_at", "withdrawn_by", name="comment_withdrawn_by_somebody"),
        ]
        indexes = [models.Index(fields=["plan", "written_at"], name="comment_in_plan_by_time")]

    def __str__(self) -> str:
        return self.text


class Mention(PlanPart):
    """A comment names somebody with @. It waits for them until they have seen it."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="mentions", db_constraint=False, editable=False)
    person = person(null=False, blank=False, editable=False)
    seen_at = models.DateTimeField(null=True, editable=False)

    class Meta(PlanPart.Meta):
        constraints = [models.UniqueConstraint(fields=["comment", "person"], name="mention_once")]
        indexes = [models.Index(fields=["person"], condition=Q(seen_at__isnull=True), name="mention_unseen")]

    def __str__(self) -> str:
        return self.person.name
