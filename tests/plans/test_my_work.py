"""My work: one page for one person over all plans. What is late, what is near, what waits for them."""

import datetime
import re

import pytest
from django.urls import reverse

from plans.domain import extensions
from plans.enums import ActionState, PlanState, Stage
from plans.models import Action
from recovery import dates
from tests.factories import flags
from tests.factories import plans as facts

WORK = reverse("my_work")


def days(count: int) -> datetime.date:
    return dates.today() + datetime.timedelta(days=count)


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def seen(client) -> dict:
    response = client.get(WORK)
    assert response.status_code == 200
    return response.context


def titles(context) -> list[str]:
    return [item.title for group in context["groups"] for item in group["items"]]


@pytest.fixture
def plan(db, cast):
    return facts.plan(cast)


def test_by_ear_what_is_done_to_a_milestone_is_told_apart_from_its_action(plan, cast, sign_in):
    action = facts.action(cast, plan, title="Divide the reviews", due_on=days(9), state="in_progress")
    facts.milestone(cast, action, due_on=days(2), name="List agreed")
    said = text(sign_in("lead").get(reverse("my_work")))
    milestone, whole = f"List agreed ({action.reference})", f"{action.reference} Divide the reviews"
    for label, named in (
        ("Mark as reached", milestone),
        ("Note progress", milestone),
        ("Give a forecast", milestone),
        ("Add evidence", whole),
        ("Report it complete", whole),
        ("Give a forecast", whole),
    ):
        assert f"{label} : {named}" in said or f"{label}: {named}" in said, (label, named)
    assert f"Mark as reached: {whole}" not in said.replace(" : ", ": ")


def test_dates_of_mine_are_listed_by_what_they_mean(plan, cast, sign_in):
    facts.action(cast, plan, title="Late", due_on=days(-3))
    facts.action(cast, plan, title="Near", due_on=days(14))
    facts.action(cast, facts.plan(cast, title="Another plan"), title="Far", due_on=days(15))
    facts.action(cast, plan, title="Somebody else’s", due_on=days(1), owner=cast.deputy)
    context = seen(sign_in("lead"))
    assert [(group["id"], [item.title[3:] for item in group["items"]]) for group in context["groups"]] == [
        ("late", ["Late"]),
        ("soon", ["Near"]),
        ("later", ["Far"]),
    ]
    assert [vital["figure"] for vital in context["vitals"]] == [1, 1, 0]


@pytest.mark.parametrize(
    ("state", "stage", "started", "listed"),
    [
        (PlanState.ACTIVE, Stage.STABILISATION, False, True),
        (PlanState.DRAFT, Stage.STABILISATION, False, False),
        (PlanState.DRAFT, Stage.IMMEDIATE, True, True),
        (PlanState.DRAFT, Stage.IMMEDIATE, False, False),
        (PlanState.WITHDRAWN, Stage.STABILISATION, False, False),
        (PlanState.CLOSED, Stage.STABILISATION, False, False),
    ],
)
def test_only_dates_that_bind_are_listed(db, cast, sign_in, state, stage, started, listed):
    own = facts.plan(cast, state=state)
    facts.action(cast, own, stage=stage, due_on=days(2), started_at=dates.now() if started else None)
    assert bool(titles(seen(sign_in("lead")))) is listed


@pytest.mark.parametrize("state", [ActionState.COMPLETE, ActionState.VERIFIED, ActionState.WITHDRAWN])
def test_what_is_over_is_not_listed(plan, cast, sign_in, state):
    facts.action(cast, plan, due_on=days(-2), state=state)
    assert titles(seen(sign_in("lead"))) == []


def waits(client) -> list[str]:
    return [one.what for one in seen(client)["waiting"]]


def test_a_plan_waits_for_governance_leads_who_neither_sent_nor_wrote_it(db, cast, sign_in):
    sent = facts.plan(cast, state=PlanState.SUBMITTED, title="Safer evenings")
    assert waits(sign_in("governance")) == [f"Approve {sent.reference} Safer evenings, or send it back"]
    assert waits(sign_in("manager")) == waits(sign_in("lead")) == []
    own = facts.plan(cast, state=PlanState.SUBMITTED, title="Mine", submitted_by=cast.governance)
    facts.change(cast, own, summary="x")
    assert not any("Mine" in one for one in waits(sign_in("governance")))


