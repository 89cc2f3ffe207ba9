"""The status of an action and of its milestones: derived from what happened, the same wherever it is shown."""

import datetime

import pytest
from django.urls import reverse

from plans import queries
from plans.enums import ActionState, PlanState, Status
from plans.presenters import ledger
from recovery import dates
from tests.factories import plans as facts


def days(count: int) -> datetime.date:
    return dates.today() + datetime.timedelta(days=count)


@pytest.fixture
def plan(db, cast):
    return facts.active_plan(cast)


@pytest.fixture
def row_of(cast):
    def found(action):
        with facts.writing(cast):
            return queries.action_row(action)

    return found


@pytest.mark.parametrize("starts_on", [None, -40, 0, 3])
@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.ACTIVE])
def test_what_nobody_has_started_is_not_started_whatever_its_start_day_and_plan(db, cast, row_of, state, starts_on):
    plan = facts.plan(cast, state=state)
    begins = None if starts_on is None else days(starts_on)
    row = row_of(facts.action(cast, plan, due_on=days(20), starts_on=begins, owner=cast.lead))
    assert row.status is Status.NOT_STARTED
    assert row.status_of(row.completion, dates.today()) is Status.NOT_STARTED


def test_what_somebody_has_started_is_on_track_while_its_dates_are_ahead(plan, cast, row_of):
    made = facts.action(cast, plan, due_on=days(20), state=ActionState.IN_PROGRESS, started_at=dates.now())
    assert row_of(made).status is Status.ON_TRACK


@pytest.mark.parametrize(
    ("due", "forecast", "status"), [(-1, None, Status.OFF_TRACK), (5, 9, Status.AT_RISK), (5, 5, Status.NOT_STARTED)]
)
def test_what_nobody_has_started_is_late_or_at_risk_like_anything_else(plan, cast, row_of, due, forecast, status):
    made = facts.action(cast, plan, due_on=days(due), starts_on=days(-30))
    if forecast:
        facts.change(cast, facts.completion(cast, made), forecast_on=days(forecast))
    assert row_of(made).status is status


def test_a_milestone_of_late_work_that_nobody_started_is_not_started_itself(plan, cast, row_of):
    made = facts.action(cast, plan, due_on=days(30))
    facts.milestone(cast, made, due_on=days(-2))
    row = row_of(made)
    assert row.status is Status.OFF_TRACK
    late, ahead = sorted(row.milestones, key=lambda one: one.due_on)
    assert row.status_of(late, dates.today()) is Status.OFF_TRACK
    assert row.status_of(ahead, dates.today()) is Status.NOT_STARTED
    shown = ledger.lines([row], {}, {}, dates.today())
    assert [line.status for line in shown] == [Status.OFF_TRACK, Status.NOT_STARTED]


@pytest.mark.parametrize("name", ["plan_overview", "plan_ledger", "action_detail", "my_work"])
def test_no_page_calls_work_on_track_that_nobody_has_started(plan, cast, sign_in, name):
    made = facts.action(cast, plan, due_on=days(3), starts_on=days(-10), owner=cast.lead)
    args = {"action_detail": [made.pk], "my_work": []}.get(name, [plan.pk])
    said = sign_in("lead").get(reverse(name, args=args)).content.decode()
    assert "Not started" in said
    assert "On track" not in said
