"""A flag that comes back is raised anew: its people are told again, and what was promised the last time is over."""

import datetime

import pytest
import time_machine

from governance.domain import acknowledgement, sweep
from governance.enums import FlagKind
from governance.models import Escalation, Notice
from recovery import dates
from recovery.exceptions import Refused
from recovery.tenancy import context
from tests.factories import plans as facts
from tests.governance.test_sweep import DAY, NOON, TODAY, acknowledge, flags, run, told, utc

pytestmark = pytest.mark.usefixtures("as_worker")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


@pytest.fixture
def later(clock):
    """`later(days)`: noon so many days after the first."""
    return lambda days: clock.move_to(NOON + days * DAY)


def claimed(cast, milestone):
    facts.change(cast, milestone, done_at=dates.now(), done_by=cast.lead)


def taken_back(cast, milestone):
    facts.change(cast, milestone, done_at=None, done_by=None)


def rungs(cast):
    """Every rung that was reached, as (time raised, rung)."""
    with context.tenant(cast.org("alder")):
        return sorted(Escalation.objects.values_list("episode", "rung"))


def test_a_claim_taken_back_after_forty_days_tells_owner_and_governance_again(cast, later):
    late = facts.slipped(cast, days=3)
    run()
    later(5)
    run()
    claimed(cast, late)
    assert run().closed == 1
    later(45)
    taken_back(cast, late)
    assert run() == sweep.Swept(raised=1, closed=0, rungs=2, notices=3)
    (flag,) = flags(cast)
    assert (flag.episode, flag.first_rung, flag.closed_at) == (2, 2, None)
    assert (flag.opened_at, flag.since) == (NOON + 45 * DAY, late.due_on + DAY)
    assert rungs(cast) == [(1, 1), (1, 2), (2, 1), (2, 2)]
    with context.tenant(cast.org("alder")):
        again = set(Notice.objects.filter(episode=2).values_list("rung", "recipient__name"))
    assert again == {(1, "Tom Ellery"), (2, "Dawit Bekele"), (2, "Helen Marsh")}
    assert run() == sweep.Swept(0, 0, 0, 0)


def test_a_promise_kept_before_does_not_count_as_missed_nor_as_an_answer(cast, later):
    late = forecast(cast)
    run()
    acknowledge(cast, flags(cast)[0], TODAY + 2 * DAY)
    facts.change(cast, late, forecast_on=None, forecast_at=None)
    run()
    later(6)
    facts.change(cast, late, forecast_on=late.due_on + DAY, forecast_at=dates.now())
    assert run() == sweep.Swept(raised=1, closed=0, rungs=1, notices=1)
    (flag,) = flags(cast)
    acknowledge(cast, flag, TODAY + 7 * DAY)
    later(8)
    assert run().rungs == 1  # missed after the flag was raised again: one rung up
    assert rungs(cast) == [(1, 1), (2, 1), (2, 2)]


def test_a_promise_still_to_come_from_before_neither_pauses_nor_bars_an_answer(cast, later):
    late = facts.slipped(cast)
    run()
    acknowledge(cast, flags(cast)[0], TODAY + 8 * DAY)
    claimed(cast, late)
    run()
    later(1)
    taken_back(cast, late)
    assert run().notices == 3
    (flag,) = flags(cast)
    with facts.writing(cast):
        given = {"flag": flag, "promise": "Checked and signed", "by": cast.actor("lead"), "at": dates.now()}
        acknowledgement.acknowledge(promised_on=TODAY + 3 * DAY, **given)
        with pytest.raises(Refused, match="already stands until 14 March 2026"):
            acknowledgement.acknowledge(promised_on=TODAY + 4 * DAY, **given)


def forecast(cast):
    coming = facts.slipped(cast, days=-60)
    return facts.change(cast, coming, forecast_on=coming.due_on + 9 * DAY, forecast_at=dates.now())


def test_a_forecast_given_again_climbs_from_its_own_day(cast, later):
    coming = forecast(cast)
    run()
    facts.change(cast, coming, forecast_on=None, forecast_at=None)
    run()
    later(40)
    facts.change(cast, coming, forecast_on=coming.due_on + DAY, forecast_at=dates.now())
    assert run() == sweep.Swept(raised=1, closed=0, rungs=1, notices=1)
    (flag,) = flags(cast)
    assert (flag.kind, flag.since, flag.first_rung) == (FlagKind.FORECAST_SLIP, TODAY + 40 * DAY, 1)
    later(44)
    assert run().rungs == 0
    later(45)
    assert run().rungs == 1
    assert told(cast, episode=2) == [(1, "Tom Ellery"), (2, "Dawit Bekele"), (2, "Helen Marsh")]


def test_each_time_counts(cast, later):
    late = facts.slipped(cast)
    for times in range(3):
        later(times)
        run()
        claimed(cast, late)
        run()
        taken_back(cast, late)
    run()
    assert [one.episode for one in flags(cast)] == [4]
    assert len(told(cast, rung=1)) == 4


def test_days_of_the_second_time_are_london_days_too(cast, clock):
    late = facts.slipped(cast, days=1)
    run()
    claimed(cast, late)
    run()
    clock.move_to(utc("2026-07-14T23:30"))  # the 15th in London
    taken_back(cast, late)
    run()
    assert dates.day_of(flags(cast)[0].opened_at) == datetime.date(2026, 7, 15)
