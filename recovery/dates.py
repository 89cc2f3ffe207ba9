"""Dates and times as Holdfast means and writes them: Europe/London, whatever the server's clock says.

Here: what day it is, working days in England, and the written forms. Not here: any rule about when something is
late; those live with the thing that can be late.
"""

import contextlib
import re
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.utils import timezone

LONDON = ZoneInfo("Europe/London")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return (_told.get() or timezone.now()).astimezone(UTC)


@contextlib.contextmanager
def telling_of(moment: datetime) -> Iterator[None]:
    """Inside, it is `moment`: for loading a history that happened earlier, day by day. Never for the present."""
    if moment > timezone.now():
        raise ValueError("A history cannot be told of the future.")
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)


def today() -> date:
    """Today in London. Between midnight and one in summer this is not the server's UTC date."""
    return london(now()).date()


def london(moment: datetime) -> datetime:
    """The same instant on a London clock. A naive moment is refused: guessing its zone would be wrong half the year."""
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone cannot be placed in London.")
    return moment.astimezone(LONDON)


def day_of(value: date | datetime) -> date:
    """The London calendar day of a date or of an instant."""
    return london(value).date() if isinstance(value, datetime) else value


def end_of_day(day: date) -> datetime:
    """The instant a London day is over: midnight that begins the next. Days of 23 and 25 hours come out right."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=LONDON).astimezone(UTC)


# Working days


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """Bank holidays in England in one year, as far as they have been proclaimed."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in bank_holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day` (before it, if negative). Nought gives `day` itself, working or not."""
    step = timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative if `end` is earlier."""
    if end < start:
        return -working_days_between(end, start)
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


# Written forms


def uk_date(value: date | datetime) -> str:
    """3 March 2026"""
    day = day_of(value)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def uk_short(value: date | datetime, *, year: bool = False) -> str:
    """3 Mar, or 3 Mar 2026 with its year"""
    day = day_of(value)
    return f"{day.day} {MONTHS[day.month - 1][:3]}" + (f" {day.year}" if year else "")


def uk_time(moment: datetime) -> str:
    """14:05"""
    return f"{london(moment):%H:%M}"


def uk_datetime(moment: datetime) -> str:
    """3 March 2026 at 14:05"""
    return f"{uk_date(moment)} at {uk_time(moment)}"


def weekday(value: date | datetime) -> str:
    return WEEKDAYS[day_of(value).weekday()]


def days(count: int) -> str:
    """1 day, 9 days"""
    return f"{count:,} day" if abs(count) == 1 else f"{count:,} days"


def relative(due: date | datetime, *, at: date | None = None) -> str:
    """How far off a due date is, in the words that stand beside it: in 9 days, today, 4 days late."""
    gap = (day_of(due) - (at or today())).days
    if gap == 0:
        return "today"
    if gap == 1:
        return "tomorrow"
    return f"in {days(gap)}" if gap > 0 else f"{days(-gap)} late"


def ago(past: date | datetime, *, at: date | None = None) -> str:
    """How long since something happened: today, yesterday, 4 days ago. A day to come reads as `relative` has it."""
    gap = ((at or today()) - day_of(past)).days
    if gap < 0:
        return relative(past, at=at)
    if gap == 0:
        return "today"
    return "yesterday" if gap == 1 else f"{days(gap)} ago"


# Reading what people type


class NotADate(ValueError):
    """Raised by `read_date`; its text completes a sentence that begins with the name of the date."""


def read_month(text: str) -> int:
    """A month as typed: 3, 03, Mar, march."""
    text = text.strip().rstrip(".").lower()
    if text.isdecimal():
        return int(text)
    for number, name in enumerate(MONTHS, start=1):
        if len(text) >= 3 and name.lower().startswith(text):
            return number
    if text == "sept":
        return 9
    raise NotADate("must be a real date")


def read_date(text: str) -> date:
    """A whole date as typed: 3 March 2026, 3 mar 2026, 3/3/2026, 03.03.2026, 2026-03-03."""
    text = text.strip()
    if iso := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        year, month, day = iso.groups()
        return build_date(day, month, year)
    words = re.sub(r"^(?:[A-Za-z]+day,?\s+)", "", text)
    words = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", words)
    parts = [part for part in re.split(r"[\s/.,\-]+", words) if part]
    if len(parts) == 2:
        raise NotADate("must include a year")
    if len(parts) != 3:
        raise NotADate("must be a real date, like 3 March 2026")
    return build_date(*parts)


def build_date(day: str, month: str, year: str) -> date:
    year = year.strip()
    if not re.fullmatch(r"[0-9]{4}", year):
        raise NotADate("must have a year of 4 numbers, like 2026")
    if not re.fullmatch(r"[0-9]{1,2}", day.strip()):
        raise NotADate("must be a real date")
    try:
        return date(int(year), read_month(month), int(day))
    except ValueError as error:
        if isinstance(error, NotADate):
            raise
        raise NotADate("must be a real date") from error
