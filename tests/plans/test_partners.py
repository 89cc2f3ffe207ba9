"""Organisations outside that contribute: named with what each does, and never as the owner of an action."""

import pytest
from django.db import connection
from django.urls import reverse

from plans.domain import partners, starting
from plans.enums import PlanState
from plans.models import Contribution, Partner, Plan
from recovery import dates
from recovery.exceptions import Refused
from recovery.tenancy import context
from tests.factories import plans as facts
from tests.factories import sharing
from tests.plans.conftest import typed

pytestmark = pytest.mark.django_db


def inside(cast, by="manager"):
    return context.tenant(cast.org("alder"), by=cast.actor(by))


def body(response) -> str:
    return response.content.decode()


@pytest.fixture
def plan(cast):
    return facts.plan(cast)


@pytest.fixture
def action(cast, plan):
    return facts.action(cast, plan, due_on=dates.today(), title="Protect six hours")


def add(cast, plan, **fields) -> Partner:
    given = {"organisation": "Elm community team", "role": "Therapy at home", "contact": "A. Nyman"} | fields
    with inside(cast):
        return partners.add(plan=plan, by=cast.actor("manager"), at=dates.now(), **given)


def contribute(cast, action, partner, words="Visits each week") -> Contribution:
    with inside(cast):
        return partners.contribute(
            action=action, partner=partner, contribution=words, by=cast.actor("manager"), at=dates.now()
        )


def test_a_partner_is_written_and_what_it_does_stands_on_the_action(cast, plan, action, sign_in):
    manager = sign_in("manager")
    new = reverse("partner_new", args=[plan.pk])
    assert manager.post(new, {"organisation": "Elm community team"}).status_code == 422
    manager.post(new, {"organisation": "Elm community team", "role": "Therapy at home", "contact": "A. Nyman"})
    with inside(cast):
        partner = Partner.objects.get()
    does = reverse("contribution_new", args=[action.pk])
    answer = manager.post(does, {"partner": partner.pk, "contribution": "Visits each week"})
    assert answer.url.endswith("#partners")
    page = body(manager.get(reverse("action_detail", args=[action.pk])))
    assert "Elm community team" in page and "Visits each week" in page
    assert "A. Nyman" in body(manager.get(reverse("plan_write", args=[plan.pk])))


def test_two_people_who_change_a_partner_do_not_undo_each_other(cast, plan, sign_in):
    partner = add(cast, plan)
    address = reverse("partner_edit", args=[partner.pk])
    first = sign_in("manager")
    form = typed(body(first.get(address)), organisation="Elm team", role="Therapy", contact="")
    assert first.post(address, form).status_code == 302
    assert sign_in("governance").post(address, form | {"role": "Other"}).status_code == 409


def test_in_a_draft_a_partner_is_removed_and_in_a_running_plan_withdrawn_with_all_it_does(cast, action, sign_in):
    draft = facts.plan(cast, state=PlanState.DRAFT)
    manager = sign_in("manager")
    removed = add(cast, draft)
    manager.post(reverse("partner_end", args=[removed.pk]))
    running = add(cast, action.plan)
    contribute(cast, action, running)
    address = reverse("partner_end", args=[running.pk])
    assert manager.post(address, {"reason": ""}).status_code == 422
    manager.post(address, {"reason": "The team was closed"})
    with inside(cast):
        assert [one.pk for one in Partner.objects.all()] == [running.pk]
        assert Contribution.objects.get().withdrawn_at is not None
    page = body(manager.get(reverse("action_detail", args=[action.pk])))
    assert "<del>Visits each week</del>" in page
    with pytest.raises(Refused, match="no longer takes part"):
        contribute(cast, action, running)


def test_a_partner_of_another_plan_contributes_nothing_here(cast, action):
    with pytest.raises(Partner.DoesNotExist):
        contribute(cast, action, add(cast, facts.plan(cast)))


def test_a_commissioner_reads_who_contributes_what_and_never_the_person(cast, plan, action, sign_in):
    contribute(cast, action, add(cast, plan))
    sharing.share(cast, plan)
    page = body(sign_in("commissioner").get(reverse("portfolio_plan", args=[plan.pk])))
    assert "With Elm community team: Visits each week" in page
    assert "A. Nyman" not in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_column_privilege('app_viewer', 'plans_partner', 'contact', 'SELECT')")
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize("person", ["lead", "assessor", "admin"])
def test_other_roles_read_partners_and_do_not_write_them(cast, plan, sign_in, person):
    partner = add(cast, plan)
    assert sign_in(person).get(reverse("partner_edit", args=[partner.pk])).status_code == 403
    assert "Elm community team" in body(sign_in(person).get(reverse("plan_write", args=[plan.pk])))


def test_another_provider_finds_no_partner(cast, plan, action, sign_in):
    row = contribute(cast, action, add(cast, plan))
    foreign = sign_in("birch_manager")
    for name, key in (("partner_edit", row.partner_id), ("contribution_edit", row.pk), ("contribution_end", row.pk)):
        assert foreign.get(reverse(name, args=[key])).status_code == 404


def test_a_copy_names_the_partners_without_the_people(cast, plan, action):
    contribute(cast, action, add(cast, plan))
    with inside(cast):
        copy = starting.from_copy(
            source=Plan.objects.get(pk=plan.pk), service=plan.service, title="Again", by=cast.actor("manager"),
            at=dates.now(),
        )  # fmt: skip
        partner = Partner.objects.get(plan=copy)
        assert (partner.organisation, partner.contact) == ("Elm community team", "")
        assert Contribution.objects.get(plan=copy).contribution == "Visits each week"
