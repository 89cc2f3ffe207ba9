"""The lists of flags, documents and notices, narrowed."""

import datetime

import pytest
from django.urls import reverse

from governance.domain import documents
from governance.enums import DocumentKind
from recovery import dates
from recovery.tenancy import context
from tests.factories import flags
from tests.factories import plans as facts


def text(client, name, args=(), **asked) -> str:
    response = client.get(reverse(name, args=args), asked)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def two_flags(own_database, cast):
    doors, nights = facts.plan(cast, title="Doors plan"), facts.plan(cast, title="Nights plan")
    flags.flag(facts.slipped(cast, plan=doors, stage="immediate", owner=cast.deputy, title="Mend the doors"), age=1)
    flags.flag(facts.slipped(cast, plan=nights, stage="improvement", title="Staff the nights"), age=1)
    return doors, nights


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, {"doors", "nights"}),
        ({"stage": "immediate"}, {"doors"}),
        ({"kind": "milestone_slipped"}, {"doors", "nights"}),
        ({"kind": "forecast_slip"}, set()),
        ({"stage": "nonsense", "owner": "x", "plan": "1", "show": "all"}, {"doors", "nights"}),
    ],
)
def test_flags_are_narrowed_and_what_means_nothing_is_left_out(two_flags, sign_in, asked, shown):
    page = text(sign_in("manager"), "flag_list", **asked)
    assert {one for one in ("doors", "nights") if f"the {one}" in page} == shown
    assert ("No flag is like this" in page) == (not shown)


def test_flags_are_narrowed_to_an_owner_and_a_plan(two_flags, cast, sign_in):
    client = sign_in("manager")
    doors, nights = two_flags
    for asked in ({"owner": cast.deputy.pk}, {"plan": doors.pk}):
        page = text(client, "flag_list", **asked)
        assert "Mend the doors" in page and "Staff the nights" not in page
        assert "1 open flag of 2" in page
    assert "No flag is like this" in text(client, "flag_list", owner=cast.deputy.pk, plan=nights.pk)


def test_an_owner_or_a_plan_of_another_tenant_is_no_filter(two_flags, cast, sign_in):
    foreign = facts.plan(cast, "birch", title="Foreign title")
    flags.flag(facts.slipped(cast, "birch", plan=foreign), age=1)
    page = text(sign_in("manager"), "flag_list", plan=foreign.pk, owner=cast.birch_manager.pk)
    assert "2 open flags<" in page
    assert "Foreign title" not in page and "Owen Pryce" not in page


def test_documents_are_narrowed_to_a_plan_a_kind_and_a_state(db, cast, sign_in):
    doors, nights = facts.plan(cast, title="Doors plan"), facts.plan(cast, title="Nights plan")
    with context.tenant(cast.org("alder"), by=cast.actor("manager")):
        for plan in (doors, nights):
            documents.ask(plan=plan, kind=DocumentKind.PROGRESS_REPORT, by=cast.actor("manager"), at=dates.now())
    client = sign_in("manager")
    assert "2 documents<" in text(client, "document_list")
    page = text(client, "document_list", plan=doors.pk, state="queued", kind="progress_report")
    assert "1 document matches" in page
    assert "Plan: <b>RP-001 Doors plan</b>" in page
    assert "No document is like this" in text(client, "document_list", state="ready")
    # A kind that the role may not list is no choice of theirs.
    assert "2 documents<" in text(client, "document_list", kind="evidence_pack")


def test_the_history_is_narrowed_to_who_changed_it(db, cast, sign_in):
    plan = facts.plan(cast)
    facts.action(cast, plan, due_on=dates.today() + datetime.timedelta(days=9))
    with context.tenant(cast.org("alder"), by=cast.actor("governance")):
        facts.Plan.objects.filter(pk=plan.pk).update(title="Quieter evenings")
    client = sign_in("manager")
    page = text(client, "plan_history", [plan.pk], who=str(cast.governance.user_id))
    assert "1 change matches" in page
    assert "By whom: <b>Helen Marsh, Head of governance</b>" in page
    assert "No change is like this" in text(
        client, "plan_history", [plan.pk], who=str(cast.governance.user_id), about="cause"
    )
    assert "Clear filters" not in text(client, "plan_history", [plan.pk], who="nobody", about="everything")
