"""One person's work in words: what is late, what is near, what waits for them."""

import datetime
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from plans import rules
from plans.enums import ActionState
from plans.models import Milestone
from plans.presenters.week import outlook
from plans.queries import my_work as reads
from plans.queries.my_work import Counted
from plans.waiting import Waiting
from recovery import dates
from recovery.tenancy.permissions import may
from recovery.ui.addresses import address_of

SOON = datetime.timedelta(days=14)
WEEK = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Way:
    """Something that can be done at once. `posts`: with one press."""

    label: str
    url: str
    posts: bool = False
    hidden: str = ""


@dataclass(frozen=True)
class Item:
    """One date of mine, with what I can do about it from here."""

    milestone: Milestone
    title: str
    url: str
    plan: str
    plan_url: str
    status: str
    note: str
    ways: list[Way]


def items(milestones: Iterable[Milestone], workspace, today: datetime.date) -> list[Item]:
    return [_item(one, workspace, today) for one in milestones]


def _item(one: Milestone, workspace, today: datetime.date) -> Item:
    action = one.action
    plan = action.plan
    status, note = outlook(action, one, today)
    whole = f"{action.reference} {action.title}"
    title = whole if one.is_completion else f"{one.name} ({action.reference})"
    return Item(
        one,
        title,
        address_of("action_detail", action.pk),
        f"{plan.reference} {plan.title}",
        address_of("plan_overview", plan.pk),
        status,
        note,
        _ways(one, action, workspace, whole, title),
    )


def _ways(one: Milestone, action, workspace, whole: str, title: str) -> list[Way]:
    """What the rules allow from here. What needs more thought is on the action's own page. By ear each is told apart:
    `whole` names the action, `title` what the date is of."""
    if not may(workspace, "action.progress"):
        return []
    here = functools.partial(_from_here, named=title)
    ways = []
    if action.state == ActionState.PLANNED:
        ways.append(here("Start", "action_start", action.pk, posts=True, named=whole))
    elif one.is_completion:
        ways.append(here("Report it complete", "action_complete", action.pk))
    if not one.is_completion:
        ways.append(here("Mark as reached", "milestone_reach", one.pk, posts=True))
    note = ("action_note", action.pk) if one.is_completion else ("milestone_note", one.pk)
    ways += [
        here("Note progress", *note),
        here("Add evidence", "action_evidence_new", action.pk, named=whole),
        here("Give a forecast", "milestone_forecast", one.pk),
    ]
    if one.committed_at and may(workspace, "extension.ask"):
        ways.append(here("Ask for an extension", "extension_ask", one.pk))
    return ways


def _from_here(label: str, name: str, key, *, named: str, posts: bool = False) -> Way:
    return Way(label, f"{address_of(name, key)}?from=work", posts, named)


def groups(items: list[Item], today: datetime.date, until: datetime.date) -> list[dict[str, Any]]:
    """The dates of one page under what they mean; a group without any is left out."""
    late = [one for one in items if one.milestone.due_on < today]
    soon = [one for one in items if today <= one.milestone.due_on <= until]
    later = [one for one in items if one.milestone.due_on > until]
    listed = (("late", "Late", late), ("soon", f"Due by {dates.uk_date(until)}", soon), ("later", "Later", later))
    return [{"id": key, "title": title, "items": own} for key, title, own in listed if own]


def vitals(counted: Counted, waiting: list[Waiting], until: datetime.date) -> list[dict[str, Any]]:
    late = {"tone": "red", "shape": "square"} if counted.late else {}
    return [
        {
            "label": "Late",
            "figure": counted.late,
            "sentence": "Say where each stands" if counted.late else "No date of yours is missed",
            "href": "#late" if counted.late else "",
            **late,
        },
        {
            "label": "Due in 14 days",
            "figure": counted.soon,
            "sentence": f"Until {dates.uk_date(until)}",
            "href": "#soon" if counted.soon else "",
        },
        {
            "label": "Waiting for you",
            "figure": len(waiting),
            "sentence": "Others wait for your answer" if waiting else "Nobody waits for you",
            "href": "#waiting" if waiting else "",
        },
    ]


# --- What waits in plans: registered in `plans.apps` --------------------------------------------------------------


def plans_to_approve(*, actor, workspace, today: datetime.date) -> Iterable[Waiting]:
    for plan in reads.plans_to_approve(actor):
        sent = f"Sent by {plan.submitted_by.name}, {dates.ago(plan.submitted_at, at=today)}"
        yield Waiting(
            10,
            plan.submitted_at,
            f"Approve {plan.reference} {plan.title}, or send it back",
            f"{plan.service.name}. {sent}",
            "Read it",
            address_of("plan_overview", plan.pk),
        )


def extensions_to_decide(*, actor, workspace, today: datetime.date) -> Iterable[Waiting]:
    for one in reads.extensions_to_decide(actor):
        action = one.milestone.action
        moved = f"from {dates.uk_date(one.old_due_on)} to {dates.uk_date(one.new_due_on)}"
        yield Waiting(
            10,
            one.asked_at,
            f"Decide about more time for {action.reference} {action.title}",
            f"{one.plan.reference} {one.plan.title}. {one.asked_by.name} asks to move it {moved}, "
            f"{dates.ago(one.asked_at, at=today)}",
            "Decide",
            f"{address_of('extension_decide', one.pk)}?from=work",
        )


def controls_to_review(*, actor, workspace, today: datetime.date) -> Iterable[Waiting]:
    """A6: on its day somebody decides whether a control is kept, stepped down or replaced."""
    for action in reads.controls_to_review(actor, today + WEEK):
        if rules.explain(rules.may_review, action, action.plan):
            continue
        when = f"Due {dates.relative(action.review_on, at=today)}" if action.review_on else "It has no review date"
        late = action.review_on is None or action.review_on < today
        yield Waiting(
            0 if late else 10,
            action.review_on or today,
            f"Review the control {action.reference} {action.title}",
            f"{action.plan.reference} {action.plan.title}. {when}. Keep it, step it down or replace it",
            "Review it",
            f"{address_of('action_review', action.pk)}?from=work",
        )


def actions_to_verify(*, actor, workspace, today: datetime.date) -> Iterable[Waiting]:
    """Only what could be verified now; what lacks a kind of evidence waits for its owner."""
    for action, kinds in reads.actions_to_verify(actor):
        if rules.explain(rules.may_verify, action, action.plan, by=actor, evidence_kinds=kinds):
            continue
        yield Waiting(
            20,
            action.completed_at,
            f"Verify {action.reference} {action.title}",
            f"{action.plan.reference} {action.plan.title}. Reported complete by {action.completed_by.name}, "
            f"{dates.ago(action.completed_at, at=today)}",
            "Look, and verify",
            f"{address_of('action_verify', action.pk)}?from=work",
        )
