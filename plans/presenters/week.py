"""What is due this week, and whose it is: late and near dates, grouped by the person who answers for them."""

import datetime
import functools
from collections.abc import Iterable
from dataclasses import dataclass

from plans.enums import DONE, ActionState, PlanState, Stage, Status
from plans.queries import ActionRow
from plans.rules import RUNNING, milestone_status, stands
from recovery import dates
from recovery.ui.addresses import address_of

DAYS = 7
DRAFTING = {PlanState.DRAFT, PlanState.SUBMITTED}


@dataclass(frozen=True)
class Due:
    """One date that somebody must keep: of a milestone, or of the review of an immediate control."""

    ref: str
    title: str
    url: str
    owner: object
    due_on: datetime.date
    original_due_on: datetime.date | None
    status: str
    note: str
    review: bool = False

    @property
    def row(self) -> dict:
        """For {% action_row %}, under the name of whose it is."""
        return {
            "ref": self.ref,
            "title": self.title,
            "url": self.url,
            "status": self.status,
            "due": self.due_on,
            "original": self.original_due_on,
            "note": self.note,
        }

    @property
    def heading(self) -> str:
        """Short enough for the header of a page."""
        return f"{self.ref}: {'control to review' if self.review else shorten(self.title, 46)}"

    @property
    def whose(self) -> str:
        return f"{self.owner.name} owns it." if self.owner else "Nobody owns it yet."

    @property
    def link(self) -> str:
        return f"Open {self.ref}"


@dataclass(frozen=True)
class Person:
    name: str
    job_title: str
    items: list[Due]
    late: int


@dataclass(frozen=True)
class Week:
    title: str
    note: str
    people: list[Person]
    items: list[Due]
    late: list[Due]
    soon: list[Due]
    expected_late: list[Due]
    upcoming: Due | None
    """The next date to come, in this week or after it."""
    until: datetime.date
    nothing: str


def week(plan, rows: Iterable[ActionRow], today: datetime.date) -> Week:
    until = today + datetime.timedelta(days=DAYS)
    every = sorted(_dates(plan, rows, today), key=lambda one: (one.due_on, one.ref))
    late = [one for one in every if one.due_on < today]
    soon = [one for one in every if today <= one.due_on <= until]
    expected = [one for one in every if one.due_on > until and one.status == "at_risk" and one.note]
    listed = late + soon + expected
    coming = next((one for one in every if one.due_on >= today), None)
    return Week(
        title=_title(late, soon, expected, until),
        note=f"{dates.uk_short(today)} to {dates.uk_short(until)}",
        people=_people(listed),
        items=listed,
        late=late,
        soon=soon,
        expected_late=expected,
        upcoming=coming,
        until=until,
        nothing=_nothing(plan),
    )


def _dates(plan, rows: Iterable[ActionRow], today: datetime.date) -> Iterable[Due]:
    detail = functools.partial(address_of, "action_detail")
    for row in rows:
        action = row.action
        if action.state == ActionState.WITHDRAWN:
            continue
        if plan.state in DRAFTING and (action.stage != Stage.IMMEDIATE or action.started_at is None):
            continue  # its dates bind nobody yet
        if action.state not in DONE:
            for one in row.milestones:
                if one.due_on is None or one.done_at or one.withdrawn_at:
                    continue
                status, note = outlook(action, one, today)
                title = action.title if one.is_completion else one.name
                yield Due(
                    action.reference,
                    title,
                    detail(action.pk),
                    action.owner,
                    one.due_on,
                    one.original_due_on,
                    status,
                    note,
                )
        if action.review_on and stands(action):
            status = "off_track" if action.review_on < today else "on_track"
            yield Due(
                action.reference,
                f"Review: {action.title}",
                detail(action.pk),
                action.owner,
                action.review_on,
                None,
                status,
                "Keep it, step it down or replace it",
                review=True,
            )


def outlook(action, milestone, today: datetime.date) -> tuple[Status, str]:
    forecast = milestone.forecast_on
    note = ""
    if forecast and forecast > milestone.due_on:
        note = f"Expected {dates.uk_date(forecast)}, {dates.days((forecast - milestone.due_on).days)} after it is due"
    return milestone_status(action, milestone, 0, today), note


def _people(items: list[Due]) -> list[Person]:
    """Whoever has the longest-late date first."""
    owned: dict = {}
    for item in items:
        owned.setdefault(item.owner.pk if item.owner else None, []).append(item)
    found = []
    for own in owned.values():
        owner = own[0].owner
        late = sum(one.status == "off_track" for one in own)
        name, title = (owner.name, owner.job_title) if owner else ("Nobody yet", "no owner is named")
        found.append(Person(name, title, own, late))
    return found


def _title(late: list, soon: list, expected: list, until: datetime.date) -> str:
    if late and soon:
        return f"{_things(len(late))} late, {len(soon)} more due by {dates.uk_date(until)}"
    if late:
        return f"{_things(len(late))} late, nothing more due by {dates.uk_date(until)}"
    if soon:
        return f"{_things(len(soon))} due by {dates.uk_date(until)}"
    if expected:
        return f"Nothing due by {dates.uk_date(until)}, {_things(len(expected)).lower()} expected late"
    return f"Nothing is due before {dates.uk_date(until + datetime.timedelta(days=1))}"


def _things(count: int) -> str:
    return "One thing is" if count == 1 else f"{count} things are"


def _nothing(plan) -> str:
    """Why no date is open at all."""
    if plan.state in DRAFTING:
        return "Dates bind once the plan is approved. An immediate control is watched from the day it starts."
    if plan.state in RUNNING:
        return "Every action is complete, and no safety control waits for its review."
    return f"This plan is {plan.get_state_display().lower()}: its dates no longer count."


def shorten(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rsplit(' ', 1)[0]}…"
