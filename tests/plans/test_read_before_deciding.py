"""Whoever approves, verifies or decides does so about what they have read."""

import datetime

import pytest
from django.urls import reverse

from plans.domain import approval, evidence, extensions, milestones, problems, progress
from plans.models import Action, Extension, Plan
from recovery import dates
from recovery.exceptions import Refused
from recovery.history.models import Event
from tests.plans.conftest import typed


def days(n: int) -> datetime.date:
    return dates.today() + datetime.timedelta(days=n)


def who(cast, key="manager"):
    return {"by": cast.actor(key), "at": dates.now()}


def text_of(response) -> str:
    return response.content.decode()


def shown(action, kind, cast, key="lead"):
    return evidence.add(action=action, kind=kind, occurred_on=days(0), reference=f"A {kind}", **who(cast, key))


# A plan


def test_a_plan_that_changed_meanwhile_is_read_again_before_it_is_approved(written, cast, inside, sign_in):
    with inside():
        approval.submit(plan=written.plan, **who(cast))
    client, url = sign_in("governance"), reverse("plan_approve", args=[written.plan.pk])
    page = text_of(client.get(url))
    with inside():
        approval.send_back(plan=written.plan, reason="Say more", **who(cast, "second_governance"))
        problems.change(problem=written.problem, version=1, title="Nineteen", **who(cast))
        approval.submit(plan=written.plan, **who(cast))
    refused = client.post(url, typed(page))
    assert refused.status_code == 403
    assert "This plan has changed since you opened this page. Read it again before you approve it." in text_of(refused)
    assert client.post(url, typed(text_of(client.get(url)))).status_code == 302
    with inside():
        assert Plan.objects.get().activated_at


@pytest.mark.parametrize("seen", [{}, {"seen": ""}, {"seen": "nonsense"}, {"seen": "-1"}])
def test_an_approval_that_does_not_say_what_was_read_is_refused(written, cast, inside, sign_in, seen):
    with inside():
        approval.submit(plan=written.plan, **who(cast))
    refused = sign_in("governance").post(reverse("plan_approve", args=[written.plan.pk]), seen)
    assert refused.status_code in (403, 422)
    with inside():
        assert Plan.objects.get().activated_at is None


def test_new_evidence_of_a_problem_is_read_too(written, cast, inside, sign_in):
    with inside():
        approval.submit(plan=written.plan, **who(cast))
    client, url = sign_in("governance"), reverse("plan_approve", args=[written.plan.pk])
    page = text_of(client.get(url))
    with inside():
        evidence.add(problem=written.problem, kind="incident", occurred_on=days(0), reference="Log", **who(cast))
    assert client.post(url, typed(page)).status_code == 403


# An action


@pytest.fixture
def complete(running, cast, inside):
    with inside():
        shown(running.action, "record", cast)
        running.first = shown(running.action, "observation", cast)
        running.action = progress.complete(action=running.action, note="The rota is out", **who(cast, "lead"))
    return running


def test_a_claim_that_changed_meanwhile_is_read_again_and_what_was_typed_is_kept(complete, cast, inside, sign_in):
    client, url = sign_in("assessor"), reverse("action_verify", args=[complete.action.pk])
    page = text_of(client.get(url))
    with inside():
        shown(complete.action, "observation", cast)
        evidence.withdraw(item=complete.first, reason="Another house", **who(cast))
    answer = client.post(url, typed(page, reason="Saw three rotas"))
    again = text_of(answer)
    assert answer.status_code == 422
    assert "This action has changed since you opened this page. Read it again before you verify it." in again
    assert "Saw three rotas" in again
    assert client.post(url, typed(again, reason="Saw three rotas")).status_code == 302
    with inside():
        assert Action.objects.get(pk=complete.action.pk).verified_by.name == "Grace Obi"


def test_a_claim_that_was_reopened_and_made_again_is_another_claim(complete, cast, inside, sign_in):
    client, url = sign_in("assessor"), reverse("action_verify", args=[complete.action.pk])
    page = text_of(client.get(url))
    with inside():
        progress.reopen(action=complete.action, reason="Not yet", **who(cast, "governance"))
        progress.complete(action=complete.action, note="Now it is", **who(cast, "lead"))
    assert client.post(url, typed(page, reason="Saw it")).status_code == 422


# An extension


def test_a_request_whose_milestone_changed_meanwhile_is_read_again(running, cast, inside, sign_in):
    with inside():
        asked = extensions.ask(
            milestone=running.completion, new_due_on=days(60), reason="Sickness", interim_control="Daily call",
            **who(cast, "lead"),
        )  # fmt: skip
    client, url = sign_in("governance"), reverse("extension_decide", args=[asked.pk])
    page = text_of(client.get(url))
    with inside():
        milestones.forecast(
            milestone=running.completion, forecast_on=days(20), reason="Back already", **who(cast, "lead")
        )
    answer = client.post(url, typed(page, decision="approve", reason="Agreed"))
    assert answer.status_code == 422
    assert "This request has changed since you opened this page." in text_of(answer)
    assert client.post(url, typed(text_of(answer), decision="approve", reason="Agreed")).status_code == 302
    with inside():
        assert Extension.objects.get().state == "approved"


# Why


def test_every_reason_reaches_the_history(complete, cast, inside):
    with inside():
        progress.reopen(action=complete.action, reason="Hours not kept", **who(cast, "governance"))
        extension = extensions.ask(
            milestone=complete.completion, new_due_on=days(60), reason="Sickness", interim_control="Daily call",
            **who(cast, "lead"),
        )  # fmt: skip
        extensions.refuse(extension=extension, reason="No cover until then", **who(cast, "governance"))
        evidence.withdraw(item=complete.first, reason="Another house", **who(cast))
        progress.withdraw(action=complete.action, reason="Done elsewhere", **who(cast))
        approval.withdraw(plan=complete.plan, reason="The service closes", **who(cast, "governance"))
        found = dict(Event.objects.exclude(reason="").order_by("id").values_list("reason", "table"))
    assert found == {
        "Hours not kept": "plans_milestone",
        "Sickness": "plans_extension",
        "No cover until then": "plans_extension",
        "Another house": "plans_evidenceitem",
        "Done elsewhere": "plans_milestone",
        "The service closes": "plans_plan",
    }


def test_nothing_is_taken_back_without_a_reason(complete, cast, inside):
    with inside():
        for act, facts in (
            (progress.reopen, {"action": complete.action}),
            (progress.withdraw, {"action": complete.action}),
            (evidence.withdraw, {"item": complete.first}),
            (approval.withdraw, {"plan": complete.plan}),
            (approval.send_back, {"plan": complete.plan}),
        ):
            with pytest.raises(Refused, match="Say why"):
                act(reason=" ", **facts, **who(cast, "governance"))
