"""The slip ledger: original, current and expected dates apart; who moved what and why; nothing overwritten."""

import datetime
import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from plans.domain import extensions, milestones
from plans.models import Extension, Milestone
from plans.presenters import ledger
from recovery import dates
from recovery.ui.templatetags.holdfast import uk_short_year
from tests.factories import plans as facts


def days(count: int) -> datetime.date:
    return dates.today() + datetime.timedelta(days=count)


def who(cast, key):
    return {"by": cast.actor(key), "at": dates.now()}


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def page(sign_in):
    def opened(plan, key="manager", **asked):
        response = sign_in(key).get(reverse("plan_ledger", args=[plan.pk]), asked)
        assert response.status_code == 200
        return response

    return opened


def lines(response) -> list[str]:
    return [line.name for line in response.context["page"].object_list]


@pytest.fixture
def moved(running, cast, inside):
    """One milestone, asked for twice: refused, then given; and expected later still."""
    with inside():
        asked = {"milestone": running.completion, "interim_control": "The deputy checks each Monday"}
        first = extensions.ask(new_due_on=days(60), reason="Everybody is busy", **asked, **who(cast, "lead"))
        extensions.refuse(extension=first, reason="Say what changed", **who(cast, "governance"))
        second = extensions.ask(
            new_due_on=days(44), reason="The coordinator starts later", **asked, **who(cast, "lead")
        )
        extensions.approve(extension=second, reason="Her contract says so", **who(cast, "governance"))
        for day in (50, 47):
            milestones.forecast(milestone=running.completion, forecast_on=days(day), reason="x", **who(cast, "lead"))
    return running


def test_the_three_dates_stand_apart_with_who_moved_what_and_why(moved, page):
    said = text(page(moved.plan))
    for day in (30, 44, 47):
        assert uk_short_year(days(day)) in said
    for words in (
        "14 days later",
        "Refused",
        "Everybody is busy",
        "Say what changed",
        "Approved",
        "Tom Ellery: The coordinator starts later",
        "The deputy checks each Monday",
        "Decided by Helen Marsh",
        "Her contract says so",
        f"Expected before: {dates.uk_short(days(50))}",
    ):
        assert words in said


def test_a_second_slip_is_plainly_marked(db, cast, page):
    plan = facts.plan(cast)
    action = facts.action(cast, plan, due_on=days(20))
    milestone = facts.milestone(cast, action, due_on=days(-30), name="Sheet agreed")
    with facts.writing(cast):
        Extension(
            org_id=plan.org_id,
            plan=plan,
            milestone=milestone,
            old_due_on=days(-30),
            new_due_on=days(-10),
            reason="Late",
            interim_control="Doubled",
            state="approved",
            asked_at=dates.now(),
            asked_by=cast.lead,
            decided_at=dates.now() - datetime.timedelta(days=26),
            decided_by=cast.governance,
        ).save(force_insert=True)
        Milestone.objects.filter(pk=milestone.pk).update(due_on=days(-10))
    response = page(plan)
    assert "Slipped twice, 14 days in all" in text(response)
    assert response.context["ledger_title"] == (
        "1 milestone is late; 1 moved from the original date; 1 slipped more than once"
    )
    assert lines(page(plan, show="again")) == lines(page(plan, show="late")) == ["A1 Sheet agreed"]


def test_it_is_narrowed_by_what_happened_by_owner_and_by_stage(db, cast, page):
    plan = facts.plan(cast)
    facts.action(cast, plan, title="Late", due_on=days(-2), stage="immediate")
    facts.action(cast, plan, title="Near", due_on=days(2), owner=cast.deputy)
    assert lines(page(plan)) == ["A1 Late", "A2 Near"]
    assert lines(page(plan, show="late")) == ["A1 Late"]
    assert lines(page(plan, owner=str(cast.deputy.pk))) == ["A2 Near"]
    assert lines(page(plan, stage="immediate")) == ["A1 Late"]
    assert lines(page(plan, stage="nonsense", owner="nobody", show="?")) == ["A1 Late", "A2 Near"]
    assert "No date is like this" in text(page(plan, show="again"))


def test_a_missed_date_without_a_forecast_says_that_none_is_given_and_asks_for_one(db, cast, page):
    plan = facts.plan(cast)
    late = facts.completion(cast, facts.action(cast, plan, title="Late", due_on=days(-2)))
    address = reverse("milestone_forecast", args=[late.pk])
    said = text(page(plan, key="lead"))
    assert "No forecast given Give a forecast : A1 Late" in said
    assert "On its date" not in said
    assert address in page(plan, key="lead").content.decode()
    assert "No forecast given" in text(page(plan, key="assessor"))
    assert address not in page(plan, key="assessor").content.decode()
    facts.change(cast, late, forecast_on=days(4))
    assert "No forecast given" not in text(page(plan, key="lead"))


def test_a_date_ahead_without_a_forecast_is_expected_on_its_date(running, page):
    said = text(page(running.plan))
    assert "On its date" in said
    assert "forecast given" not in said


def test_no_forecast_is_asked_for_where_it_would_be_refused(db, cast, page):
    plan = facts.plan(cast, state="draft")
    facts.action(cast, plan, due_on=days(-2))
    said = text(page(plan))
    assert "No forecast given" in said
    assert "Give a forecast" not in said


def test_a_plan_without_dates_says_how_one_comes(db, cast, page):
    assert "Every action brings one milestone" in text(page(facts.plan(cast)))


def test_another_organisation_finds_nothing(running, sign_in):
    address = reverse("plan_ledger", args=[running.plan.pk])
    assert sign_in("birch_manager").get(address).status_code == 404
    assert sign_in("commissioner").get(address).status_code == 404


@pytest.mark.parametrize("column", ["old_due_on", "new_due_on", "reason", "decision_reason", "decided_by_id"])
def test_a_decided_extension_cannot_be_rewritten_in_the_database(moved, cast, inside, column):
    other = {"reason": "x", "decision_reason": "x", "decided_by_id": cast.nominated.pk}.get(column, days(70))
    refused = pytest.raises(DatabaseError, match="decided extension is not changed")
    with inside(), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE plans_extension SET {column} = %s WHERE state = 'approved'", [other])


def test_nothing_is_said_of_forecasts_that_never_changed(running):
    assert ledger._forecasts(running.completion, []) == ""
