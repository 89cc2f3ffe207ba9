"""What has started, is committed or was flagged stays in the ledger, in a draft too: it is withdrawn, not removed."""

import datetime

import pytest
from django.urls import reverse

from governance.models import RedFlag
from plans.domain import actions, approval, causes, evidence, milestones, problems, progress
from plans.enums import ActionState
from plans.models import Action, Milestone, Problem
from recovery import dates
from recovery.exceptions import Refused
from recovery.history.models import Event
from recovery.tenancy import context
from tests.factories import flags
from tests.plans.conftest import write

pytestmark = pytest.mark.usefixtures("own_database")


def days(n: int) -> datetime.date:
    return dates.today() + datetime.timedelta(days=n)


def who(cast, key="manager"):
    return {"by": cast.actor(key), "at": dates.now()}


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def entered(cast):
    return lambda key="manager": context.tenant(cast.org("alder"), by=cast.actor(key))


@pytest.fixture
def draft(entered, cast):
    """A draft with an immediate control, and an output of it."""
    with entered():
        written = write(cast)
        written.control = actions.add(
            plan=written.plan, root_causes=[written.cause], due_on=days(-2), stage="immediate",
            title="Ring each evening", deliverable="A call log", owner=cast.lead, escalation_contact=cast.governance,
            review_on=days(9), step_down_criterion="Two quiet weeks", **who(cast),
        )  # fmt: skip
        written.output = milestones.add(action=written.control, name="Call list", due_on=days(-1), **who(cast))
    return written


@pytest.fixture
def flagged(draft, entered):
    """The same, and a red flag was raised about the control and about its output."""
    with entered():
        found = list(Milestone.objects.filter(action=draft.control))
    for milestone in found:
        flags.flag(milestone, age=1)
    return draft


def test_what_a_red_flag_is_about_is_not_removed(flagged, entered, cast):
    with entered():
        with pytest.raises(Refused, match="A red flag was raised about A2.*Withdraw the action instead"):
            actions.remove(action=flagged.control, **who(cast))
        with pytest.raises(Refused, match="A red flag was raised about this milestone"):
            milestones.remove(milestone=flagged.output, **who(cast))
        assert RedFlag.objects.count() == 2


def test_it_is_withdrawn_instead_with_a_reason_by_somebody_who_does_not_own_it(flagged, entered, cast):
    with entered():
        with pytest.raises(Refused, match="Say why"):
            progress.withdraw(action=flagged.control, reason=" ", **who(cast))
        with pytest.raises(Refused, match="You own this action"):
            progress.withdraw(action=flagged.control, reason="Not needed", **who(cast, "lead"))
        progress.withdraw(action=flagged.control, reason="Not needed", **who(cast))
        assert Action.objects.get(pk=flagged.control.pk).state == ActionState.WITHDRAWN
        assert not Milestone.objects.filter(action=flagged.control, withdrawn_at=None).exists()
        assert Event.objects.filter(row_id=str(flagged.control.pk), reason="Not needed").exists()


def test_what_has_started_is_not_removed_and_may_be_withdrawn(draft, entered, cast):
    with entered():
        progress.start(action=draft.control, **who(cast, "lead"))
        with pytest.raises(Refused, match="A2 has started, so it is not removed"):
            actions.remove(action=draft.control, **who(cast))
        with pytest.raises(Refused, match="committed"):
            milestones.remove(milestone=draft.output, **who(cast))
        withdrawn = progress.withdraw(action=draft.control, reason="Stepped down", **who(cast))
        with pytest.raises(Refused, match="stays in the ledger"):
            actions.remove(action=withdrawn, **who(cast))


def test_what_has_not_started_is_removed_not_withdrawn(draft, entered, cast):
    with entered():
        with pytest.raises(Refused, match="has not started is removed, not withdrawn"):
            progress.withdraw(action=draft.control, reason="Not needed", **who(cast))
        milestones.remove(milestone=draft.output, **who(cast))
        actions.remove(action=draft.control, **who(cast))
        assert Action.objects.count() == 1


def test_nothing_is_withdrawn_from_a_plan_that_waits_for_approval(draft, entered, cast):
    with entered():
        progress.start(action=draft.control, **who(cast, "lead"))
        approval.submit(plan=draft.plan, **who(cast))
        with pytest.raises(Refused, match="waiting for approval"):
            progress.withdraw(action=draft.control, reason="Not needed", **who(cast))


def test_a_withdrawn_control_answers_no_root_cause_any_more(draft, entered, cast):
    with entered():
        other = causes.add(
            plan=draft.plan, problems=[draft.problem], cause="no cover at night", effect="calls missed",
            event="harm unnoticed", **who(cast),
        )  # fmt: skip
        actions.change(
            action=draft.control, version=1, root_causes=[other], due_on=days(-2), **who(cast)
        )  # fmt: skip
        progress.start(action=draft.control, **who(cast, "lead"))
        progress.withdraw(action=draft.control, reason="Not needed", **who(cast))
        with pytest.raises(Refused, match="No action addresses the root cause “no cover at night”"):
            approval.submit(plan=draft.plan, **who(cast))


def test_problems_and_causes_of_a_flagged_draft_are_still_removed(flagged, entered, cast):
    with entered():
        evidence.add(
            problem=flagged.problem, kind="incident", occurred_on=days(0), reference="Log 9", **who(cast)
        )  # fmt: skip
        problems.remove(problem=flagged.problem, **who(cast))
        causes.remove(root_cause=flagged.cause, **who(cast))
        assert not Problem.objects.exists()


def test_the_pages_offer_what_may_be_done_and_say_why_not(flagged, sign_in):
    client = sign_in("manager")
    remove = reverse("action_remove", args=[flagged.control.pk])
    withdraw = reverse("action_withdraw", args=[flagged.control.pk])
    assert remove not in text_of(client.get(reverse("plan_write", args=[flagged.plan.pk])))
    page = text_of(client.get(reverse("action_detail", args=[flagged.control.pk])))
    assert withdraw in page
    assert reverse("milestone_withdraw", args=[flagged.output.pk]) in page
    for answer in (client.get(remove), client.post(remove)):
        assert answer.status_code == 403
        assert "A red flag was raised about A2" in text_of(answer)
    gone = reverse("milestone_remove", args=[flagged.output.pk])
    for answer in (client.get(gone), client.post(gone)):
        assert answer.status_code == 403
    assert client.post(withdraw, {"reason": "Not needed"}).status_code == 302


def test_what_may_be_removed_is_offered(draft, sign_in):
    client = sign_in("manager")
    assert reverse("action_remove", args=[draft.control.pk]) in text_of(
        client.get(reverse("plan_write", args=[draft.plan.pk]))
    )
    assert reverse("action_withdraw", args=[draft.control.pk]) not in text_of(
        client.get(reverse("action_detail", args=[draft.control.pk]))
    )
