"""The reviews of an immediate control in words: what was decided, by whom and why, and what is due."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from plans import rules
from plans.enums import ReviewDecision
from plans.models import Action, ControlReview
from recovery import dates


@dataclass(frozen=True)
class Line:
    """One decision, as the list of reviews shows it."""

    what: str
    when: str
    why: str
    replaced_by: Action | None


def lines(reviews: Iterable[ControlReview]) -> list[Line]:
    """Oldest first."""
    return [Line(_what(one), _when(one), one.reason, one.replaced_by) for one in reviews]


def _what(one: ControlReview) -> str:
    if one.decision == ReviewDecision.KEEP:
        return f"Kept until {dates.uk_date(one.next_review_on)}"
    if one.decision == ReviewDecision.STEP_DOWN:
        return "Stepped down"
    return f"Replaced by {one.replaced_by.reference} {one.replaced_by.title}"


def _when(one: ControlReview) -> str:
    decided = dates.day_of(one.decided_at)
    by = f"Decided {dates.uk_date(decided)} by {one.decided_by.name_and_title}"
    if one.due_on is None:
        return f"{by}. It had no review date."
    late = (decided - one.due_on).days
    when = f", {dates.days(late)} late" if late > 0 else ""
    return f"{by}. It was due on {dates.uk_date(one.due_on)}{when}."


def due(action: Action, today: datetime.date) -> str:
    """When it is reviewed next, or that it is no longer: what the panel of its reviews is called."""
    if action.stood_down_at:
        return f"It stood down on {dates.uk_date(action.stood_down_at)}"
    if not rules.stands(action):
        return "It is reviewed once it has started" if action.state != "withdrawn" else "It is no longer reviewed"
    if action.review_on is None:
        return "It runs without a review date"
    if action.review_on < today:
        return f"Its review is {dates.days((today - action.review_on).days)} late"
    return f"Its next review is {dates.relative(action.review_on, at=today)}"
