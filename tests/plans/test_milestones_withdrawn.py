"""After approval a milestone is not removed: it is withdrawn with a reason, and stays in the ledger with its slips."""

import datetime

import pytest
from django.urls import reverse

from plans import queries
from plans.domain import milestones, progress
from plans.models import Milestone
from recovery import dates
from recovery.exceptions import Refused


def days(n: int) -> datetime.date:
    return dates.today() + datetime.timedelta(days=n)


def who(cast, key="manager"):
    return {"by": cast.actor(key), "at": dates.now()}


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def output(running, cast, inside):
    """An output of the action whose committed date has passed."""
    with inside():
        return milestones.add(action=running.action, name="Rota agreed", due_on=days(-3), **who(cast))


def test_it_is_withdrawn_with_a_reason_and_keeps_its_slip(output, running, cast, inside, sign_in):
    client, url = sign_in("manager"), reverse("milestone_withdraw", args=[output.pk])
    assert url in text_of(client.get(reverse("action_detail", args=[running.action.pk])))
    assert reverse("milestone_remove", args=[output.pk]) not in text_of(
        client.get(reverse("action_detail", args=[running.action.pk]))
    )
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "The rota is drawn by the new system"}).status_code == 302
    page = text_of(client.get(reverse("action_detail", args=[running.action.pk])))
    for words in ("Rota agreed", "Withdrawn", "The rota is drawn by the new system"):
        assert words in page
    with inside():
        row = queries.action_row(running.action)
        assert [(slip.due_on, slip.open) for slip in row.slips[output.pk]] == [(days(-3), False)]
        assert Milestone.objects.get(pk=output.pk).withdrawn_by == cast.manager


def test_the_action_can_be_completed_without_it(output, running, cast, inside):
    with inside():
        with pytest.raises(Refused, match="Reach or withdraw it first"):
            progress.complete(action=running.action, note="Done", **who(cast, "lead"))
        milestones.withdraw(milestone=output, reason="Not needed", **who(cast))
        with pytest.raises(Refused, match="Add the evidence"):
            progress.complete(action=running.action, note="Done", **who(cast, "lead"))


def test_the_completion_and_what_is_over_are_not_withdrawn(output, running, cast, inside):
    with inside():
        with pytest.raises(Refused, match="only with the action itself"):
            milestones.withdraw(milestone=running.completion, reason="Late", **who(cast))
        with pytest.raises(Refused, match="Say why"):
            milestones.withdraw(milestone=output, reason=" ", **who(cast))
        milestones.withdraw(milestone=output, reason="Not needed", **who(cast))
        with pytest.raises(Refused, match="This milestone is withdrawn"):
            milestones.withdraw(milestone=output, reason="Again", **who(cast))


def test_the_owner_does_not_decide_that_less_is_due(output, running, cast, inside, sign_in):
    with inside("lead"), pytest.raises(Refused, match="You own this action, so somebody else must decide"):
        milestones.withdraw(milestone=output, reason="Not needed", **who(cast, "lead"))
    assert sign_in("lead").get(reverse("milestone_withdraw", args=[output.pk])).status_code == 403
    assert sign_in("birch_manager").get(reverse("milestone_withdraw", args=[output.pk])).status_code == 404


def test_in_a_draft_what_is_not_committed_is_removed(written, cast, inside):
    with inside():
        output = milestones.add(action=written.action, name="Rota agreed", due_on=days(9), **who(cast))
        with pytest.raises(Refused, match="is removed, not withdrawn"):
            milestones.withdraw(milestone=output, reason="Not needed", **who(cast))
