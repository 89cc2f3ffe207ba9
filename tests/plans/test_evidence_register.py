"""Evidence is kept by somebody, goes out of date, and is renewed; what it was before stays in the register."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from plans import queries
from plans.domain import evidence
from plans.enums import ActionState, PlanState
from plans.models import EvidenceItem
from plans.presenters import evidence as words
from recovery import dates
from recovery.exceptions import Refused
from recovery.tenancy import context
from tests.factories import plans as facts

pytestmark = pytest.mark.django_db


def days(count: int) -> datetime.date:
    return dates.today() + datetime.timedelta(days=count)


@pytest.fixture
def action(cast):
    return facts.action(cast, facts.plan(cast), state=ActionState.COMPLETE, due_on=days(0), title="Protect six hours")


def inside(cast, by="manager"):
    return context.tenant(cast.org("alder"), by=cast.actor(by))


def add(cast, action, kind="record", *, by="lead", **fields) -> EvidenceItem:
    given = {"occurred_on": days(-40), "reference": "Rota of May"} | fields
    with inside(cast, by):
        return evidence.add(action=action, kind=kind, by=cast.actor(by), at=dates.now(), **given)


def renew(cast, item, *, by="lead", **fields) -> EvidenceItem:
    given = {"occurred_on": days(-1), "reference": "Rota of June"} | fields
    with inside(cast, by):
        return evidence.renew(item=item, by=cast.actor(by), at=dates.now(), **given)


def kinds(cast, action) -> set[str]:
    with inside(cast):
        return queries.evidence_kinds(action)


def body(response) -> str:
    return response.content.decode()


def test_what_has_expired_does_not_count_for_verifying_and_on_its_last_day_it_does(cast, action, sign_in):
    add(cast, action, "record", expires_on=days(0))
    add(cast, action, "observation", expires_on=days(-1))
    assert kinds(cast, action) == {"record"}
    refused = sign_in("assessor").get(reverse("action_verify", args=[action.pk]))
    assert refused.status_code == 403
    assert "Evidence that has expired does not count" in body(refused)
    add(cast, action, "observation", expires_on=days(30))
    assert sign_in("assessor").get(reverse("action_verify", args=[action.pk])).status_code == 200


def test_the_overview_and_my_work_count_as_the_rule_does(cast, action, sign_in):
    add(cast, action, "record", expires_on=days(-1))
    add(cast, action, "observation")
    assessor = sign_in("assessor")
    assert "Verify A1" not in body(assessor.get(reverse("my_work")))
    assert "Verifying needs two different kinds" in body(assessor.get(reverse("plan_overview", args=[action.plan_id])))
    add(cast, action, "record")
    assert "Verify A1" in body(assessor.get(reverse("my_work")))


def test_a_newer_version_stands_in_its_place_and_the_older_one_stays_to_be_read(cast, action, sign_in):
    first = add(cast, action)
    second = renew(cast, first)
    third = renew(cast, second, reference="Rota of July")
    page = body(sign_in("manager").get(reverse("plan_evidence", args=[action.plan_id])))
    assert "2 earlier versions" in page
    assert page.index("Rota of July") < page.index("Rota of June") < page.index("Rota of May")
    assert page.count('scope="row"') == 1
    with inside(cast):
        assert [one.pk for one in queries.evidence_of(action)] == [first.pk, second.pk, third.pk]


def test_a_version_is_replaced_once_and_what_is_withdrawn_not_at_all(cast, action):
    first = add(cast, action)
    second = renew(cast, first)
    with pytest.raises(Refused, match="already added a newer version"):
        renew(cast, first)
    with inside(cast):
        evidence.add(
            action=action,
            kind="observation",
            occurred_on=days(-1),
            reference="x",
            by=cast.actor("lead"),
            at=dates.now(),
        )
        evidence.withdraw(item=second, reason="The wrong file", by=cast.actor("manager"), at=dates.now())
    with pytest.raises(Refused, match="is withdrawn"):
        renew(cast, second)
    assert renew(cast, first, reference="The right file").replaces_id == first.pk


def test_the_database_holds_one_newer_version_and_an_expiry_after_the_date(cast, action):
    first = add(cast, action)
    renew(cast, first)
    wrong = {"expires_on": days(-40)}, {"replaces": first}
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic(), inside(cast):
            EvidenceItem.objects.create(
                org_id=action.org_id, plan_id=action.plan_id, action=action, kind="record", occurred_on=days(-40),
                reference="x", added_by=cast.lead, **fields,
            )  # fmt: skip


def test_the_register_is_narrowed_and_says_when_nothing_is_like_that(cast, action, sign_in):
    add(cast, action, reference="Stands")
    add(cast, action, reference="Over", expires_on=days(-2), owner=cast.assessor)
    add(cast, action, reference="Near", expires_on=days(20))
    client, address = sign_in("manager"), reverse("plan_evidence", args=[action.plan_id])

    def shown(query: str) -> set[str]:
        page = body(client.get(address + query))
        return {one for one in ("Stands", "Over", "Near") if f">{one}<" in page.replace("\n", "")}

    assert shown("") == {"Stands", "Over", "Near"}
    assert shown("?show=expired") == {"Over"}
    assert shown("?show=soon") == {"Near"}
    assert shown("?show=current") == {"Stands", "Near"}
    assert shown(f"?owner={cast.assessor.pk}") == {"Over"}
    assert shown("?about=problems") == set()
    assert "No evidence is like this" in body(client.get(address + "?about=problems"))
    assert shown("?kind=nonsense") == {"Stands", "Over", "Near"}


def test_who_keeps_it_is_asked_for_a_newer_version_on_my_work(cast, action, sign_in):
    item = add(cast, action, owner=cast.assessor, expires_on=days(5))
    add(cast, action, owner=cast.assessor, expires_on=days(60), reference="Far off")
    page = body(sign_in("assessor").get(reverse("my_work")))
    assert "Renew the evidence “Rota of May”" in page and "Far off" not in page
    renew(cast, item)
    assert "Renew the evidence" not in body(sign_in("assessor").get(reverse("my_work")))


def test_a_newer_version_is_typed_and_an_expiry_before_its_date_comes_back(cast, action, sign_in):
    item = add(cast, action)
    lead, address = sign_in("lead"), reverse("evidence_renew", args=[item.pk])
    on = days(-1)
    typed = {"occurred_on_day": on.day, "occurred_on_month": on.month, "occurred_on_year": on.year, "reference": "New"}
    wrong = typed | {"expires_on_day": 1, "expires_on_month": 1, "expires_on_year": 2020}
    answer = lead.post(address, wrong)
    assert answer.status_code == 422
    assert "It expires after its date" in body(answer)
    assert lead.post(address, typed).url == reverse("plan_evidence", args=[action.plan_id])
    with inside(cast):
        newest = EvidenceItem.objects.get(replaces=item)
    assert (newest.kind, newest.action_id, newest.reference) == ("record", action.pk, "New")


def test_the_evidence_of_a_problem_is_renewed_by_whoever_may_write_the_plan(cast, written, sign_in):
    address = reverse("evidence_renew", args=[written.item.pk])
    assert sign_in("lead").get(address).status_code == 403
    assert sign_in("manager").get(address).status_code == 200
    assert sign_in("birch_manager").get(address).status_code == 404


@pytest.mark.parametrize(
    ("expires", "state"), [(None, "current"), (28, "soon"), (29, "current"), (0, "soon"), (-1, "expired")]
)
def test_what_expires_within_28_days_is_said_to(cast, expires, state):
    item = EvidenceItem(expires_on=None if expires is None else days(expires))
    assert words.state(item, dates.today()) == state


def test_nothing_is_renewed_in_a_plan_that_is_over(cast, sign_in):
    plan = facts.plan(cast, state=PlanState.CLOSED)
    action = facts.action(cast, plan, due_on=days(0))
    facts.evidence(cast, action, "record")
    with inside(cast):
        item = EvidenceItem.objects.get(action=action)
    with pytest.raises(Refused, match="nothing can be added"):
        renew(cast, item)
