"""Starting a plan: the three templates, and a copy of another plan."""

import datetime
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from plans import credibility, queries, starting_points
from plans.domain import actions, milestones, starting
from plans.enums import Stage
from plans.models import Action, EvidenceItem, Milestone, Plan, Problem, RootCause
from recovery import dates
from recovery.history.models import Event
from recovery.tenancy import context
from tests.factories import plans as facts

EVERY = pytest.mark.parametrize("key", starting_points.KEYS)
TO_ADD = ("evidence", "accountable owner", "escalation contact", "measure")


def text_of(response) -> str:
    return response.content.decode()


# --- Templates -------------------------------------------------------------------------------------------------------


@EVERY
def test_a_template_is_ordered_in_time_and_its_controls_are_looked_at_within_28_days(key):
    template = starting_points.get(key)
    assert 6 <= len(template.actions) <= 9
    for one in template.actions:
        assert 0 <= one["starts"] < one["due"], one["key"]
        for output in one.get("milestones", ()):
            assert one["starts"] <= output["due"] <= one["due"], output["name"]
        if one["stage"] == Stage.IMMEDIATE:
            assert one["starts"] < one["review"] <= one["starts"] + 28
            assert one["due"] <= 7
            assert one["step_down"]
        if one["stage"] == Stage.IMPROVEMENT:
            assert one["due"] > 14
    assert {one["stage"] for one in template.actions} == set(Stage)


@EVERY
def test_a_template_links_everything_it_names(key):
    template = starting_points.get(key)
    problems, causes = {one["key"] for one in template.problems}, {one["key"] for one in template.causes}
    assert {name for one in template.causes for name in one["problems"]} == problems
    assert {name for one in template.actions for name in one["causes"]} == causes


@EVERY
def test_a_template_leaves_no_blank_to_fill_in(key):
    words = (starting_points.FOLDER / f"{key}.yaml").read_text().split("actions:")
    assert not {"[name", "…", "XX", "TBC", "____"} & set("".join(words).split())
    assert "[name" not in "".join(words)


@EVERY
def test_a_plan_from_a_template_lacks_only_what_a_template_cannot_know(db, cast, inside, key):
    with inside():
        plan = starting.from_template(
            template=starting_points.get(key), service=cast.service("alder_house"), title="New",
            by=cast.actor("manager"), at=dates.now(),
        )  # fmt: skip
        blocking = [one for one in credibility.findings(queries.facts(plan)) if one.blocks]
        assert [one.sentence for one in blocking if not any(word in one.sentence for word in TO_ADD)] == []
        wording = [one for one in credibility.findings(queries.facts(plan)) if one.rule == "A8"]
        assert wording == []
        assert Action.objects.filter(plan=plan).count() == len(starting_points.get(key).actions)
        owners = set(Action.objects.filter(plan=plan).values_list("owner__job_title", flat=True))
        assert owners <= {"Registered manager", "Team leader", "Deputy manager", "Head of governance", None}
        assert "Registered manager" in owners
        told = Event.objects.get(table="plans_plan", row_id=str(plan.pk))
        assert told.reason == f"Started from the template “{starting_points.get(key).title}”"
        first = Action.objects.filter(plan=plan).earliest("number")
        assert first.starts_on == dates.today()


def test_nobody_is_proposed_where_two_people_have_the_job_title():
    people = [SimpleNamespace(pk=number, job_title=title) for number, title in enumerate(["Lead", "lead", "Owner"])]
    alone = starting._alone(people)
    assert (alone("lead"), alone("owner"), alone("nobody")) == (None, 2, None)


# --- A copy ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def source(running, cast, inside):
    """A running plan with a slip that was put right: what happened to it must not be copied."""
    with inside():
        milestones.add(
            action=running.action, name="Rota agreed", due_on=dates.today() + datetime.timedelta(days=10),
            by=cast.actor("manager"), at=dates.now(),
        )  # fmt: skip
    return running


def copy(cast, plan, **about):
    given = {"service": cast.service("alder_house"), "title": "Again", "by": cast.actor("manager"), "at": dates.now()}
    return starting.from_copy(source=plan, **given | about)


def test_a_copy_has_the_words_and_links_and_dates_from_its_own_start(source, cast, inside):
    start = dates.today() + datetime.timedelta(days=100)
    with inside():
        plan = copy(cast, source.plan, starts_on=start)
        action = Action.objects.get(plan=plan)
        assert (action.title, action.deliverable, action.owner) == (
            source.action.title, source.action.deliverable, cast.lead,
        )  # fmt: skip
        days = sorted(Milestone.objects.filter(plan=plan).values_list("due_on", flat=True))
        assert [(day - start).days for day in days] == [10, 30]
        assert action.root_causes.get().problems.get().title == source.problem.title
        assert (plan.copied_from, plan.state, plan.summary) == (source.plan, "draft", source.plan.summary)


