"""What people carry, as their organisation sees it and for one plan."""

import datetime

import pytest
from django.urls import reverse

from plans.enums import ActionState, PlanState
from recovery import dates
from tests.factories import plans as facts
from tests.factories import workforce


def page_of(client, name="workload", *args, **asked) -> str:
    answer = client.get(reverse(name, args=args), asked)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def plan(db, cast):
    return facts.plan(cast)


def test_without_hours_the_page_says_where_they_come_from(db, sign_in):
    page = page_of(sign_in("manager"))
    assert "No protected hours yet" in page
    assert "<svg xmlns" not in page


def test_whoever_is_over_stands_first_in_words_picture_and_table(plan, cast, sign_in):
    workforce.stated(cast, cast.lead, 8)
    workforce.stated(cast, cast.deputy, 20)
    workforce.owned(cast, plan, cast.deputy, hours=19)
    workforce.owned(cast, plan, cast.lead, hours=14, days=1)
    page = page_of(sign_in("manager"))
    assert "1 person is asked for more hours than they have" in page
    assert page.index("Tom Ellery") < page.index("Colin Ashby")
    monday = dates.uk_date(workforce.monday())
    assert f"Tom Ellery, week of {monday}: 14 h asked of 8 h: 6 h too many" in page
    assert '<b class="hf-ink--red">14, over</b>' in page
    assert "Has 20 h a week" in page


def test_a_draft_would_add_and_is_not_called_overload(plan, cast, sign_in):
    workforce.stated(cast, cast.lead, 8)
    workforce.owned(cast, plan, cast.lead, hours=6)
    workforce.owned(cast, facts.plan(cast, state=PlanState.SUBMITTED), cast.lead, hours=5)
    page = page_of(sign_in("lead"))
    assert "Nobody is asked for more hours than they have said they have" in page
    assert "Would be over with drafts" in page
    assert "A draft would add" in page


@pytest.mark.parametrize(
    ("state", "plan_state"),
    [
        (ActionState.COMPLETE, PlanState.ACTIVE),
        (ActionState.VERIFIED, PlanState.ACTIVE),
        (ActionState.WITHDRAWN, PlanState.ACTIVE),
        (ActionState.PLANNED, PlanState.WITHDRAWN),
        (ActionState.IN_PROGRESS, PlanState.CLOSED),
    ],
)
def test_what_is_over_asks_nothing(db, cast, sign_in, state, plan_state):
    workforce.owned(cast, facts.plan(cast, state=plan_state), cast.lead, state=state)
    assert "No protected hours yet" in page_of(sign_in("manager"))


def test_a_control_that_stood_down_asks_nothing(plan, cast, sign_in):
    workforce.owned(
        cast, plan, cast.lead, stage="immediate", state=ActionState.COMPLETE, stood_down_at=dates.now(),
        stood_down_by=cast.governance,
    )  # fmt: skip
    assert "No protected hours yet" in page_of(sign_in("manager"))


def test_a_control_that_runs_in_a_draft_is_carried_now(db, cast, sign_in):
    draft = facts.plan(cast, state=PlanState.DRAFT)
    workforce.stated(cast, cast.lead, 2)
    workforce.owned(cast, draft, cast.lead, hours=3, state=ActionState.IN_PROGRESS, started_at=dates.now())
    assert "1 person is asked for more hours than they have" in page_of(sign_in("manager"))


def test_hours_end_with_the_current_due_date(plan, cast, sign_in):
    workforce.stated(cast, cast.lead, 2)
    workforce.owned(cast, plan, cast.lead, hours=3, starts_on=workforce.monday(1), days=-1)
    assert "Nothing is asked" in page_of(sign_in("manager"))


def test_who_has_not_said_is_listed_with_the_way_to_say_it(plan, cast, sign_in):
    workforce.owned(cast, plan, cast.lead, hours=3)
    link = reverse("hours_of", args=[cast.lead.pk])
    page = page_of(sign_in("manager"))
    assert "Who has not said how many hours they have" in page
    assert link in page
    assert link not in page_of(sign_in("lead"))


