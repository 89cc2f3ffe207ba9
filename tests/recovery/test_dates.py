"""Dates as Holdfast means and writes them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from recovery import dates


def test_today_is_londons_day_not_the_servers():
    with time_machine.travel(datetime(2026, 6, 30, 23, 30, tzinfo=UTC), tick=False):
        assert dates.today() == date(2026, 7, 1)
    with time_machine.travel(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), tick=False):
        assert dates.today() == date(2026, 12, 31)


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="without a time zone"):
        dates.london(datetime(2026, 3, 3, 12, 0))  # noqa: DTZ001  (the point of the test)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 3, 3), 24)],
    ids=["clocks go forward", "clocks go back", "ordinary"],
)
def test_a_day_ends_at_londons_midnight_across_clock_changes(day, hours):
    length = dates.end_of_day(day) - dates.end_of_day(day - timedelta(days=1))
    assert length == timedelta(hours=hours)


def test_working_days_step_over_weekends_and_bank_holidays_in_england():
    assert dates.add_working_days(date(2026, 4, 2), 1) == date(2026, 4, 7)  # Good Friday and Easter Monday
    assert dates.add_working_days(date(2026, 12, 24), 1) == date(2026, 12, 29)  # Boxing Day moved to the 28th
    assert dates.add_working_days(date(2026, 4, 7), -1) == date(2026, 4, 2)
    assert dates.add_working_days(date(2026, 4, 4), 0) == date(2026, 4, 4)
    assert not dates.is_working_day(date(2026, 5, 4))


def test_a_scottish_holiday_is_a_working_day_in_england():
    assert dates.is_working_day(date(2026, 1, 2))


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.integers(-40, 40))
def test_counting_working_days_undoes_adding_them(day, count):
    start = day if dates.is_working_day(day) else dates.add_working_days(day, 1)
    assert dates.working_days_between(start, dates.add_working_days(start, count)) == count


def test_written_forms():
    assert dates.uk_date(date(2026, 3, 3)) == "3 March 2026"
    assert dates.uk_short(date(2026, 9, 14)) == "14 Sep"
    assert dates.uk_short(date(2026, 9, 14), year=True) == "14 Sep 2026"
    assert dates.uk_datetime(datetime(2026, 7, 1, 13, 5, tzinfo=UTC)) == "1 July 2026 at 14:05"
    assert dates.weekday(date(2026, 3, 3)) == "Tuesday"


@pytest.mark.parametrize(
    ("gap", "due", "past"),
    [
        (9, "in 9 days", "in 9 days"),
        (1, "tomorrow", "tomorrow"),
        (0, "today", "today"),
        (-1, "1 day late", "yesterday"),
        (-4, "4 days late", "4 days ago"),
    ],
)
def test_distances_in_words(gap, due, past):
    at = date(2026, 3, 12)
    assert dates.relative(at + timedelta(days=gap), at=at) == due
    assert dates.ago(at + timedelta(days=gap), at=at) == past


@pytest.mark.parametrize(
    "typed",
    ["3 March 2026", "3 mar 2026", "3rd March 2026", "Tuesday 3 March 2026", "3/3/2026", "03.03.2026", "2026-03-03"],
)
def test_reads_what_people_type(typed):
    assert dates.read_date(typed) == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("3 March", "must include a year"),
        ("3 March 26", "must have a year of 4 numbers, like 2026"),
        ("31 February 2026", "must be a real date"),
        ("3 Smarch 2026", "must be a real date"),
        ("soon", "must be a real date, like 3 March 2026"),
        ("²/3/2026", "must be a real date"),
    ],
)
def test_says_what_is_wrong_with_a_date(typed, says):
    with pytest.raises(dates.NotADate, match=f"^{says}$"):
        dates.read_date(typed)
