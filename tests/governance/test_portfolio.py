"""The commissioner's dashboard: the plans shared right now, worst first, with honest numbers; one plan read-only."""

import datetime
import re
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.queries import portfolio_list as portfolio
from governance.queries.portfolio import plan_on_a_page
from plans import queries as plan_queries
from plans.enums import AIMS, ActionState, ExtensionState, PlanState, Stage, Status
from plans.models import Extension, Problem
from recovery import dates
from recovery.tenancy import context
from recovery.tenancy.enums import Capacity
from tests.factories import plans as facts
from tests.factories import sharing
from tests.factories.flags import answer, flag

DAY = datetime.timedelta(days=1)


def in_days(count: int) -> datetime.date:
    return dates.today() + count * DAY


@contextmanager
def viewing(cast, key="commissioner", org="north_vale"):
    with context.tenant(cast.org(org), role=Capacity.COMMISSIONER, by=cast.actor(key)):
        yield


def text(response) -> str:
    """The words of a page, with single spaces."""
    body = re.sub(r"<(script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


@pytest.fixture
def shared(db, cast):
    """A running plan of Alder House, shared with North Vale."""
    plan = facts.plan(cast, title="Safer evenings")
    sharing.share(cast, plan)
    return plan


def index(cast) -> list:
    with viewing(cast):
        return portfolio.index(dates.today())


# --- Which plans ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("why", "share"),
    [
        ("shared from today", {"starts_on": in_days(0)}),
        ("shared until today", {"ends_on": in_days(0)}),
    ],
)
def test_a_plan_shows_from_the_first_to_the_last_day_of_its_share(cast, why, share):
    plan = facts.plan(cast)
    sharing.share(cast, plan, **share)
    assert [one.id for one in index(cast)] == [str(plan.pk)], why


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("why", "share", "state"),
    [
        ("the share begins tomorrow", {"starts_on": in_days(1)}, PlanState.ACTIVE),
        ("the share ended yesterday", {"ends_on": in_days(-1)}, PlanState.ACTIVE),
        ("the share was revoked", {"revoked": True}, PlanState.ACTIVE),
        ("the share is with somebody else", {"commissioner": "eastmoor"}, PlanState.ACTIVE),
        ("the plan is a draft", {}, PlanState.DRAFT),
        ("the plan waits for approval", {}, PlanState.SUBMITTED),
    ],
)
def test_a_plan_does_not_show_and_is_not_found_when(cast, sign_in, why, share, state):
    plan = facts.plan(cast, state=state)
    sharing.share(cast, plan, **share)
    assert index(cast) == [], why
    assert sign_in("commissioner").get(reverse("portfolio_plan", args=[plan.pk])).status_code == 404


def test_plans_of_several_providers_show_with_the_provider_named(cast, sign_in, shared):
    other = facts.plan(cast, "birch", title="Reviews on time")
    sharing.share(cast, other)
    page = text(sign_in("commissioner").get(reverse("portfolio")))
    assert "Alder House Care · Alder House · RP-001" in page
    assert "Birch Lane Support · Birch Lane · RP-001" in page


def test_the_list_can_be_narrowed_to_one_provider(cast, sign_in, shared):
    other = facts.plan(cast, "birch", title="Reviews on time")
    sharing.share(cast, other)
    page = text(sign_in("commissioner").get(reverse("portfolio"), {"provider": cast.org("birch").pk}))
    assert "Reviews on time" in page
    assert "Safer evenings" not in page


def test_the_list_can_be_narrowed_to_what_needs_attention(cast, sign_in, shared):
    calm = facts.plan(cast, title="All in order")
    sharing.share(cast, calm)
    facts.action(cast, shared, due_on=in_days(-2))
    client = sign_in("commissioner")
    assert "All in order" in text(client.get(reverse("portfolio")))
    page = text(client.get(reverse("portfolio"), {"show": "attention"}))
    assert "Safer evenings" in page
    assert "All in order" not in page


def test_a_filter_that_means_nothing_is_left_out_and_the_bar_does_not_show_it(sign_in, shared):
    response = sign_in("commissioner").get(reverse("portfolio"), {"provider": "x' OR 1=1", "page": "ninety"})
    assert response.status_code == 200
    assert "Safer evenings" in text(response)
    assert "OR 1=1" not in text(response)
    assert "Clear filters" not in text(response)


def test_an_empty_portfolio_says_how_a_plan_comes_to_be_shared(db, sign_in):
    page = text(sign_in("commissioner").get(reverse("portfolio")))
    assert "No plan is shared with you yet" in page
    assert "by its code, QNV" in page