def test_a_copy_has_nothing_of_what_happened_and_nothing_about_people(source, cast, inside):
    with inside():
        facts.change(cast, source.action, state="in_progress", started_at=dates.now())
        plan = copy(cast, source.plan)
        action = Action.objects.get(plan=plan)
        assert (action.state, action.started_at, action.people_affected) == ("planned", None, "")
        assert not EvidenceItem.objects.filter(plan=plan).exists()
        assert not Milestone.objects.filter(plan=plan, committed_at__isnull=False).exists()
        problem = Problem.objects.get(plan=plan)
        assert (problem.people_affected, problem.others_at_risk, problem.found_on) == ("", "", None)


def test_somebody_who_can_no_longer_own_an_action_owns_nothing_in_a_copy(source, cast, inside):
    facts.change(cast, source.action, owner=cast.assessor, escalation_contact=cast.auditor)
    with inside():
        action = Action.objects.get(plan=copy(cast, source.plan))
        assert (action.owner, action.escalation_contact) == (None, None)


def test_a_withdrawn_action_is_not_copied(source, cast, inside):
    with inside():
        actions.add(
            plan=source.plan, root_causes=[source.cause], due_on=dates.today(), stage="improvement", title="Second",
            by=cast.actor("manager"), at=dates.now(),
        )  # fmt: skip
        gone = {"state": "withdrawn", "withdrawn_at": dates.now(), "withdrawn_by": cast.governance}
        Action.objects.filter(pk=source.action.pk).update(**gone)
        assert [one.title for one in Action.objects.filter(plan=copy(cast, source.plan))] == ["Second"]


# --- The page --------------------------------------------------------------------------------------------------------

NEW = reverse("plan_new")


def test_the_page_offers_every_way_and_says_what_is_inside(db, sign_in):
    page = text_of(sign_in("manager").get(NEW))
    ways = ["An empty plan", "A copy of another plan", "A spreadsheet", *(one.title for one in starting_points.every())]
    for words in (*ways, "3 problems, 3 root causes, 8 actions"):
        assert words in page


@EVERY
def test_a_template_is_started_from_its_card(db, cast, sign_in, inside, key):
    client = sign_in("manager")
    page = text_of(client.get(f"{NEW}?from={key}"))
    assert f"From the template “{starting_points.get(key).title}”" in page
    answer = client.post(f"{NEW}?from={key}", {"service": cast.service("alder_house").pk, "title": "New plan"})
    with inside():
        plan = Plan.objects.get()
        assert RootCause.objects.filter(plan=plan).count() == 3
    assert answer.url == reverse("plan_write", args=[plan.pk])
    assert client.get(answer.url).status_code == 200


def test_a_copy_is_started_from_its_card_and_told_in_the_history(source, cast, sign_in, inside):
    client = sign_in("manager")
    given = {"service": cast.service("alder_house").pk, "title": "Again", "source": source.plan.pk}
    answer = client.post(f"{NEW}?from=copy", given)
    assert answer.status_code == 302
    with inside():
        plan = Plan.objects.exclude(pk=source.plan.pk).get()
    history = text_of(client.get(reverse("plan_history", args=[plan.pk])))
    assert f"Copied from {source.plan.reference} {source.plan.title}" in history


def test_a_draft_with_nothing_in_it_is_not_offered_to_copy(source, cast, sign_in):
    empty = facts.plan(cast, state="draft", title="Nothing yet")
    client = sign_in("manager")
    offered = text_of(client.get(f"{NEW}?from=copy"))
    assert f"{source.plan.reference} {source.plan.title}" in offered
    assert "Nothing yet" not in offered
    given = {"service": cast.service("alder_house").pk, "title": "Typed already", "source": empty.pk}
    response = client.post(f"{NEW}?from=copy", given)
    assert response.status_code == 422
    assert "Typed already" in text_of(response)


def test_a_plan_of_another_organisation_cannot_be_copied(source, cast, sign_in):
    client = sign_in("birch_manager")
    given = {"service": cast.service("birch_lane").pk, "title": "Typed already", "source": source.plan.pk}
    response = client.post(f"{NEW}?from=copy", given)
    assert response.status_code == 422
    assert "Typed already" in text_of(response)
    assert source.plan.reference not in text_of(response)


def test_an_unknown_way_is_no_page_and_a_role_that_may_not_is_told(db, sign_in):
    assert sign_in("manager").get(f"{NEW}?from=nothing").status_code == 404
    assert sign_in("lead").get(f"{NEW}?from=copy").status_code == 403


def test_the_database_keeps_a_copy_within_its_organisation(source, cast):
    other = facts.plan(cast, "birch", state="draft")
    with context.tenant(cast.org("birch"), by=cast.actor("birch_manager")):
        Plan.objects.filter(pk=other.pk).update(copied_from_id=source.plan.pk)
        with pytest.raises(IntegrityError):
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)
