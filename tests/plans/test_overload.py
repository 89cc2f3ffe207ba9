"""A9: one person carries more protected hours in a week than they have said, or owns too much of a plan."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans import credibility, queries
from plans.credibility import WARNS
from plans.credibility.workforce import AT_LEAST
from plans.enums import ActionState, PlanState
from recovery import dates
from tests.factories import plans as facts
from tests.factories import workforce


@pytest.fixture
def plan(db, cast):
    return facts.plan(cast, state=PlanState.DRAFT)


def found(cast, plan) -> list[credibility.Finding]:
    with facts.writing(cast):
        return [one for one in credibility.findings(queries.facts(plan)) if one.rule == "A9"]


def sentences(cast, plan) -> list[str]:
    return [one.sentence for one in found(cast, plan)]


def test_more_hours_in_a_week_than_somebody_has_warns_with_the_week_and_the_figures(plan, cast):
    workforce.stated(cast, cast.lead, 8)
    heavy = workforce.owned(cast, plan, cast.lead, hours=9)
    workforce.owned(cast, plan, cast.lead, hours=5)
    (one,) = found(cast, plan)
    monday = dates.uk_date(workforce.monday())
    assert one.sentence == f"Tom Ellery would carry 14 protected hours in the week of {monday}, and has said 8."
    assert (one.severity, one.blocks, one.kind, one.id, one.field) == (WARNS, False, "action", heavy.pk, "hours_a_week")
    assert one.why
    assert "Move dates" in one.advice


def test_what_runs_elsewhere_counts_and_what_is_only_drafted_elsewhere_does_not(plan, cast):
    workforce.stated(cast, cast.lead, 8)
    workforce.owned(cast, plan, cast.lead, hours=5)
    workforce.owned(cast, facts.plan(cast, state=PlanState.DRAFT), cast.lead, hours=20)
    assert found(cast, plan) == []
    workforce.owned(cast, facts.plan(cast), cast.lead, hours=6)
    assert "would carry 11 protected hours" in sentences(cast, plan)[0]


def test_weeks_in_which_this_plan_asks_nothing_are_not_its_to_mend(plan, cast):
    workforce.stated(cast, cast.lead, 8)
    workforce.owned(cast, plan, cast.lead, hours=5, days=6)
    start = dates.today() + datetime.timedelta(days=40)
    workforce.owned(cast, facts.plan(cast), cast.lead, hours=30, days=60, starts_on=start)
    assert found(cast, plan) == []


def test_hours_of_helpers_count_as_their_own(plan, cast):
    workforce.stated(cast, cast.assessor, 2)
    workforce.protected(cast, workforce.owned(cast, plan, cast.lead, hours=None), cast.assessor, hours=3)
    assert "Grace Obi would carry 3 protected hours" in sentences(cast, plan)[0]


def test_somebody_who_has_not_said_is_named_only_if_hours_are_asked_of_them(plan, cast):
    workforce.owned(cast, plan, cast.lead, hours=None)
    assert found(cast, plan) == []
    workforce.owned(cast, plan, cast.lead, hours=3)
    assert sentences(cast, plan) == [
        "Tom Ellery has not said how many hours are protected, and is asked for up to 3 a week."
    ]


def test_complete_work_asks_nothing_more(plan, cast):
    workforce.stated(cast, cast.lead, 1)
    workforce.owned(cast, plan, cast.lead, hours=9, state=ActionState.COMPLETE)
    assert found(cast, plan) == []


def test_more_than_a_share_of_the_open_actions_in_one_hand_warns(plan, cast):
    for _ in range(AT_LEAST):
        workforce.owned(cast, plan, cast.lead, hours=None)
    for _ in range(4):
        workforce.owned(cast, plan, cast.deputy, hours=None)
    assert sentences(cast, plan) == ["Tom Ellery owns 5 of the 9 open actions."]


@pytest.mark.parametrize(("own", "others"), [(AT_LEAST - 1, 0), (6, 9)])
def test_few_actions_or_no_more_than_the_share_do_not_warn(plan, cast, own, others):
    """Four of four are few; six of fifteen are exactly two in five."""
    for _ in range(own):
        workforce.owned(cast, plan, cast.lead, hours=None)
    for index in range(others):
        workforce.owned(cast, plan, (cast.deputy, cast.manager, cast.governance)[index % 3], hours=None)
    assert found(cast, plan) == []


def test_the_facts_cost_as_many_queries_for_many_people_as_for_one(plan, cast):
    workforce.owned(cast, plan, cast.lead)
    with facts.writing(cast), CaptureQueriesContext(connection) as one:
        queries.facts(plan)
    for person in (cast.deputy, cast.manager, cast.governance):
        workforce.stated(cast, person, 5)
        workforce.protected(cast, workforce.owned(cast, plan, person), cast.assessor)
    with facts.writing(cast), CaptureQueriesContext(connection) as many:
        queries.facts(plan)
    assert len(many) == len(one)