# --- Honest numbers ------------------------------------------------------------------------------------------


def the_row(cast, plan) -> portfolio.Row:
    with viewing(cast):
        today = dates.today()
        return next(one for one in portfolio.rows(portfolio.index(today), today) if one.plan.id == str(plan.pk))


def test_actions_are_counted_as_due_complete_verified_and_overdue(cast, shared):
    for state, due in (
        (ActionState.VERIFIED, -20),
        (ActionState.COMPLETE, -10),
        (ActionState.COMPLETE, 10),
        (ActionState.IN_PROGRESS, -3),
        (ActionState.IN_PROGRESS, 0),
        (ActionState.PLANNED, 1),
        (ActionState.WITHDRAWN, -5),
    ):
        made = facts.action(cast, shared, state=state, due_on=in_days(due))
        if state in (ActionState.COMPLETE, ActionState.VERIFIED):
            facts.change(cast, _completion(cast, made), done_at=made.completed_at, done_by=cast.lead)
        if state == ActionState.WITHDRAWN:
            gone = {"withdrawn_at": made.withdrawn_at, "withdrawn_by": cast.governance}
            facts.change(cast, _completion(cast, made), **gone)
    row = the_row(cast, shared)
    assert (row.actions, row.due, row.complete, row.verified, row.overdue) == (6, 4, 3, 1, 1)
    assert row.plan.late_since == in_days(-3)


def _completion(cast, action):
    with facts.writing(cast):
        return action.milestones.get(is_completion=True)


def test_due_today_is_not_overdue(cast, shared):
    facts.action(cast, shared, due_on=in_days(0))
    row = the_row(cast, shared)
    assert (row.due, row.overdue, row.slips, row.plan.late_since) == (1, 0, 0, None)


def test_an_action_with_two_missed_milestones_is_one_overdue_action_and_two_slips(cast, shared):
    made = facts.action(cast, shared, due_on=in_days(-1))
    facts.milestone(cast, made, due_on=in_days(-9))
    row = the_row(cast, shared)
    assert (row.overdue, row.slips, row.plan.late_since) == (1, 2, in_days(-9))


def test_the_row_agrees_with_the_plan_page_about_slips_that_extensions_ended(cast, shared):
    """Aggregates of the list and the ledger of the page count the same slips."""
    made = facts.action(cast, shared)
    moved = facts.milestone(cast, made, due_on=in_days(-10))
    with facts.writing(cast):
        Extension(
            org_id=shared.org_id,
            plan=shared,
            milestone=moved,
            old_due_on=in_days(-10),
            new_due_on=in_days(20),
            reason="Two vacancies",
            interim_control="A second night manager",
            state=ExtensionState.APPROVED,
            asked_at=dates.now(),
            asked_by=cast.lead,
            decided_at=dates.now(),
            decided_by=cast.governance,
        ).save(force_insert=True)
    facts.change(cast, moved, due_on=in_days(20))
    done_late = facts.milestone(cast, made, due_on=in_days(-6))
    facts.change(cast, done_late, done_at=dates.now() - 2 * DAY, done_by=cast.lead)
    facts.milestone(cast, made, due_on=in_days(-4))
    row = the_row(cast, shared)
    with viewing(cast):
        ledger = plan_queries.action_rows(shared)
    assert row.slips == sum(one.slipped for one in ledger) == 3


def test_the_stage_is_the_first_with_an_action_still_going(cast, shared):
    facts.action(cast, shared, stage=Stage.IMMEDIATE, state=ActionState.VERIFIED)
    facts.action(cast, shared, stage=Stage.IMPROVEMENT)
    assert the_row(cast, shared).stage == Stage.IMPROVEMENT
    facts.action(cast, shared, stage=Stage.STABILISATION)
    assert the_row(cast, shared).stage == Stage.STABILISATION


def test_a_plan_whose_actions_are_all_over_is_in_no_stage(cast, sign_in, shared):
    facts.action(cast, shared, state=ActionState.COMPLETE)
    assert the_row(cast, shared).stage is None
    assert "Every action is complete" in text(sign_in("commissioner").get(reverse("portfolio")))


