"""The hours that plans ask of people, week by week: nothing is lost, nothing is asked outside its days."""

import datetime
import uuid
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans import rules
from plans.enums import PlanState
from plans.rules import load
from recovery import dates
from recovery.exceptions import Refused

TODAY = datetime.date(2026, 3, 11)  # a Wednesday
MONDAY = datetime.date(2026, 3, 9)
ANNA, BEN = uuid.UUID(int=1), uuid.UUID(int=2)
PLAN, OTHER = uuid.UUID(int=8), uuid.UUID(int=9)

days = st.dates(datetime.date(2025, 9, 1), datetime.date(2027, 9, 1))
hours = st.decimals("0.5", "40", places=1)


def ask(person=ANNA, amount=5, first=TODAY, last=TODAY + datetime.timedelta(days=20), **fields):
    given = {"plan": PLAN, "service": PLAN, "action": uuid.uuid4(), "reference": "RP-001 A1"} | fields
    return load.Ask(person, hours=Decimal(amount), first=first, last=last, **given)


@st.composite
def asks(draw):
    first = draw(days)
    last = first + datetime.timedelta(days=draw(st.integers(0, 200)))
    return ask(draw(st.sampled_from([ANNA, BEN])), draw(hours), first, last, drafted=draw(st.booleans()))


@given(st.lists(asks(), max_size=8))
def test_no_hour_is_lost_or_counted_twice(listed):
    """Over all weeks it comes to each ask’s hours in each week that it touches."""
    mondays = load.weeks(datetime.date(2025, 8, 25), 160)
    found = load.loads(listed, {}, mondays)
    told = sum((one.whole for weeks in found.values() for one in weeks), Decimal(0))
    touched = lambda one: (load.week_of(one.last) - load.week_of(one.first)).days // 7 + 1  # noqa: E731
    assert told == sum((one.hours * touched(one) for one in listed), Decimal(0))


@given(asks())
def test_nothing_is_asked_outside_its_days(one):
    for week in load.loads([one], {}, load.weeks(datetime.date(2025, 8, 25), 160))[one.person]:
        inside = load.week_of(one.first) <= week.week <= load.week_of(one.last)
        assert bool(week.whole) == inside


@given(days, st.integers(1, 60))
def test_weeks_follow_each_other_and_begin_on_mondays_whatever_clocks_do(day, count):
    found = load.weeks(day, count)
    assert len(found) == count
    assert all(monday.weekday() == 0 for monday in found)
    assert all((later - earlier).days == 7 for earlier, later in zip(found, found[1:], strict=False))
    assert found[0] <= day < found[0] + load.WEEK


@pytest.mark.parametrize(
    ("moment", "monday"),
    [
        # Clocks go forward on Sunday 29 March 2026 and back on Sunday 25 October 2026, in London.
        (datetime.datetime(2026, 3, 29, 22, 59, tzinfo=datetime.UTC), datetime.date(2026, 3, 23)),
        (datetime.datetime(2026, 3, 29, 23, 0, tzinfo=datetime.UTC), datetime.date(2026, 3, 30)),
        (datetime.datetime(2026, 10, 25, 23, 59, tzinfo=datetime.UTC), datetime.date(2026, 10, 19)),
        (datetime.datetime(2026, 10, 26, 0, 0, tzinfo=datetime.UTC), datetime.date(2026, 10, 26)),
    ],
)
def test_a_week_turns_at_midnight_in_london(moment, monday):
    assert load.week_of(moment) == monday


@given(days, days, st.booleans())
def test_open_work_asks_from_its_start_or_today_until_it_is_due_or_until_now(starts, due, started):
    found = load.span(starts_on=starts, due_on=due, started=started, today=TODAY)
    if found is None:
        assert starts > max(due, TODAY)
        return
    first, last = found
    assert TODAY <= first <= last
    assert last == max(due, TODAY)
    assert first == (TODAY if started else max(starts, TODAY))


def test_late_work_that_is_open_still_asks_this_week_and_no_later_one():
    days = load.span(starts_on=None, due_on=TODAY - datetime.timedelta(days=30), started=True, today=TODAY)
    assert days == (TODAY, TODAY)


def test_without_a_due_date_nothing_is_counted():
    assert load.span(starts_on=TODAY, due_on=None, started=False, today=TODAY) is None