def test_an_extension_waits_for_somebody_other_than_who_asked(running, cast, sign_in, inside):
    with inside():
        extensions.ask(
            milestone=running.completion,
            new_due_on=days(45),
            reason="Leave",
            interim_control="The deputy checks",
            by=cast.actor("lead"),
            at=dates.now(),
        )
    assert waits(sign_in("governance")) == ["Decide about more time for A1 Name a review coordinator"]
    assert waits(sign_in("lead")) == []


def test_what_was_claimed_waits_once_it_can_be_verified(plan, cast, sign_in):
    action = facts.action(cast, plan, due_on=days(-1), state=ActionState.COMPLETE)
    facts.evidence(cast, action, "record")
    assert waits(sign_in("assessor")) == []
    facts.evidence(cast, action, "observation")
    assert waits(sign_in("assessor")) == [f"Verify A1 {action.title}"]
    assert waits(sign_in("lead")) == []


@pytest.mark.parametrize(("review", "due"), [(-2, True), (7, True), (8, False), (None, True)])
def test_a_control_waits_for_its_review(db, cast, sign_in, review, due):
    plan = facts.plan(cast)
    day = None if review is None else days(review)
    given = {"stage": Stage.IMMEDIATE, "state": ActionState.IN_PROGRESS, "started_at": dates.now(), "review_on": day}
    action = facts.action(cast, plan, due_on=days(3), **given)
    assert (waits(sign_in("manager")) == [f"Review the control A1 {action.title}"]) is due  # leads the plan
    assert waits(sign_in("deputy")) == waits(sign_in("lead")) == []  # neither theirs, nor may they decide


def test_whoever_stands_in_sees_the_dates_too(plan, cast, sign_in):
    facts.action(cast, plan, title="Mine for now", due_on=days(2), stand_in=cast.deputy)
    assert titles(seen(sign_in("deputy"))) == ["A1 Mine for now"]


def test_an_unanswered_flag_about_my_work_comes_first(own_database, cast, sign_in):
    plan = facts.plan(cast)
    flags.flag(facts.slipped(cast, plan=plan, days=4), age=4)
    answered = flags.flag(facts.slipped(cast, plan=plan, days=9), age=9)
    flags.answer(cast, answered, days=2)
    found = waits(sign_in("lead"))
    assert len(found) == 1 and found[0].startswith("Answer the red flag about")
    assert waits(sign_in("deputy")) == []


def test_a_date_is_dealt_with_from_here_and_leads_back(plan, cast, sign_in, inside):
    action = facts.action(cast, plan, due_on=days(3))
    client = sign_in("lead")
    (group,) = seen(client)["groups"]
    start, *others = group["items"][0].ways
    assert (start.label, start.posts) == ("Start", True)
    answer = client.post(start.url)
    assert (answer.status_code, answer.url) == (302, WORK)
    with inside():
        assert Action.objects.get(pk=action.pk).state == ActionState.IN_PROGRESS
    forecast = next(way.url for way in others if way.label == "Give a forecast")
    form = client.get(forecast)
    assert f'href="{WORK}"' in form.content.decode()
    given = {"forecast_on": days(2).isoformat(), "reason": "On its way"}
    assert client.post(forecast, given).url == WORK
    assert client.post(forecast, {"forecast_on": "soon"}).status_code == 422


def test_a_role_that_only_reads_is_offered_no_way(plan, cast, sign_in):
    facts.action(cast, plan, due_on=days(3), owner=cast.admin)
    (group,) = seen(sign_in("admin"))["groups"]
    assert group["items"][0].ways == []


def test_nothing_to_do_is_said_with_what_happens_next(db, sign_in):
    page = text(sign_in("lead").get(WORK))
    assert "No date of a plan is yours now" in page
    assert "Nobody waits for you" in page


def test_long_lists_come_in_pages(plan, cast, sign_in):
    for count in range(30):
        facts.action(cast, plan, due_on=days(count))
    client = sign_in("lead")
    assert len(titles(seen(client))) == 25
    assert len(titles(client.get(WORK, {"page": 2}).context)) == 5


def test_another_organisation_sees_nothing_of_it(plan, cast, sign_in):
    facts.action(cast, plan, due_on=days(1))
    facts.plan(cast, state=PlanState.SUBMITTED)
    for key in ("birch_manager", "birch_governance"):
        context = seen(sign_in(key))
        assert (titles(context), context["waiting"]) == ([], [])
    assert sign_in("commissioner").get(WORK).status_code == 404


def test_an_action_lead_begins_here(db, sign_in):
    assert sign_in("lead").get("/").url == WORK
    assert sign_in("manager").get("/").url == reverse("plan_list")