def test_a_withdrawn_plan_stays_visible_as_it_stood_and_needs_no_attention(cast, sign_in, shared):
    facts.action(cast, shared, due_on=in_days(-4))
    facts.change(cast, shared, state=PlanState.WITHDRAWN, withdrawn_at=dates.now(), withdrawn_by=cast.governance)
    assert [one.needs_attention for one in index(cast)] == [False]
    page = text(sign_in("commissioner").get(reverse("portfolio_plan", args=[shared.pk])))
    assert "This plan was withdrawn on" in page


# --- Red flags (raised by the system's role, so these commit to a database of their own) ---------------------


def test_open_flags_show_their_number_the_oldest_age_and_whether_they_are_answered(own_database, cast, sign_in):
    plan = facts.plan(cast)
    sharing.share(cast, plan)
    one, two = (facts.slipped(cast, plan=plan, days=days) for days in (9, 4))
    old = flag(one, age=9)
    flag(two, age=4)
    flag(facts.slipped(cast, plan=plan, days=40), age=40, closed=True)
    client = sign_in("commissioner")
    assert "2 open oldest 9 days, no answer yet" in text(client.get(reverse("portfolio")))
    answer(cast, old)
    assert "2 open oldest 9 days, 1 without an answer" in text(client.get(reverse("portfolio")))


def test_a_promise_whose_day_has_passed_is_no_answer(own_database, cast, sign_in):
    plan = facts.plan(cast)
    sharing.share(cast, plan)
    answer(cast, flag(facts.slipped(cast, plan=plan, days=9), age=9), days=-2)
    assert [one.unanswered for one in index(cast)] == [1]
    client = sign_in("commissioner")
    assert "1 open oldest 9 days, no answer yet" in text(client.get(reverse("portfolio")))
    page = text(client.get(reverse("portfolio_plan", args=[plan.pk])))
    assert "1 without an answer" in page
    assert "Acknowledged" not in page


def test_a_figure_and_what_it_is_of_stay_one_cell(cast, sign_in, shared):
    facts.action(cast, shared, due_on=in_days(-3))
    page = sign_in("commissioner").get(reverse("portfolio")).content.decode()
    assert 'data-label="Due by now" class="hf-num"><span>1<span class="hf-muted"> of 1</span></span></td>' in page


def test_what_is_done_has_no_forecast_to_give(cast, sign_in, shared):
    late = facts.action(cast, shared, due_on=in_days(-9))
    facts.change(cast, facts.completion(cast, late), done_at=dates.now(), done_by=cast.lead)
    page = text(sign_in("commissioner").get(reverse("portfolio_plan", args=[shared.pk])))
    ledger = page.split("Milestones over time")[0]
    assert "None given" not in ledger
    assert "–" in ledger


def test_a_stage_has_one_aim_wherever_it_is_shown(cast, sign_in, shared):
    for stage in Stage:
        facts.action(cast, shared, stage=stage, due_on=in_days(9))
    for who, name in (("commissioner", "portfolio_plan"), ("manager", "plan_overview"), ("manager", "plan_write")):
        page = text(sign_in(who).get(reverse(name, args=[shared.pk])))
        for aim in AIMS.values():
            assert aim in page, (name, aim)


def test_nothing_else_at_risk_is_said_of_the_others_only(cast, sign_in, shared):
    late = facts.action(cast, shared, due_on=in_days(-3))
    facts.change(cast, facts.completion(cast, late), forecast_on=in_days(30), forecast_at=dates.now())
    page = text(sign_in("commissioner").get(reverse("portfolio_plan", args=[shared.pk])))
    assert "No other action is at risk" in page
    assert "None forecast late" not in page


def test_the_worst_plan_comes_first(own_database, cast):
    """An unanswered flag, then what is late for longest, then an answered flag, then the newest."""
    titles = ("calm", "late", "later", "flagged", "unanswered", "new")
    plans = {title: facts.plan(cast, title=title, at=dates.now() - 50 * DAY) for title in titles}
    for plan in plans.values():
        sharing.share(cast, plan)
    facts.change(cast, plans["new"], activated_at=dates.now())
    facts.action(cast, plans["late"], due_on=in_days(-2))
    facts.action(cast, plans["later"], due_on=in_days(-20))
    answer(cast, flag(_upcoming(cast, plans["flagged"]), age=3))
    flag(_upcoming(cast, plans["unanswered"]), age=1)
    with viewing(cast):
        today = dates.today()
        rows = portfolio.rows(portfolio.index(today), today)
    assert [row.plan.title for row in rows] == ["unanswered", "later", "late", "flagged", "new", "calm"]


def _upcoming(cast, plan):
    return facts.milestone(cast, facts.action(cast, plan), due_on=in_days(5))