def test_a_helpers_days_bound_what_is_asked_of_them():
    later, end = TODAY + datetime.timedelta(days=7), TODAY + datetime.timedelta(days=13)
    due = TODAY + datetime.timedelta(days=60)
    given = {"starts_on": None, "due_on": due, "started": True, "today": TODAY}
    assert load.span(**given, since=later, until=end) == (later, end)
    assert load.span(**given, since=due + datetime.timedelta(days=1)) is None
    assert load.span(**given, until=TODAY - datetime.timedelta(days=1)) is None


def test_what_was_said_holds_from_its_monday_until_something_else_is_said():
    said = [(MONDAY, Decimal(8)), (MONDAY + load.WEEK * 2, Decimal(4))]
    stated = [load.stated_in(monday, said) for monday in load.weeks(TODAY - load.WEEK, 5)]
    assert stated == [None, 8, 8, 4, 4]


def test_only_what_runs_makes_somebody_overloaded_and_a_draft_would():
    listed = [ask(amount=6), ask(amount=5, drafted=True, plan=OTHER)]
    week = load.loads(listed, {ANNA: [(MONDAY, Decimal(8))]}, [MONDAY])[ANNA][0]
    assert (week.asked, week.added, week.over, week.would_be_over) == (6, 5, 0, 3)
    assert load.worst([week]) is None
    assert load.worst([week], with_drafts=True) is week


def test_exactly_what_somebody_has_is_not_too_much():
    week = load.loads([ask(amount=8)], {ANNA: [(MONDAY, Decimal(8))]}, [MONDAY])[ANNA][0]
    assert week.over == 0


def test_somebody_who_has_said_nothing_is_not_called_overloaded():
    week = load.loads([ask(amount=80)], {}, [MONDAY])[ANNA][0]
    assert week.stated is None
    assert week.over == 0


def test_nought_hours_said_is_an_answer():
    week = load.loads([ask(amount=2)], {ANNA: [(MONDAY, Decimal(0))]}, [MONDAY])[ANNA][0]
    assert week.over == 2


def test_a_control_that_runs_in_a_draft_is_carried_now():
    assert not load.is_drafted(PlanState.DRAFT, dates.now())
    assert load.is_drafted(PlanState.SUBMITTED, None)
    assert not load.is_drafted(PlanState.ACTIVE, None)


def test_work_that_is_over_is_set_beside_the_rota_for_the_days_it_lasted():
    ended = TODAY - datetime.timedelta(days=10)
    given = {"starts_on": MONDAY - load.WEEK * 4, "started_on": None, "due_on": TODAY, "today": TODAY}
    assert load.lived(**given, ended_on=ended) == (MONDAY - load.WEEK * 4, ended)
    assert load.lived(**given, ended_on=None) == (MONDAY - load.WEEK * 4, TODAY)


# --- What may be said -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("amount", ["-1", "168.1", "400"])
def test_nobody_has_more_hours_than_a_week_or_less_than_none(amount):
    with pytest.raises(Refused, match="from 0 to 168"):
        rules.may_state(MONDAY, Decimal(amount), today=TODAY)


def test_what_is_said_holds_from_a_monday_that_is_not_over():
    rules.may_state(MONDAY, Decimal(0), today=TODAY)
    with pytest.raises(Refused, match="Monday"):
        rules.may_state(TODAY, Decimal(5), today=TODAY)
    with pytest.raises(Refused, match="stay as they were said"):
        rules.may_state(MONDAY - load.WEEK, Decimal(5), today=TODAY)


def test_a_week_of_the_rota_begins_on_a_monday_and_has_begun():
    rules.may_record(MONDAY, today=TODAY)
    with pytest.raises(Refused, match="Monday"):
        rules.may_record(TODAY, today=TODAY)
    with pytest.raises(Refused, match="has not begun"):
        rules.may_record(MONDAY + load.WEEK, today=TODAY)


@given(hours, hours, hours)
def test_what_is_unfilled_is_never_less_than_nothing(planned, own, agency):
    refused = rules.explain(rules.must_add_up, planned=planned, own=own, agency=agency)
    assert bool(refused) == (own + agency > planned)


@pytest.mark.parametrize("amount", ["0", "-2", "169"])
def test_protected_hours_are_more_than_none_and_no_more_than_a_week(amount):
    with pytest.raises(Refused, match="more than 0 and at most 168"):
        rules.must_be_hours(Decimal(amount))


def test_hours_are_written_as_people_write_them():
    assert [load.figure(Decimal(one)) for one in ("7.50", "8.0", "1180.0", "0")] == ["7.5", "8", "1,180", "0"]
