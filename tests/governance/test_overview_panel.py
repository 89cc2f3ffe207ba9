"""The red flags that governance adds to a plan's overview: how many, whether answered, and who is asked to answer."""

import datetime

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import panels
from governance.domain import sweep
from governance.models import Acknowledgement, RedFlag
from plans import queries
from recovery import dates
from recovery.tenancy import context
from recovery.tenancy.context import Actor
from recovery.tenancy.enums import Capacity
from recovery.tenancy.workspaces import Workspace
from tests.factories import plans as facts

BY = Actor.system("sweep")


@pytest.fixture
def plan(as_worker, cast):
    return facts.active_plan(cast)


def swept(plan):
    with context.every_tenant(by=BY):
        sweep.sweep(by=BY, at=dates.now())
    return plan


def added(cast, plan, who="manager"):
    with facts.writing(cast):
        today = dates.today()
        workspace = Workspace(getattr(cast, who), Capacity.PROVIDER)
        return panels.red_flags(plan=plan, rows=queries.action_rows(plan), workspace=workspace, today=today)


def answer(cast, flag, promised_on):
    with facts.writing(cast):
        Acknowledgement.objects.create(
            org_id=flag.org_id, plan_id=flag.plan_id, flag=flag, acknowledged_at=dates.now(),
            acknowledged_by=cast.manager, promise="I will ring both families", promised_on=promised_on,
        )  # fmt: skip


def flags(cast, plan):
    with facts.writing(cast):
        return list(RedFlag.objects.filter(plan=plan).order_by("since"))


def test_without_a_flag_there_is_a_figure_and_no_panel(plan, cast):
    found = added(cast, swept(plan))
    assert (found.vital["figure"], found.template, found.steps) == (0, "", ())


def test_a_flag_without_an_answer_is_said_in_red_with_its_age(plan, cast):
    facts.slipped(cast, plan=plan, days=4)
    found = added(cast, swept(plan))
    assert found.vital | {"href": ""} == {
        "label": "Red flags open", "figure": 1, "sentence": "No answer for 3 days", "tone": "red", "shape": "flag",
        "href": "",
    }  # fmt: skip
    assert found.context["title"] == "A red flag has no answer"
    html = render_to_string(found.template, {"today": dates.today(), **found.context})
    assert reverse("flag_detail", args=[flags(cast, plan)[0].pk]) in html
    assert reverse("plan_notices", args=[plan.pk]) in html


def test_an_answered_flag_asks_nothing_until_its_promise_has_passed(plan, cast):
    facts.slipped(cast, plan=plan, days=4)
    (flag,) = flags(cast, swept(plan))
    answer(cast, flag, dates.today() + datetime.timedelta(days=2))
    found = added(cast, plan)
    assert (found.vital["sentence"], found.steps) == ("Every one is answered", ())
    assert found.context["title"] == "The open red flag is answered"


def test_a_broken_promise_counts_as_no_answer(plan, cast):
    facts.slipped(cast, plan=plan, days=9)
    (flag,) = flags(cast, swept(plan))
    answer(cast, flag, dates.today() - datetime.timedelta(days=1))
    assert added(cast, plan).vital["tone"] == "red"


def test_the_owner_is_asked_before_others_and_a_reader_is_not(plan, cast):
    facts.slipped(cast, plan=plan, days=9, owner=cast.deputy)
    facts.slipped(cast, plan=plan, days=2, owner=cast.lead)
    swept(plan)
    (own,) = added(cast, plan, "lead").steps
    assert (own.rank, own.title) == (0, "Answer the red flag about A2")
    (other,) = added(cast, plan, "governance").steps
    assert (other.rank, other.title) == (5, "Answer the red flag about A1")
    assert "Colin Ashby owns it" in other.sentence
    assert added(cast, plan, "assessor").steps == ()


def test_four_are_shown_those_without_an_answer_first(plan, cast):
    for days in range(1, 7):
        facts.slipped(cast, plan=plan, days=days)
    answer(cast, flags(cast, swept(plan))[0], dates.today() + datetime.timedelta(days=1))
    found = added(cast, plan)
    assert found.context["title"] == "5 of 6 red flags have no answer"
    assert [card["state"] for card in found.context["flags"]] == ["open"] * 4
    assert found.context["more"] == 2


@pytest.mark.parametrize("count", [1, 3, 30])
def test_it_costs_two_queries_however_many_flags(plan, cast, count):
    for days in range(count):
        facts.slipped(cast, plan=plan, days=days + 1)
    swept(plan)
    with facts.writing(cast):
        rows = queries.action_rows(plan)
        workspace = Workspace(cast.manager, Capacity.PROVIDER)
        with CaptureQueriesContext(connection) as captured:
            panels.red_flags(plan=plan, rows=rows, workspace=workspace, today=dates.today())
    assert len(captured) == 2
