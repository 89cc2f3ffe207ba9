"""The overview answers at a glance: how it stands, what is due and whose, what comes next.

It costs as many queries for thirty actions as for one.
"""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.domain import actions, approval, causes, evidence, extensions, plans, problems, sharing
from plans.enums import ActionState, ActionType, EvidenceKind, PlanState, Stage
from plans.models import Milestone
from plans.presenters.nav import plan_subnav
from recovery import dates
from recovery.tenancy import context
from tests.factories import plans as facts

QUERIES = 10
"""Session, person, their memberships, and the context that what follows is read in (4); plan, actions, milestones,
extensions, the last changes, flags (6)."""


def days(n: int) -> datetime.date:
    return dates.today() + datetime.timedelta(days=n)


def page(client, plan, **query):
    response = client.get(reverse("plan_overview", args=[plan.pk]), query)
    assert response.status_code == 200
    return response.content.decode()


def shown(client, plan) -> dict:
    response = client.get(reverse("plan_overview", args=[plan.pk]))
    assert response.status_code == 200
    return {key: response.context[key] for key in ("vitals", "step", "stages", "week", "decisions", "timeline")}


def vital(context_, label: str) -> dict:
    return next(one for one in context_["vitals"] if one["label"] == label)


@pytest.fixture
def running(db, cast):
    return facts.active_plan(cast, breakdown_on=days(-90))


@pytest.fixture
def draft(db, cast):
    """Everything it needs but evidence, written by the manager."""
    by, at = cast.actor("manager"), dates.now()
    with context.tenant(cast.org("alder"), by=by):
        plan = plans.create(service=cast.service("alder_house"), title="Missed reviews", by=by, at=at)
        problem = problems.add(plan=plan, title="Reviews are overdue", by=by, at=at)
        cause = causes.add(
            plan=plan, problems=[problem], cause="no protected time", effect="reviews from memory",
            event="needs unseen", by=by, at=at,
        )  # fmt: skip
        actions.add(
            plan=plan, root_causes=[cause], due_on=days(10), stage=Stage.STABILISATION, title="Protect six hours",
            deliverable="A rota", owner=cast.lead, escalation_contact=cast.governance,
            action_type=ActionType.STAFFING, by=by, at=at,
        )  # fmt: skip
        plan.problem = problem
    return plan


def evidenced(cast, plan):
    by = cast.actor("manager")
    with context.tenant(cast.org("alder"), by=by):
        evidence.add(
            problem=plan.problem, kind=EvidenceKind.INCIDENT, occurred_on=days(-9), reference="Log", by=by,
            at=dates.now(),
        )  # fmt: skip


def submitted(cast, plan):
    evidenced(cast, plan)
    by = cast.actor("manager")
    with context.tenant(cast.org("alder"), by=by):
        return approval.submit(plan=plan, by=by, at=dates.now())


# --- How it stands -------------------------------------------------------------------------------------------


def test_five_figures_say_how_the_plan_stands(running, cast, sign_in):
    facts.action(cast, running, due_on=days(-4))
    facts.action(cast, running, due_on=days(3))
    facts.action(cast, running, due_on=days(-20), state=ActionState.VERIFIED)
    facts.action(cast, running, due_on=days(-9), state=ActionState.COMPLETE)
    control = {"stage": Stage.IMMEDIATE, "state": ActionState.IN_PROGRESS}
    facts.action(cast, running, due_on=days(40), review_on=days(-2), **control)
    seen = shown(sign_in("manager"), running)
    assert len(seen["vitals"]) == 5
    complete = vital(seen, "Actions complete")
    assert (complete["figure"], complete["unit"], complete["sentence"]) == (2, "of 5", "1 verified, 1 still to verify")
    assert vital(seen, "Off track")["sentence"] == "A1 is 4 days late"
    assert vital(seen, "Due in the next 7 days")["figure"] == 1
    assert vital(seen, "Red flags open")["figure"] == 0
    assert vital(seen, "Safety controls running")["sentence"] == "Review of A5 is 2 days late"


def test_the_current_stage_is_the_first_with_work_left(running, cast, sign_in):
    facts.action(cast, running, stage=Stage.IMMEDIATE, due_on=days(-30), state=ActionState.VERIFIED)
    facts.action(cast, running, stage=Stage.STABILISATION, due_on=days(5))
    facts.action(cast, running, stage=Stage.IMPROVEMENT, due_on=days(50))
    columns = shown(sign_in("manager"), running)["stages"]
    assert [column["state"] for column in columns] == ["done", "now", "later"]
    assert [column["note"] for column in columns] == ["1 of 1 complete", "0 of 1 complete", "0 of 1 complete"]


def test_a_row_says_status_owner_job_title_and_both_dates_of_a_moved_action(running, cast, sign_in):
    action = facts.action(cast, running)
    facts.milestone(cast, action, due_on=days(20), original_due_on=days(6), name="Complete", is_completion=True)
    html = page(sign_in("manager"), running)
    assert "At risk" in html
    assert "+14 days" in html
    assert "Tom Ellery, Team leader" in html
    assert f'<s><time datetime="{days(6).isoformat()}">' in html