def test_a_flag_on_the_plan_page_shows_age_rung_and_response(own_database, cast, sign_in):
    plan = facts.plan(cast)
    sharing.share(cast, plan)
    raised = flag(facts.slipped(cast, plan=plan, days=9), age=9, rungs=(1, 2))
    page = reverse("portfolio_plan", args=[plan.pk])
    client = sign_in("commissioner")
    before = text(client.get(page))
    assert "1 red flag is open" in before
    assert "No answer yet" in before
    answer(cast, raised)
    after = text(client.get(page))
    assert "9 days" in after
    assert "The owner and the governance lead" in after
    assert "A second team leader covers evenings (Helen Marsh, Head of governance)" in after


# --- One plan on a page --------------------------------------------------------------------------------------


def test_the_plan_page_shows_the_slip_ledger_with_original_and_current_dates(cast, sign_in, shared):
    made = facts.action(cast, shared, title="Brief each shift", due_on=in_days(-3))
    facts.milestone(
        cast, made, name="Sheet tried", due_on=datetime.date(2031, 5, 9), original_due_on=datetime.date(2031, 4, 2)
    )
    page = text(sign_in("commissioner").get(reverse("portfolio_plan", args=[shared.pk])))
    assert "1 milestone is late; 1 moved from its original date" in page
    assert "A1 Sheet tried 2 Apr 2031 9 May 2031" in page
    assert "3 days late" in page


def test_owners_show_with_name_and_job_title(cast, sign_in, shared):
    facts.action(cast, shared, due_on=in_days(3))
    assert "Tom Ellery, Team leader" in text(sign_in("commissioner").get(reverse("portfolio_plan", args=[shared.pk])))


def test_what_is_personal_stays_with_the_provider(cast, sign_in, shared):
    private = "Mr Okafor of flat 3"
    with facts.writing(cast):
        Problem(
            org_id=shared.org_id,
            plan=shared,
            title="Evening incidents doubled",
            statement=private,
            people_affected=private,
            others_at_risk=private,
        ).save(force_insert=True)
    facts.change(cast, shared, summary=private)
    facts.action(
        cast,
        shared,
        due_on=in_days(3),
        people_affected=private,
        evidence_expected=private,
        completion_note=private,
        step_down_criterion=private,
    )
    page = text(sign_in("commissioner").get(reverse("portfolio_plan", args=[shared.pk])))
    assert "Evening incidents doubled" in page
    assert "Okafor" not in page


def test_amber_is_shown_as_amber(cast, sign_in, shared):
    made = facts.action(cast, shared, due_on=in_days(5))
    facts.milestone(cast, made, due_on=in_days(3), forecast_on=in_days(9))
    with viewing(cast):
        assert [one.status for one in plan_queries.action_rows(shared)] == [Status.AT_RISK]
    body = sign_in("commissioner").get(reverse("portfolio_plan", args=[shared.pk])).content.decode()
    assert "hf-tag--amber" in body
    assert "hf-tag--red" not in body


def test_the_page_says_as_at_when_and_offers_the_report(sign_in, shared):
    response = sign_in("commissioner").get(reverse("portfolio_plan", args=[shared.pk]))
    assert f"As at {dates.uk_date(dates.today())} at" in text(response)
    assert reverse("document_new", args=[shared.pk]) in response.content.decode()


def test_the_pages_change_nothing(sign_in, shared):
    client = sign_in("commissioner")
    assert client.post(reverse("portfolio")).status_code == 405
    assert client.post(reverse("portfolio_plan", args=[shared.pk])).status_code == 405


# --- Size ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("plans", [1, 3, 30])
def test_the_list_takes_two_queries_however_many_plans(cast, plans):
    for _ in range(plans):
        plan = facts.plan(cast)
        sharing.share(cast, plan)
        facts.action(cast, plan, due_on=in_days(-2))
    with (
        viewing(cast),
        CaptureQueriesContext(
            connection,
        ) as seen,
    ):
        today = dates.today()
        assert len(portfolio.rows(portfolio.index(today)[:20], today)) == min(plans, 20)
    assert len(seen) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("actions", [1, 3, 30])
def test_a_plan_takes_twelve_queries_however_many_actions(cast, shared, actions):
    for _ in range(actions):
        facts.action(cast, shared, due_on=in_days(-2))
    with viewing(cast), CaptureQueriesContext(connection) as seen:
        assert len(plan_on_a_page(shared, dates.today()).actions) == actions
    assert len(seen) <= 12
