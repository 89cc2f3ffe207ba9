"""An immediate control is looked at again on its day, for as long as it stands: it never lapses silently."""

import datetime

import pytest
from django.urls import reverse

from plans.domain import actions, evidence, progress
from plans.models import Action
from recovery import dates
from recovery.exceptions import Refused
from recovery.history.models import Event


def days(n: int) -> datetime.date:
    return dates.today() + datetime.timedelta(days=n)


def who(cast, key="manager"):
    return {"by": cast.actor(key), "at": dates.now()}


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def control(running, cast, inside):
    """A control that was verified, and whose review is due today."""
    with inside():
        made = actions.add(
            plan=running.plan, root_causes=[running.cause], due_on=days(2), stage="immediate", title="Ring daily",
            deliverable="A call log", owner=cast.lead, escalation_contact=cast.governance, review_on=days(0),
            step_down_criterion="Two quiet weeks.", **who(cast),
        )  # fmt: skip
        for kind in ("record", "observation"):
            evidence.add(action=made, kind=kind, occurred_on=days(0), reference=kind, **who(cast, "lead"))
        progress.start(action=made, **who(cast, "lead"))
        progress.complete(action=made, note="Rung", **who(cast, "lead"))
        return progress.verify(action=made, **who(cast, "assessor"))


def test_a_verified_control_is_kept_with_a_reason_until_the_next_review(control, cast, inside, sign_in):
    client, url = sign_in("manager"), reverse("action_keep", args=[control.pk])
    assert url in text_of(client.get(reverse("action_detail", args=[control.pk])))
    page = text_of(client.get(url))
    assert "Two quiet weeks." in page
    answer = client.post(url, {"review_on": days(14).isoformat(), "reason": "One call was missed"})
    assert answer.status_code == 302
    with inside():
        kept = Action.objects.get(pk=control.pk)
        assert (kept.review_on, kept.state) == (days(14), "verified")
        assert Event.objects.filter(row_id=str(control.pk), reason="One call was missed").exists()


@pytest.mark.parametrize("ahead", [-1, 0, 29])
def test_the_next_review_is_within_28_days(control, cast, inside, sign_in, ahead):
    with inside(), pytest.raises(Refused, match="within 28 days"):
        progress.keep(action=control, review_on=days(ahead), reason="Still needed", **who(cast))
    answer = sign_in("manager").post(
        reverse("action_keep", args=[control.pk]), {"review_on": days(ahead).isoformat(), "reason": "Still needed"}
    )
    assert answer.status_code == 422
    assert "within 28 days" in text_of(answer)
    assert "Still needed" in text_of(answer)


def test_only_controls_that_stand_are_reviewed(running, control, cast, inside):
    with inside():
        with pytest.raises(Refused, match="Only immediate safety controls"):
            progress.keep(action=running.action, review_on=days(9), reason="Still needed", **who(cast))
        with pytest.raises(Refused, match="Say why"):
            progress.keep(action=control, review_on=days(9), reason="", **who(cast))
        progress.reopen(action=control, reason="Not rung", **who(cast, "governance"))
        progress.withdraw(action=control, reason="Replaced by a night shift", **who(cast))
        with pytest.raises(Refused, match="no longer reviewed"):
            progress.keep(action=control, review_on=days(9), reason="Still needed", **who(cast))
