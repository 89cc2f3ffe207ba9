"""Once a plan is sent, what is added to it is whole and lies ahead: nobody looks at it again before it runs."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from plans.domain import extensions, milestones, progress
from recovery import dates
from recovery.exceptions import Refused
from tests.plans.conftest import typed
from tests.plans.test_action_pages import posted, text_of


def days(count: int) -> datetime.date:
    return dates.today() + datetime.timedelta(days=count)


def who(cast, key):
    return {"by": cast.actor(key), "at": dates.now()}


def test_a_control_added_to_a_running_plan_says_when_it_is_reviewed_and_stepped_down(running, cast, sign_in):
    wanted = {"stage": "immediate", "title": "Check every plan by telephone", "root_causes": []}
    answer = sign_in("manager").post(reverse("action_new", args=[running.plan.pk]), posted(running, cast, **wanted))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert set(form.errors) == {"root_causes", "review_on", "step_down_criterion"}
    assert "Check every plan by telephone" in text_of(answer)


@pytest.mark.parametrize(("review", "taken"), [(28, True), (29, False)])
def test_a_control_is_reviewed_within_28_days(running, cast, sign_in, review, taken):
    wanted = {
        "stage": "immediate",
        "review_on": days(review).isoformat(),
        "step_down_criterion": "Two weeks without a missed check",
    }
    answer = sign_in("manager").post(reverse("action_new", args=[running.plan.pk]), posted(running, cast, **wanted))
    assert answer.status_code == (302 if taken else 422)


def test_a_date_that_has_passed_cannot_be_committed(running, cast, sign_in, inside):
    manager = sign_in("manager")
    late = {"due_on": days(-1).isoformat()}
    answer = manager.post(reverse("action_new", args=[running.plan.pk]), posted(running, cast, **late))
    assert "The due date must be today or later" in text_of(answer)
    answer = manager.post(reverse("milestone_new", args=[running.action.pk]), {"name": "Rota agreed", **late})
    assert answer.status_code == 422
    today = {"due_on": days(0).isoformat()}
    answer = manager.post(reverse("milestone_new", args=[running.action.pk]), {"name": "Rota agreed", **today})
    assert answer.status_code == 302


def test_a_milestone_is_due_before_its_action_is(written, sign_in):
    asked = {"name": "Rota agreed", "due_on": days(31).isoformat()}
    answer = sign_in("manager").post(reverse("milestone_new", args=[written.action.pk]), asked)
    assert f"on or before {dates.uk_date(days(30))}" in text_of(answer)


def test_more_time_is_never_asked_for_until_a_day_that_has_passed(running, cast, sign_in, inside):
    asked = {"new_due_on": days(-1).isoformat(), "reason": "Sickness", "interim_control": "The deputy checks"}
    answer = sign_in("lead").post(reverse("extension_ask", args=[running.completion.pk]), asked)
    assert answer.status_code == 422
    later = dates.now() + datetime.timedelta(days=60)
    with inside(), pytest.raises(Refused, match="a date that has passed cannot be promised"):
        extensions.ask(
            milestone=running.completion,
            new_due_on=days(45),
            reason="Sickness",
            interim_control="The deputy checks",
            by=cast.actor("lead"),
            at=later,
        )


def test_nor_given_once_that_day_has_passed(running, cast, inside, sign_in):
    asked = {"new_due_on": days(45), "reason": "Sickness", "interim_control": "The deputy checks"}
    with inside():
        extension = extensions.ask(milestone=running.completion, **asked, **who(cast, "lead"))
    with time_machine.travel(dates.now() + datetime.timedelta(days=46), tick=False):
        with inside(), pytest.raises(Refused, match="can only be refused"):
            extensions.approve(extension=extension, **who(cast, "governance"))
        page = sign_in("governance").get(reverse("extension_decide", args=[extension.pk]))
        assert "has passed, so it can no longer be promised" in text_of(page)


def test_a_milestone_is_not_given_until_after_its_action_is_due(running, cast, inside, sign_in):
    with inside():
        output = milestones.add(action=running.action, name="Rota agreed", due_on=days(3), **who(cast, "manager"))
    asked = {"new_due_on": days(31).isoformat(), "reason": "Sickness", "interim_control": "The deputy checks"}
    address = reverse("extension_ask", args=[output.pk])
    answer = sign_in("lead").post(address, asked)
    assert answer.status_code == 422
    assert f"on or before {dates.uk_date(days(30))}, when the action is due" in text_of(answer)
    assert sign_in("lead").post(address, asked | {"new_due_on": days(30).isoformat()}).status_code == 302


def test_an_action_is_not_due_before_its_milestones_are(written, cast, sign_in, inside):
    with inside():
        milestones.add(action=written.action, name="Rota agreed", due_on=days(20), **who(cast, "manager"))
    client, address = sign_in("manager"), reverse("action_edit", args=[written.action.pk])
    version = typed(text_of(client.get(address)))
    answer = client.post(address, posted(written, cast, due_on=days(19).isoformat()) | version)
    assert answer.status_code == 422
    assert f"on or after {dates.uk_date(days(20))}, when its last milestone is due" in text_of(answer)
    answer = client.post(address, posted(written, cast, due_on=days(20).isoformat()) | version)
    assert answer.status_code == 302


def test_completing_is_refused_before_anything_is_typed_while_a_milestone_is_open(running, cast, sign_in, inside):
    with inside():
        milestones.add(action=running.action, name="Rota agreed", due_on=days(3), **who(cast, "manager"))
        progress.start(action=running.action, **who(cast, "lead"))
    sentence = "The milestone “Rota agreed” is still open."
    page = sign_in("lead").get(reverse("action_detail", args=[running.action.pk]))
    assert sentence in text_of(page)
    answer = sign_in("lead").get(
        reverse("action_complete", args=[running.action.pk]), headers={"referer": "http://testserver/my/page/?q=1"}
    )
    assert answer.status_code == 403
    assert sentence in text_of(answer)
    assert 'href="/my/page/?q=1"' in text_of(answer)


@pytest.mark.parametrize("elsewhere", ["http://elsewhere.example/plans/", "not an address", "//elsewhere.example/"])
def test_a_refusal_never_leads_to_another_site(running, sign_in, elsewhere):
    answer = sign_in("lead").get(reverse("plan_edit", args=[running.plan.pk]), headers={"referer": elsewhere})
    assert answer.status_code == 403
    assert "elsewhere.example" not in text_of(answer)


def test_the_history_of_an_action_tells_of_its_extensions(running, cast, sign_in, inside):
    with inside():
        asked = extensions.ask(
            milestone=running.completion,
            new_due_on=days(45),
            reason="The coordinator is on leave",
            interim_control="The deputy checks each Monday",
            **who(cast, "lead"),
        )
        extensions.approve(extension=asked, reason="Leave was booked", **who(cast, "governance"))
    client = sign_in("manager")
    page = client.get(reverse("action_detail", args=[running.action.pk]))
    assert "asked for the extension" in text_of(page).split('id="history"')[1]
    alone = text_of(client.get(reverse("object_history", args=[running.plan.pk, "action", running.action.pk])))
    assert "The coordinator is on leave" in alone and "Leave was booked" in alone


def test_only_who_may_withdraw_a_plan_is_shown_the_way(written, sign_in):
    address, way = reverse("plan_write", args=[written.plan.pk]), reverse("plan_withdraw", args=[written.plan.pk])
    assert way in text_of(sign_in("governance").get(address))
    assert way not in text_of(sign_in("manager").get(address))


def test_the_owner_is_not_their_own_contact(written, cast, sign_in):
    answer = sign_in("manager").post(
        reverse("action_new", args=[written.plan.pk]), posted(written, cast, escalation_contact=cast.lead.pk)
    )
    assert answer.status_code == 422
    assert "Choose somebody other than the owner" in text_of(answer)
