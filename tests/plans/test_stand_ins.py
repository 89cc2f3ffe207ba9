"""Somebody may stand in for an owner: they progress the action and answer for it, and so they do not verify it (P2)."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from plans.domain import actions, evidence, progress
from plans.models import Action, Milestone
from recovery import dates
from recovery.exceptions import Refused
from tests.plans.conftest import typed


def who(cast, key="manager"):
    return {"by": cast.actor(key), "at": dates.now()}


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def claimed(running, cast, inside):
    """The deputy stands in for the owner; the owner reported it complete, with two kinds of evidence."""
    with inside():
        action = Action.objects.get(pk=running.action.pk)
        due_on = Milestone.objects.get(action=action).due_on
        running.action = actions.change(
            action=action, version=action.version, root_causes=[running.cause], due_on=due_on, stand_in=cast.deputy,
            **who(cast),
        )  # fmt: skip
        for kind in ("record", "observation"):
            evidence.add(
                action=action, kind=kind, occurred_on=dates.today(), reference=kind, **who(cast, "lead")
            )  # fmt: skip
        progress.start(action=action, **who(cast, "deputy"))
        running.action = progress.complete(action=action, note="Out", **who(cast, "lead"))
    return running


def test_who_stands_in_does_not_verify(claimed, cast, inside, sign_in):
    with inside("deputy"), pytest.raises(Refused, match="You stand in for the owner of this action"):
        progress.verify(action=claimed.action, reason="Saw it", **who(cast, "deputy"))
    page = text_of(sign_in("deputy").get(reverse("action_detail", args=[claimed.action.pk])))
    assert "You stand in for the owner of this action, so somebody else must verify it." in page
    assert sign_in("deputy").get(reverse("action_verify", args=[claimed.action.pk])).status_code == 403
    overview = text_of(sign_in("deputy").get(reverse("plan_overview", args=[claimed.plan.pk])))
    assert "You stand in for the owner" in overview


def test_nor_by_sql_and_a_claim_keeps_its_stand_in(claimed, cast, inside):
    rows = Action.objects.filter
    with inside():
        with pytest.raises(IntegrityError, match="verifier_is_not_stand_in"), transaction.atomic():
            rows(pk=claimed.action.pk).update(state="verified", verified_at=dates.now(), verified_by=cast.deputy)
        with pytest.raises(DatabaseError, match="keeps its owner"), transaction.atomic():
            rows(pk=claimed.action.pk).update(stand_in=None)
        progress.verify(action=claimed.action, reason="Saw it", **who(cast, "assessor"))


def test_an_owner_does_not_stand_in_for_themselves(running, cast, inside, sign_in):
    with inside():
        action = Action.objects.get(pk=running.action.pk)
        with pytest.raises(Refused, match="other than the owner"):
            actions.change(
                action=action, version=action.version, root_causes=[], due_on=None, stand_in=cast.lead, **who(cast)
            )
        with pytest.raises(IntegrityError, match="stand_in_is_not_owner"), transaction.atomic():
            Action.objects.filter(pk=action.pk).update(stand_in=cast.lead)
    client, url = sign_in("manager"), reverse("action_edit", args=[running.action.pk])
    given = {
        "stage": "stabilisation", "title": "Name a coordinator", "deliverable": "A rota", "owner": str(cast.lead.pk),
        "stand_in": str(cast.lead.pk), "root_causes": [str(running.cause.pk)],
        "escalation_contact": str(cast.governance.pk), "action_type": "standardise",
    }  # fmt: skip
    answer = client.post(url, typed(text_of(client.get(url)), **given))
    assert answer.status_code == 422
    assert "Choose somebody other than the owner" in text_of(answer)
    saved = client.post(url, typed(text_of(client.get(url)), **given | {"stand_in": str(cast.deputy.pk)}))
    assert saved.status_code == 302
    page = text_of(client.get(reverse("action_detail", args=[running.action.pk])))
    facts, history = page.split('id="history"')
    assert cast.deputy.name_and_title in facts
    assert "Stands in for the owner" in history


def test_a_stand_in_of_another_organisation_cannot_be_named(running, cast, inside, sign_in):
    client, url = sign_in("manager"), reverse("action_edit", args=[running.action.pk])
    page = text_of(client.get(url))
    assert cast.birch_manager.name not in page
    answer = client.post(url, typed(page, stand_in=str(cast.birch_manager.pk)))
    assert answer.status_code == 422