def test_a_long_stage_folds_what_is_verified_and_keeps_what_is_not(running, cast, sign_in):
    for _ in range(4):
        facts.action(cast, running, due_on=days(-9), state=ActionState.VERIFIED)
    facts.action(cast, running, due_on=days(-9), state=ActionState.WITHDRAWN)
    facts.action(cast, running, due_on=days(9))
    column = shown(sign_in("manager"), running)["stages"][1]
    assert [row["ref"] for row in column["rows"]] == ["A6"]
    assert column["finished_label"] == "4 verified and 1 withdrawn"
    assert column["note"] == "4 of 5 complete"


# --- The week ------------------------------------------------------------------------------------------------


def test_the_week_is_grouped_by_person_the_longest_late_first(running, cast, sign_in):
    facts.action(cast, running, due_on=days(2), owner=cast.deputy, title="Soon")
    late = facts.action(cast, running, due_on=days(30), title="Parent")
    facts.milestone(cast, late, due_on=days(-3), name="Half of the sheets")
    facts.action(cast, running, due_on=days(8), title="After the week")
    done = facts.action(cast, running, title="Done")
    facts.milestone(cast, done, due_on=days(-8), done_at=dates.now(), done_by=cast.lead, name="Reached")
    week = shown(sign_in("manager"), running)["week"]
    assert [(one.name, [item.title for item in one.items]) for one in week.people] == [
        ("Tom Ellery", ["Half of the sheets"]),
        ("Colin Ashby", ["Soon"]),
    ]
    assert week.title.startswith("One thing is late, 1 more due by")


def test_the_week_warns_of_what_is_expected_late_beyond_it(running, cast, sign_in):
    action = facts.action(cast, running)
    facts.milestone(cast, action, due_on=days(20), is_completion=True, forecast_on=days(30), forecast_at=dates.now())
    week = shown(sign_in("manager"), running)["week"]
    assert [one.note for one in week.expected_late] == [f"Expected {dates.uk_date(days(30))}, 10 days after it is due"]


def test_an_immediate_control_is_due_for_review_even_when_verified(running, cast, sign_in):
    facts.action(cast, running, stage=Stage.IMMEDIATE, due_on=days(-9), state=ActionState.VERIFIED, review_on=days(1))
    week = shown(sign_in("manager"), running)["week"]
    assert [(one.review, one.due_on) for one in week.soon] == [(True, days(1))]


def test_in_a_draft_only_a_control_that_runs_is_watched(db, cast, sign_in):
    plan = facts.plan(cast, state=PlanState.DRAFT)
    facts.action(cast, plan, stage=Stage.IMMEDIATE, due_on=days(2), title="Planned control")
    facts.action(cast, plan, due_on=days(2), title="Later stage")
    facts.action(
        cast, plan, stage=Stage.IMMEDIATE, due_on=days(2), title="Running", state=ActionState.IN_PROGRESS,
        started_at=dates.now(),
    )  # fmt: skip
    assert [one.title for one in shown(sign_in("manager"), plan)["week"].items] == ["Running"]


# --- Milestones ----------------------------------------------------------------------------------------------


def test_milestones_in_trouble_come_before_distant_ones_and_all_can_be_shown(running, cast, sign_in):
    action = facts.action(cast, running, due_on=days(90))
    for n in range(14):
        facts.milestone(cast, action, due_on=days(30 + n), name=f"Step {n}")
    facts.milestone(cast, action, due_on=days(80), original_due_on=days(70), name="Moved far out")
    client = sign_in("manager")
    line = shown(client, running)["timeline"]
    assert len(line["rows"]) == 12
    assert "A1 Moved far out" in [row.name for row in line["rows"]]
    assert "Show all 16 milestones" in page(client, running)
    assert "Show all" not in page(client, running, milestones="all")


# --- What comes next, by state and role ----------------------------------------------------------------------


def test_a_draft_with_gaps_says_what_is_missing_and_why_it_cannot_be_sent(draft, sign_in):
    html = page(sign_in("manager"), draft)
    assert "Finish writing the plan" in html
    assert "The problem “Reviews are overdue” has no evidence." in html
    assert 'aria-disabled="true"' in html
    assert html.count("hf-button--primary") == 1


def test_a_finished_draft_is_sent_by_a_manager_and_nobody_else(draft, cast, sign_in):
    evidenced(cast, draft)
    assert reverse("plan_submit", args=[draft.pk]) in page(sign_in("manager"), draft)
    html = page(sign_in("governance"), draft)
    assert "Your role does not include this." in html
    assert reverse("plan_submit", args=[draft.pk]) not in html


def test_a_submitted_plan_waits_for_a_governance_lead(draft, cast, sign_in):
    plan = submitted(cast, draft)
    address = reverse("plan_approve", args=[plan.pk])
    assert address in page(sign_in("governance"), plan)
    assert address not in page(sign_in("manager"), plan)


