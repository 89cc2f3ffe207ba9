"""P2: what was reported complete stays what it was until it is reopened, so that a verifier judges what was claimed."""

import datetime

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from plans.domain import actions, approval, evidence, milestones, progress
from plans.models import Action, Milestone
from recovery import dates
from recovery.exceptions import Refused
from recovery.tenancy import context
from tests.plans.conftest import write

REOPEN = "Reopen it first"


def days(n: int) -> datetime.date:
    return dates.today() + datetime.timedelta(days=n)


def who(cast, key):
    return {"by": cast.actor(key), "at": dates.now()}


def text_of(response) -> str:
    return response.content.decode()


def shown(action, kind, cast, key="lead"):
    return evidence.add(action=action, kind=kind, occurred_on=days(0), reference=f"A {kind}", **who(cast, key))


@pytest.fixture
def complete(running, cast, inside):
    """Reported complete by its owner, with a record."""
    with inside():
        running.record = shown(running.action, "record", cast)
        running.action = progress.complete(action=running.action, note="The rota is out", **who(cast, "lead"))
    return running


@pytest.fixture
def verified(complete, cast, inside):
    with inside():
        complete.observation = shown(complete.action, "observation", cast, "assessor")
        complete.action = progress.verify(action=complete.action, reason="Saw it", **who(cast, "assessor"))
    return complete


def changed(action, cast, key="manager", **fields):
    now = Action.objects.get(pk=action.pk)
    due_on = Milestone.objects.get(action=now, is_completion=True).due_on
    causes = list(now.root_causes.all())
    return actions.change(
        action=now, version=now.version, root_causes=causes, due_on=due_on, **fields, **who(cast, key)
    )


def test_a_complete_action_is_not_given_to_somebody_else(complete, cast, inside):
    with inside(), pytest.raises(Refused, match=REOPEN):
        changed(complete.action, cast, owner=cast.deputy)


def test_a_verified_action_is_not_given_to_its_verifier(verified, cast, inside):
    with inside(), pytest.raises(Refused, match=REOPEN):
        changed(verified.action, cast, owner=cast.assessor)


def test_even_by_sql_a_complete_action_keeps_its_owner(complete, cast, inside):
    with inside(), pytest.raises(DatabaseError, match="keeps its owner"), transaction.atomic():
        Action.objects.filter(pk=complete.action.pk).update(owner=cast.deputy)


def test_a_reopened_action_may_be_given_to_somebody_else(complete, cast, inside):
    with inside():
        progress.reopen(action=complete.action, reason="Hours not kept", **who(cast, "governance"))
        assert changed(complete.action, cast, owner=cast.deputy).owner == cast.deputy


def test_a_withdrawn_action_is_not_changed(running, cast, inside):
    with inside():
        progress.withdraw(action=running.action, reason="Done elsewhere", **who(cast, "manager"))
        with pytest.raises(Refused, match="withdrawn"):
            changed(running.action, cast, title="Another")


def test_a_withdrawn_plan_changes_none_of_its_actions(running, cast, inside):
    with inside():
        approval.withdraw(plan=running.plan, reason="Closed", **who(cast, "governance"))
        with pytest.raises(Refused, match="plan is withdrawn"):
            changed(running.action, cast, title="Another")


def test_completion_keeps_its_evidence(complete, cast, inside):
    with inside(), pytest.raises(Refused, match="Reopen the action first"):
        evidence.withdraw(item=complete.record, reason="Wrong rota", **who(cast, "manager"))


def test_verification_keeps_two_kinds_of_evidence(verified, cast, inside):
    with inside():
        with pytest.raises(Refused, match="Reopen the action first"):
            evidence.withdraw(item=verified.observation, reason="Wrong visit", **who(cast, "manager"))
        spare = shown(verified.action, "observation", cast)
        evidence.withdraw(item=verified.observation, reason="Wrong visit", **who(cast, "manager"))
        with pytest.raises(Refused, match="Reopen the action first"):
            evidence.withdraw(item=spare, reason="Wrong visit", **who(cast, "manager"))
        progress.reopen(action=verified.action, reason="It was another visit", **who(cast, "governance"))
        evidence.withdraw(item=spare, reason="Wrong visit", **who(cast, "manager"))


