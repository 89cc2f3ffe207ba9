"""What people say, in words: about what, by whom, and whom it calls."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from plans import mentions, rules
from plans.credibility.structure import short
from plans.enums import CommentKind
from plans.models import Comment, Extension, Milestone, Plan
from plans.models.base import PlanPart
from plans.models.comment import PARTS
from plans.queries import comments as reads
from plans.waiting import Waiting
from recovery import dates

SHORT = 90


@dataclass(frozen=True)
class Line:
    """One comment as a page shows it."""

    comment: Comment
    parts: list[tuple[str, bool]]
    """Its text in pieces, each with whether it calls somebody."""
    about: str
    about_url: str
    thread_url: str
    """Where it is answered, if it is about a part."""
    mine: bool
    waits: bool
    """It calls the reader, who has not said that they have read it."""

    @property
    def progress(self) -> bool:
        return self.comment.kind == CommentKind.PROGRESS


def lines(comments: Iterable[Comment], by) -> list[Line]:
    return [_line(one, by) for one in comments]


def _line(one: Comment, by) -> Line:
    calls = list(one.mentions.all())
    name, part = subject(one)
    return Line(
        one,
        mentions.parts(one.text, (call.person.name for call in calls)),
        called(name, part),
        place(one.plan, name, part),
        thread_url(one.plan, name, part) if part else "",
        mine=not rules.explain(rules.may_change_comment, one, one.plan, by=by),
        waits=any(call.seen_at is None and call.person_id == by.membership.pk for call in calls),
    )


def subject(one: Comment) -> tuple[str, PlanPart | None]:
    """The part that it is about, and which kind of part; neither, if it is about the plan itself."""
    name = next((name for name in PARTS if getattr(one, f"{name}_id")), "")
    return name, getattr(one, name) if name else None


def called(name: str, part: PlanPart | None) -> str:
    """“A3 Hold reviews weekly”, “the problem …”: what stands after “about”."""
    if part is None:
        return "the plan"
    if name == "action":
        return f"{part.reference} {short(part.title, SHORT)}"
    if name == "milestone":
        return _milestone(part)
    if name == "extension":
        return f"the extension of {_milestone(part.milestone)}"
    words = {"problem": "the problem", "cause": "the root cause", "evidence": "the evidence"}[name]
    said = {"problem": "title", "cause": "cause", "evidence": "reference"}[name]
    return f"{words} “{short(getattr(part, said), SHORT)}”"


def _milestone(milestone: Milestone) -> str:
    action = milestone.action
    name = action.title if milestone.is_completion else milestone.name
    of = "the completion of " if milestone.is_completion else ""
    return f"{of}{action.reference} {short(name, SHORT)}"


def place(plan: Plan, name: str, part: PlanPart | None) -> str:
    """Where what it is about stands."""
    if part is None:
        return reverse("plan_overview", args=[plan.pk])
    if name in ("problem", "cause"):
        return f"{reverse('plan_write', args=[plan.pk])}#{name}-{part.pk}"
    if name == "evidence" and part.problem_id:
        return f"{reverse('plan_write', args=[plan.pk])}#evidence-of-{part.problem_id}"
    anchor = {"action": "facts", "evidence": "evidence"}.get(name, "ledger")
    return f"{reverse('action_detail', args=[_action_of(part) or part.pk])}#{anchor}"


def _action_of(part: PlanPart):
    if isinstance(part, Extension):
        return part.milestone.action_id
    return getattr(part, "action_id", None)


def thread_url(plan: Plan, name: str, part: PlanPart | None) -> str:
    return reverse("part_comments", args=[name, part.pk]) if part else reverse("plan_comments", args=[plan.pk])


def mentions_of(*, actor, workspace, today: datetime.date) -> Iterable[Waiting]:
    for call in reads.calling(workspace.membership):
        one = call.comment
        name, part = subject(one)
        yield Waiting(
            20,
            one.written_at,
            f"{one.written_by.name} mentions you about {called(name, part)}",
            f"{one.plan.reference} {one.plan.title}. “{short(one.text, SHORT)}” {dates.ago(one.written_at, at=today)}",
            "Read it",
            f"{reverse('comment_show', args=[one.pk])}",
        )
