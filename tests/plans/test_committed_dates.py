"""What runs has a date, a date given to what runs is committed, and a date that passed stays a slip."""

import datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse

from governance.queries import portfolio_list as portfolio
from plans import queries, rules
from plans.domain import actions, approval, evidence, extensions, milestones, problems, progress
from plans.models import Extension, Milestone
from recovery import dates
from recovery.exceptions import Refused
from recovery.tenancy import context
from recovery.tenancy.enums import Capacity
from tests.factories import plans as facts
from tests.factories import sharing
from tests.plans.conftest import typed


def days(n: int) -> datetime.date:
    return dates.today() + datetime.timedelta(days=n)


def who(cast, key="manager"):
    return {"by": cast.actor(key), "at": dates.now()}


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def control(written, cast, inside):
    """An immediate control in a draft, with no due date yet."""
    with inside():
        return actions.add(
            plan=written.plan, root_causes=[written.cause], due_on=None, stage="immediate", title="Ring each evening",
            deliverable="A call log", owner=cast.lead, escalation_contact=cast.governance, **who(cast),
        )  # fmt: skip


def completion(action) -> Milestone:
    return Milestone.objects.get(action=action, is_completion=True)


def dated(action, due_on, cast):
    return actions.change(
        action=action, version=action.version, root_causes=list(action.root_causes.all()), due_on=due_on, **who(cast)
    )


# A date first, and it is committed


def test_nothing_starts_without_a_due_date(control, cast, inside, sign_in):
    with inside(), pytest.raises(Refused, match="Give it a due date first"):
        progress.start(action=control, **who(cast, "lead"))
    page = text_of(sign_in("lead").get(reverse("action_detail", args=[control.pk])))
    assert "Give it a due date first" in page
    assert reverse("action_start", args=[control.pk]) not in page


def test_a_control_with_a_date_starts_and_commits_it(control, cast, inside):
    with inside():
        progress.start(action=dated(control, days(3), cast), **who(cast, "lead"))
        assert completion(control).committed_at
        with pytest.raises(Refused, match="committed"):
            dated(type(control).objects.get(pk=control.pk), days(9), cast)


def test_a_date_given_to_a_control_that_runs_already_is_committed(control, cast, inside):
    """One that was started before dates were asked for."""
    with inside():
        type(control).objects.filter(pk=control.pk).update(state="in_progress", started_at=dates.now())
        dated(control, days(3), cast)
        assert completion(control).committed_at
        output = Milestone.objects.create(
            org_id=control.org_id, plan_id=control.plan_id, action=control, name="List", due_on=None
        )
        milestones.change(milestone=output, version=1, name="List", due_on=days(2), **who(cast))
        output.refresh_from_db()
        assert (output.committed_at is not None, output.original_due_on) == (True, days(2))


# An extension is given only to what still runs


@pytest.fixture
def asked(running, cast, inside):
    with inside():
        running.asked = extensions.ask(
            milestone=running.completion, new_due_on=days(60), reason="Sickness", interim_control="Daily call",
            **who(cast, "lead"),
        )  # fmt: skip
    return running


def test_an_extension_in_a_withdrawn_plan_can_only_be_refused(asked, cast, inside, sign_in):
    with inside():
        approval.withdraw(plan=asked.plan, reason="Closed", **who(cast, "governance"))
        with pytest.raises(Refused, match="This plan is withdrawn.*can only be refused"):
            extensions.approve(extension=asked.asked, **who(cast, "governance"))
        assert completion(asked.action).due_on == asked.completion.due_on
    client, url = sign_in("governance"), reverse("extension_decide", args=[asked.asked.pk])
    page = text_of(client.get(url))
    assert "The extension can only be refused" in page
    assert 'value="approve"' not in page
    assert client.post(url, typed(page, decision="approve")).status_code == 422
    assert client.post(url, typed(page, decision="refuse", reason="It is over")).status_code == 302
    with inside():
        assert Extension.objects.get().state == "refused"


def test_an_extension_of_what_is_done_is_not_given(asked, cast, inside):
    with inside():
        for kind in ("record", "observation"):
            evidence.add(action=asked.action, kind=kind, occurred_on=days(0), reference=kind, **who(cast, "lead"))
        progress.complete(action=asked.action, note="Done", **who(cast, "lead"))
        with pytest.raises(Refused, match="already reached. The extension can only be refused"):
            extensions.approve(extension=asked.asked, **who(cast, "governance"))


# Authorship


def test_deciding_an_extension_and_attaching_proof_is_no_authorship(written, control, cast, inside):
    with inside():
        progress.start(action=dated(control, days(3), cast), **who(cast, "lead"))
        extension = extensions.ask(
            milestone=completion(control), new_due_on=days(6), reason="Sickness", interim_control="Daily call",
            **who(cast, "lead"),
        )  # fmt: skip
        extensions.approve(extension=extension, **who(cast, "governance"))
        item = evidence.add(
            action=control, kind="record", occurred_on=days(0), reference="Log", **who(cast, "governance")
        )
        evidence.withdraw(item=item, reason="Wrong log", **who(cast, "governance"))
        assert not queries.wrote(written.plan, cast.actor("governance"))


@pytest.mark.parametrize("what", ["date", "evidence", "problem"])
def test_giving_a_date_or_evidence_of_a_problem_is_authorship(written, control, cast, inside, what):
    by = who(cast, "governance")
    with inside():
        if what == "date":
            milestones.change(
                milestone=milestones.add(action=control, name="List", due_on=days(2), **who(cast)),
                version=1, name="List", due_on=days(4), **by,
            )  # fmt: skip
        elif what == "evidence":
            evidence.add(problem=written.problem, kind="incident", occurred_on=days(0), reference="Log", **by)
        else:
            problems.change(problem=written.problem, version=1, title="Nineteen", **by)
        assert queries.wrote(written.plan, cast.actor("governance"))


# Slips


def milestone(**fields):
    given = {"original_due_on": days(-5), "due_on": days(-5), "done_at": None, "withdrawn_at": None}
    return SimpleNamespace(**(given | fields))


def test_withdrawing_does_not_take_a_slip_back():
    late = milestone(withdrawn_at=dates.now())
    assert rules.slips(late, [], dates.today()) == [rules.Slip(days(-5), open=False)]


def test_what_is_withdrawn_before_its_date_never_slipped():
    early = milestone(withdrawn_at=dates.now() - datetime.timedelta(days=9))
    assert rules.slips(early, [], dates.today()) == []
    assert rules.slips(milestone(due_on=days(0), original_due_on=days(0), withdrawn_at=dates.now()), [], days(3)) == []


@pytest.mark.parametrize("ago", [1, 5, 9])
def test_the_portfolio_counts_the_same_slips(db, cast, ago):
    plan = facts.plan(cast)
    sharing.share(cast, plan)
    action = facts.action(cast, plan, due_on=days(30))
    ended = dates.now() - datetime.timedelta(days=ago)
    facts.milestone(cast, action, due_on=days(-5), withdrawn_at=ended, withdrawn_by=cast.governance)
    with facts.writing(cast):
        (row,) = queries.action_rows(plan)
    with context.tenant(cast.org("north_vale"), role=Capacity.COMMISSIONER, by=cast.actor("commissioner")):
        (counted,) = portfolio.rows(portfolio.index(dates.today()), dates.today())
    assert counted.slips == row.slipped == (1 if ago < 5 else 0)
