"""Sending for approval, approving, sending back and withdrawing, by the right and the wrong people."""

import pytest
from django.urls import reverse

from plans.domain import approval, problems
from plans.enums import PlanState
from plans.models import Plan
from recovery import dates
from tests.plans.conftest import typed


def text_of(response) -> str:
    return response.content.decode()


def at(name, plan) -> str:
    return reverse(name, args=[plan.pk])


def state_of(plan, inside) -> str:
    with inside():
        return Plan.objects.get(pk=plan.pk).state


def test_a_plan_goes_from_draft_to_active(written, sign_in, inside):
    manager, lead = sign_in("manager"), sign_in("governance")
    assert "Send this plan for approval?" in text_of(manager.get(at("plan_submit", written.plan)))
    manager.post(at("plan_submit", written.plan))
    assert state_of(written.plan, inside) == PlanState.SUBMITTED
    page = text_of(lead.get(at("plan_approve", written.plan)))
    assert "Priya Raman sent it" in page
    lead.post(at("plan_approve", written.plan), typed(page))
    assert state_of(written.plan, inside) == PlanState.ACTIVE


def test_an_incomplete_plan_shows_why_and_is_refused(written, sign_in, inside, cast):
    with inside():
        problems.add(plan=written.plan, title="Second", by=cast.actor("manager"), at=dates.now())
    client = sign_in("manager")
    page = text_of(client.get(at("plan_submit", written.plan)))
    assert "The problem “Second” has no evidence" in page
    assert 'aria-disabled="true"' in page
    assert client.post(at("plan_submit", written.plan)).status_code == 403
    assert state_of(written.plan, inside) == PlanState.DRAFT


def test_who_wrote_part_of_it_may_not_approve(written, sign_in, inside, cast):
    with inside("governance"):
        problems.change(
            problem=written.problem, version=1, title="19 plans", by=cast.actor("governance"), at=dates.now()
        )
    with inside():
        approval.submit(plan=written.plan, by=cast.actor("manager"), at=dates.now())
    client = sign_in("governance")
    sentence = "You wrote part of this plan, so another governance lead must approve it."
    assert sentence in text_of(client.get(at("plan_approve", written.plan)))
    refused = client.post(at("plan_approve", written.plan))
    assert refused.status_code == 403
    assert sentence in text_of(refused)
    other = sign_in("second_governance")
    page = text_of(other.get(at("plan_approve", written.plan)))
    assert other.post(at("plan_approve", written.plan), typed(page)).status_code == 302


def test_it_is_sent_back_with_a_reason(written, sign_in, inside, cast):
    with inside():
        approval.submit(plan=written.plan, by=cast.actor("manager"), at=dates.now())
    client = sign_in("governance")
    assert client.post(at("plan_send_back", written.plan), {"reason": " "}).status_code == 422
    client.post(at("plan_send_back", written.plan), {"reason": "Say who is affected"})
    assert state_of(written.plan, inside) == PlanState.DRAFT
    assert "Say who is affected" in text_of(client.get(at("plan_history", written.plan)))


def test_it_is_withdrawn_with_a_reason(running, sign_in, inside):
    sign_in("governance").post(at("plan_withdraw", running.plan), {"reason": "The service has closed"})
    assert state_of(running.plan, inside) == PlanState.WITHDRAWN


@pytest.mark.parametrize(
    ("name", "key"),
    [("plan_submit", "governance"), ("plan_approve", "manager"), ("plan_send_back", "manager"),
     ("plan_withdraw", "manager"), ("plan_edit", "lead")],
)  # fmt: skip
def test_the_wrong_role_is_told_whose_it_is(written, sign_in, name, key):
    for answer in (sign_in(key).get(at(name, written.plan)), sign_in(key).post(at(name, written.plan))):
        assert answer.status_code == 403
        assert "It can be done by" in text_of(answer)


@pytest.mark.parametrize(
    "name",
    ["plan_submit", "plan_approve", "plan_send_back", "plan_withdraw", "plan_edit", "plan_write", "plan_history",
     "problem_new", "cause_new", "action_new"],
)  # fmt: skip
def test_another_organisations_plan_is_not_there(written, sign_in, name):
    for key in ("birch_manager", "birch_governance", "commissioner", "auditor"):
        client = sign_in(key)
        for answer in (client.get(at(name, written.plan)), client.post(at(name, written.plan), {"reason": "x"})):
            assert answer.status_code in (403, 404), (name, key)
            assert written.plan.title not in text_of(answer)
