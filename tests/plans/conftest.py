"""A plan as a manager writes it, through the verbs, so that its history is real."""

import datetime
import re
from types import SimpleNamespace

import pytest

from plans.domain import actions, approval, causes, evidence, plans, problems
from plans.models import Milestone
from recovery import dates
from recovery.tenancy import context

SUMMARY = "Reviews stopped when the coordinator left in spring."


@pytest.fixture
def written(db, cast):
    """A draft with one problem, its evidence, one cause and one action: nothing is missing from it."""
    with context.tenant(cast.org("alder"), by=cast.actor("manager")):
        return write(cast)


def write(cast, *, title="Missed reviews at Alder House", by="manager"):
    """Inside the tenant: a plan that can be sent for approval."""
    who = {"by": cast.actor(by), "at": dates.now()}
    today = dates.today()
    plan = plans.create(
        service=cast.service("alder_house"), title=title, summary=SUMMARY, starts_on=today, lead=cast.manager, **who
    )
    problem = problems.add(
        plan=plan, title="18 support plans are past review", statement="J.B. waited nine months", **who
    )
    item = evidence.add(problem=problem, kind="missed_review", occurred_on=today, reference="Review tracker 14", **who)
    cause = causes.add(
        plan=plan,
        problems=[problem],
        cause="no one was named to book reviews",
        effect="reviews left to chance",
        event="people supported by a plan that no longer fits",
        theme="reviews",
        **who,
    )
    action = actions.add(
        plan=plan,
        root_causes=[cause],
        due_on=today + datetime.timedelta(days=30),
        stage="stabilisation",
        title="Name a review coordinator",
        deliverable="A signed rota with a named coordinator each week",
        owner=cast.lead,
        escalation_contact=cast.governance,
        action_type="standardise",
        people_affected="J.B. and two others",
        **who,
    )
    return SimpleNamespace(plan=plan, problem=problem, item=item, cause=cause, action=action)


@pytest.fixture
def running(written, cast):
    """The same plan, approved."""
    with context.tenant(cast.org("alder"), by=cast.actor("manager")):
        approval.submit(plan=written.plan, by=cast.actor("manager"), at=dates.now())
        written.plan.refresh_from_db()
        written.plan = approval.approve(plan=written.plan, by=cast.actor("governance"), at=dates.now())
        written.action.plan = written.plan
        written.completion = Milestone.objects.get(action=written.action)
    return written


@pytest.fixture
def inside(db, cast):
    """`with inside(): …` reads and writes as Alder House's manager."""
    return lambda key="manager": context.tenant(cast.org("alder"), by=cast.actor(key))


def typed(page: str, **fields) -> dict:
    """What the form on this page would post: what it carries hidden, and what somebody types into it."""
    return dict(re.findall(r'<input type="hidden" name="(seen|version)" value="([^"]*)"', page)) | fields
