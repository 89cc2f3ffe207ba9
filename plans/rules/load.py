"""What a plan asks of people, week by week, against what they have said they have. Pure: days and hours alone.

A week begins on its Monday, in London, so that the days on which clocks change are days like any other. An hour asked
in a week is asked in all of that week: nobody protects half of an hour that begins on a Thursday.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from plans.enums import ActionState
from plans.rules.plan import RUNNING, WATCHED_IN_DRAFT
from recovery import dates

WEEK = datetime.timedelta(days=7)
NONE = Decimal(0)
OPEN = (ActionState.PLANNED, ActionState.IN_PROGRESS)
"""Complete, verified or withdrawn work asks for nothing more; what is stood down was complete."""
ASKING = (*RUNNING, *WATCHED_IN_DRAFT)
"""States of plans whose open actions ask for hours, or would."""

Statements = Mapping[UUID, Sequence[tuple[datetime.date, Decimal]]]
"""Person → (from this Monday on, hours a week), oldest first."""


@dataclass(frozen=True)
class Ask:
    """Protected hours a week that one action asks of one person, from a day to a day."""

    person: UUID
    plan: UUID
    service: UUID
    action: UUID
    reference: str
    hours: Decimal
    first: datetime.date
    last: datetime.date
    drafted: bool = False
    """Of a plan that is not approved yet: it would add these hours."""


@dataclass(frozen=True)
class Load:
    """What one person carries in one week."""

    week: datetime.date
    asked: Decimal = NONE
    """By plans that run, and by controls that already run."""
    added: Decimal = NONE
    """What drafts would add to it."""
    stated: Decimal | None = None
    """What the person has said they can protect; none if nobody has said."""
    asks: tuple[Ask, ...] = field(default=(), compare=False)

    @property
    def whole(self) -> Decimal:
        return self.asked + self.added

    @property
    def over(self) -> Decimal:
        """Hours asked for that the person has not got."""
        return max(self.asked - self.stated, NONE) if self.stated is not None else NONE

    @property
    def would_be_over(self) -> Decimal:
        return max(self.whole - self.stated, NONE) if self.stated is not None else NONE


def week_of(day: datetime.date | datetime.datetime) -> datetime.date:
    """The Monday of the week in London."""
    day = dates.day_of(day)
    return day - datetime.timedelta(days=day.weekday())


def weeks(first: datetime.date, count: int) -> list[datetime.date]:
    """Mondays, from the week of `first` on."""
    start = week_of(first)
    return [start + WEEK * index for index in range(count)]


def last_full_week(today: datetime.date) -> datetime.date:
    return week_of(today) - WEEK


def figure(hours: Decimal) -> str:
    """7.5, 1,180"""
    return f"{hours.normalize():,f}"


def is_drafted(plan_state: str, started_at: datetime.datetime | None) -> bool:
    """Safety does not wait for paperwork: a control that runs is carried now, whatever its plan waits for."""
    return plan_state in WATCHED_IN_DRAFT and started_at is None


def span(
    *,
    starts_on: datetime.date | None,
    due_on: datetime.date | None,
    started: bool,
    today: datetime.date,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
) -> tuple[datetime.date, datetime.date] | None:
    """The days on which open work still asks for hours: from its start, or today if it has begun, to its due date.

    What is late and still open is still to be done, so it asks in the week that we are in. Without a due date nobody
    can say until when, and nothing is counted. `since` and `until` bound the hours of somebody who helps.
    """
    if due_on is None:
        return None
    begun = started or starts_on is None
    first = today if begun else max(starts_on, today)
    last = max(due_on, today)
    return _within(first, last, since, until)


def _within(
    first: datetime.date, last: datetime.date, since: datetime.date | None, until: datetime.date | None
) -> tuple[datetime.date, datetime.date] | None:
    first, last = max(first, since or first), min(last, until or last)
    return (first, last) if first <= last else None


def lived(
    *,
    starts_on: datetime.date | None,
    started_on: datetime.date | None,
    due_on: datetime.date | None,
    ended_on: datetime.date | None,
    today: datetime.date,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
) -> tuple[datetime.date, datetime.date] | None:
    """The days on which work asked for hours so far, and will until it is due: for setting it beside past rotas."""
    first = started_on or starts_on or (today if ended_on is None else None)
    if first is None or (due_on is None and ended_on is None):
        return None
    return _within(first, ended_on or max(due_on, today), since, until)


def touches(week: datetime.date, first: datetime.date, last: datetime.date) -> bool:
    return first <= week + datetime.timedelta(days=6) and week <= last


def stated_in(week: datetime.date, said: Sequence[tuple[datetime.date, Decimal]]) -> Decimal | None:
    """What was said for this week: the newest statement that had begun by its Monday."""
    begun = [hours for since, hours in said if since <= week]
    return begun[-1] if begun else None


def loads(asks: Iterable[Ask], statements: Statements, mondays: Sequence[datetime.date]) -> dict[UUID, list[Load]]:
    """Person → what they carry in each of these weeks: everybody who is asked for something, or has said something."""
    asked: dict[UUID, list[Ask]] = defaultdict(list)
    for one in asks:
        asked[one.person].append(one)
    return {
        person: [_load(monday, asked.get(person, ()), statements.get(person, ())) for monday in mondays]
        for person in [*asked, *(person for person in statements if person not in asked)]
    }


def _load(monday: datetime.date, asks: Iterable[Ask], said: Sequence[tuple[datetime.date, Decimal]]) -> Load:
    here = tuple(one for one in asks if touches(monday, one.first, one.last))
    return Load(
        monday,
        asked=sum((one.hours for one in here if not one.drafted), NONE),
        added=sum((one.hours for one in here if one.drafted), NONE),
        stated=stated_in(monday, said),
        asks=here,
    )


def worst(found: Iterable[Load], *, with_drafts: bool = False) -> Load | None:
    """The week in which most is missing, the first of several; none if nothing is."""
    short = [one for one in found if (one.would_be_over if with_drafts else one.over)]
    return max(short, key=lambda one: one.would_be_over if with_drafts else one.over, default=None)


def busiest(found: Iterable[Load]) -> Load | None:
    """The week in which most is asked."""
    return max((one for one in found if one.whole), key=lambda one: one.whole, default=None)