def test_whoever_wrote_part_of_it_sees_why_they_may_not_approve(draft, cast, sign_in):
    by = cast.actor("governance")
    with context.tenant(cast.org("alder"), by=by):
        problems.change(problem=draft.problem, version=1, title="Reviews are late", by=by, at=dates.now())
    submitted(cast, draft)
    assert "You wrote part of this plan, so another governance lead must approve it." in page(
        sign_in("governance"), draft
    )
    assert reverse("plan_approve", args=[draft.pk]) in page(sign_in("second_governance"), draft)


def test_the_owner_of_what_is_late_is_asked_first(running, cast, sign_in):
    facts.action(cast, running, due_on=days(-3))
    facts.action(cast, running, due_on=days(-9), owner=cast.deputy)
    assert shown(sign_in("lead"), running)["step"].title == "Say where A1 stands"
    assert shown(sign_in("assessor"), running)["step"].title == "Ask about A2"


def test_a_decision_is_offered_to_whoever_may_take_it(running, cast, sign_in):
    action = facts.action(cast, running, due_on=days(9))
    with context.tenant(cast.org("alder"), by=cast.actor("lead")):
        asked = extensions.ask(
            milestone=Milestone.objects.select_related("action", "plan").get(action=action),
            new_due_on=days(20),
            reason="Two people are in hospital",
            interim_control="The corridor stays doubled",
            by=cast.actor("lead"),
            at=dates.now(),
        )
    address = reverse("extension_decide", args=[asked.pk])
    seen = shown(sign_in("governance"), running)
    assert seen["step"].url == address
    assert [one.url for one in seen["decisions"]] == [address]
    (theirs,) = shown(sign_in("lead"), running)["decisions"]
    assert (theirs.url, theirs.whose) == ("", "Waits for: governance lead or nominated individual")


def test_nobody_is_offered_to_verify_their_own_action(running, cast, sign_in):
    action = facts.action(cast, running, due_on=days(-1), owner=cast.manager, state=ActionState.COMPLETE)
    facts.evidence(cast, action, "observation", "record")
    assert shown(sign_in("manager"), running)["decisions"][0].url == ""
    assert shown(sign_in("assessor"), running)["decisions"][0].url == reverse("action_verify", args=[action.pk])


def test_nobody_is_offered_to_verify_what_they_would_be_refused(running, cast, sign_in):
    action = facts.action(cast, running, due_on=days(-1), state=ActionState.COMPLETE)
    facts.evidence(cast, action, "record")
    seen = shown(sign_in("assessor"), running)
    (waiting,) = seen["decisions"]
    assert waiting.url == ""
    assert "two different kinds of evidence" in waiting.whose
    assert waiting.where == reverse("action_detail", args=[action.pk])
    assert seen["step"].url != reverse("action_verify", args=[action.pk])


@pytest.mark.parametrize("state", PlanState)
@pytest.mark.parametrize("who", ["manager", "lead", "assessor", "governance", "nominated", "admin"])
def test_every_role_meets_exactly_one_primary_button_at_most_in_every_state(db, cast, sign_in, state, who):
    plan = facts.plan(cast, state=state)
    facts.action(cast, plan, due_on=days(-1), stage=Stage.IMMEDIATE)
    assert page(sign_in(who), plan).count("hf-button--primary") <= 1


def test_a_share_is_named_by_whom_it_is_with(running, cast, sign_in):
    by = cast.actor("manager")
    with context.tenant(cast.org("alder"), by=by):
        sharing.share(plan=running, code="QNV", starts_on=days(0), ends_on=None, by=by, at=dates.now())
    name = cast.org("north_vale").name
    assert f"shared the plan with “{name}”" in page(sign_in("manager"), running)


# --- Places, walls, cost -------------------------------------------------------------------------------------


def test_the_places_of_a_plan_are_those_the_role_may_open(running, cast, sign_in):
    html = page(sign_in("lead"), running)
    assert reverse("plan_history", args=[running.pk]) in html
    assert reverse("plan_write", args=[running.pk]) in html
    assert [one["label"] for one in plan_subnav(running, "overview") if one["current"]] == ["Overview"]


@pytest.mark.parametrize("who", ["birch_manager", "council_officer"])
def test_another_tenants_plan_is_not_found(running, sign_in, who):
    assert sign_in(who).get(reverse("plan_overview", args=[running.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_number_of_queries_does_not_depend_on_the_number_of_actions(running, cast, sign_in, count):
    owners = [cast.lead, cast.manager, cast.deputy, cast.assessor]
    for n in range(count):
        action = facts.action(cast, running, due_on=days(n - 5), owner=owners[n % 4], stage=list(Stage)[n % 3])
        facts.milestone(cast, action, due_on=days(n - 3))
    client = sign_in("manager")
    page(client, running)
    with CaptureQueriesContext(connection) as captured:
        page(client, running)
    # Inside the test's own transaction a context is also left again by a statement, which ends with it otherwise.
    beside = ("SAVEPOINT", "RELEASE", "SELECT set_config('role', 'none', true), set_config('app.org_id', '', true), "
              "set_config('app.actor_id', '', true)")  # fmt: skip
    asked = [one["sql"] for one in captured if not one["sql"].startswith(beside)]
    assert len(asked) == QUERIES, "\n".join(asked)