def test_a_service_or_a_plan_narrows_to_its_people_with_all_that_they_carry(plan, cast, sign_in):
    other = facts.plan(cast, title="Another plan")
    workforce.owned(cast, plan, cast.lead, hours=3)
    workforce.owned(cast, other, cast.lead, hours=4)
    workforce.owned(cast, other, cast.deputy, hours=5)
    page = page_of(sign_in("manager"), plan=str(plan.pk))
    assert "Tom Ellery" in page
    assert "7 h asked" in page
    assert "Colin Ashby" not in page
    nothing = facts.plan(cast, title="Nothing asked")
    assert "Nothing is asked here" in page_of(sign_in("manager"), plan=str(nothing.pk))
    assert "Colin Ashby" in page_of(sign_in("manager"), service=str(cast.service("alder_house").pk))
    everybody = page_of(sign_in("manager"), plan="nonsense", service=str(cast.service("birch_lane").pk))
    assert "Colin Ashby" in everybody
    assert "Birch Lane" not in everybody


def test_the_page_of_a_plan_says_of_whom_it_asks_more_than_they_have(plan, cast, sign_in):
    workforce.stated(cast, cast.lead, 8)
    workforce.owned(cast, plan, cast.lead, hours=14)
    page = page_of(sign_in("manager"), "plan_workload", plan.pk)
    assert "This plan asks 14 h a week of Tom Ellery, who has 8" in page
    assert "Up to 14 h a week for A1." in page
    assert 'aria-current="page">Workload</a>' in page


def test_a_plan_that_fits_only_alone_says_so_with_both_figures(plan, cast, sign_in):
    workforce.stated(cast, cast.lead, 8)
    workforce.owned(cast, plan, cast.lead, hours=6)
    workforce.owned(cast, facts.plan(cast), cast.lead, hours=5)
    page = page_of(sign_in("manager"), "plan_workload", plan.pk)
    assert "With this plan Tom Ellery is asked for 11 h in a week, and has 8" in page
    assert "Up to 6 h a week for A1, and 5 h for other plans in that week." in page


def test_a_draft_would_ask_and_other_drafts_count_for_nothing(db, cast, sign_in):
    draft = facts.plan(cast, state=PlanState.DRAFT)
    workforce.stated(cast, cast.lead, 8)
    workforce.owned(cast, draft, cast.lead, hours=7)
    workforce.owned(cast, facts.plan(cast, state=PlanState.DRAFT), cast.lead, hours=7)
    page = page_of(sign_in("manager"), "plan_workload", draft.pk)
    assert "This plan would ask no more of anybody than they have said they have" in page
    assert "The plan would ask 7 h a week; no week of the rota is recorded" in page


@pytest.mark.parametrize(
    ("unfilled", "title"),
    [
        (31, "The plan asks 22 h a week; 31 h were unfilled: the rota cannot carry it"),
        (22, "The plan asks 22 h a week; 22 h were unfilled: the rota cannot carry it"),
        (9, "The plan asks 22 h a week; 9 h were unfilled: the rota is short"),
        (0, "The plan asks 22 h a week, and the rota was filled"),
    ],
)
def test_a_plan_that_the_rota_cannot_carry_is_seen_as_one(plan, cast, sign_in, unfilled, title):
    workforce.owned(cast, plan, cast.lead, hours=22)
    workforce.week(cast, planned=600, own=500, agency=100 - unfilled)
    page = page_of(sign_in("manager"), "plan_workload", plan.pk)
    assert title in page
    assert f"own staff filled 500 of 600 hours, agency {100 - unfilled}, and {unfilled} were unfilled" in page
    assert "Plans here ask 22 h a week" in page_of(sign_in("manager"))


def test_an_old_record_says_nothing_of_now(plan, cast, sign_in):
    workforce.owned(cast, plan, cast.lead, hours=22)
    workforce.week(cast, back=7)
    page = page_of(sign_in("manager"), "plan_workload", plan.pk)
    assert f"the rota was last recorded for {dates.uk_date(workforce.monday(-7))}" in page
    assert "cannot carry" not in page


def test_hours_of_a_helper_are_set_beside_the_rota_only_in_their_own_weeks(plan, cast, sign_in):
    action = workforce.owned(cast, plan, cast.lead, hours=2, starts_on=dates.today() - datetime.timedelta(days=40))
    workforce.protected(cast, action, cast.deputy, hours=9, starts_on=workforce.monday(2))
    assert "The plan asks 2 h a week" in page_of(sign_in("manager"), "plan_workload", plan.pk)


def test_another_organisation_and_other_capacities_find_nothing(plan, sign_in):
    for key in ("birch_manager", "commissioner", "auditor"):
        assert sign_in(key).get(reverse("plan_workload", args=[plan.pk])).status_code == 404
    for key in ("commissioner", "auditor"):
        assert sign_in(key).get(reverse("workload")).status_code == 404