def test_a_plan_that_waits_for_approval_keeps_the_evidence_of_its_problems(written, cast, inside):
    with inside():
        approval.submit(plan=written.plan, **who(cast, "manager"))
        with pytest.raises(Refused, match="waiting for approval"):
            evidence.withdraw(item=written.item, reason="Wrong month", **who(cast, "manager"))


@pytest.mark.parametrize("fixture", ["complete", "verified"])
def test_no_milestone_is_added_to_what_is_done(request, fixture, cast, inside):
    done = request.getfixturevalue(fixture)
    with inside(), pytest.raises(Refused, match=REOPEN):
        milestones.add(action=done.action, name="One more", due_on=days(3), **who(cast, "manager"))


def test_no_milestone_of_a_withdrawn_action_is_changed(running, cast, inside):
    with inside():
        output = milestones.add(action=running.action, name="Draft rota", due_on=days(3), **who(cast, "manager"))
        progress.withdraw(action=running.action, reason="Done elsewhere", **who(cast, "manager"))
        with pytest.raises(Refused, match="withdrawn"):
            milestones.change(milestone=output, version=1, name="Rota", due_on=days(3), **who(cast, "manager"))
        with pytest.raises(Refused, match="withdrawn"):
            milestones.add(action=running.action, name="One more", due_on=days(3), **who(cast, "manager"))


def test_a_milestone_that_was_reached_is_not_renamed(running, cast, inside):
    with inside():
        output = milestones.add(action=running.action, name="Draft rota", due_on=days(3), **who(cast, "manager"))
        milestones.reach(milestone=output, **who(cast, "lead"))
        with pytest.raises(Refused, match="already reached"):
            milestones.change(milestone=output, version=1, name="All done", due_on=days(3), **who(cast, "manager"))


def test_the_page_says_why_nothing_can_be_changed(complete, sign_in):
    client = sign_in("manager")
    page = text_of(client.get(reverse("action_detail", args=[complete.action.pk])))
    assert "This action is complete. Reopen it first" in page
    assert reverse("action_edit", args=[complete.action.pk]) not in page
    assert reverse("milestone_new", args=[complete.action.pk]) not in page
    for name in ("action_edit", "milestone_new"):
        refused = client.get(reverse(name, args=[complete.action.pk]))
        assert refused.status_code == 403
        assert REOPEN in text_of(refused)


def test_the_page_says_why_evidence_stays(complete, sign_in):
    client = sign_in("manager")
    refused = client.get(reverse("evidence_withdraw", args=[complete.record.pk]))
    assert refused.status_code == 403
    assert "Reopen the action first" in text_of(refused)


def test_the_writing_page_offers_no_edit_of_a_complete_action(complete, sign_in):
    page = text_of(sign_in("manager").get(reverse("plan_write", args=[complete.plan.pk])))
    assert reverse("action_edit", args=[complete.action.pk]) not in page


def test_the_owner_who_reported_it_complete_is_still_refused_after_an_edit_was_tried(running, cast, inside):
    """The way round P2 that a review found: complete it, hand it on, verify it oneself."""
    with inside():
        shown(running.action, "record", cast)
        shown(running.action, "observation", cast)
        claimed = progress.complete(action=running.action, note="Done", **who(cast, "manager"))
        with pytest.raises(Refused, match=REOPEN):
            changed(claimed, cast, owner=cast.deputy)
        with pytest.raises(Refused, match="somebody else must verify"):
            progress.verify(action=claimed, **who(cast, "lead"))


def test_the_story_is_the_same_in_a_draft_with_a_control_that_runs(db, cast):
    with context.tenant(cast.org("alder"), by=cast.actor("manager")):
        draft = write(cast)
        control = actions.add(
            plan=draft.plan, root_causes=[draft.cause], due_on=days(3), stage="immediate", title="Ring each evening",
            owner=cast.lead, **who(cast, "manager"),
        )  # fmt: skip
        progress.start(action=control, **who(cast, "lead"))
        shown(control, "record", cast)
        progress.complete(action=control, note="Rung", **who(cast, "lead"))
        with pytest.raises(Refused, match=REOPEN):
            changed(control, cast, owner=cast.deputy)
