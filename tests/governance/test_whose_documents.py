"""Whose documents are whose business: each organisation's own, in the tables, in the history and on its pages."""

import threading

import psycopg2
import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from governance.models import Document, Notice
from recovery.tenancy import context
from recovery.tenancy.enums import Capacity
from tests.conftest import addresses
from tests.factories import plans
from tests.factories.documents import asked, grant, share
from tests.governance.test_documents import download, ready  # noqa: F401  a fixture

WHO = "SELECT tbl, after ->> 'asked_by_label', after ->> 'downloaded_by_label' FROM history_event"
ABOUT_DOCUMENTS = " WHERE tbl IN ('governance_document', 'governance_download') ORDER BY id"


def read(cast, who: str, statement: str, capacity=Capacity.PROVIDER) -> list[tuple]:
    """What plain SQL gives this person."""
    actor = cast.actor(who)
    with context.tenant(actor.membership.org_id, role=capacity, by=actor), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


@pytest.fixture
def fetched(ready, sign_in):  # noqa: F811
    """The commissioner, the auditor and the governance lead have each fetched their own."""
    for who, document in (("commissioner", ready.report), ("auditor", ready.pack), ("governance", ready.own)):
        assert download(sign_in(who), document).status_code == 200
    return ready


def test_the_provider_reads_nothing_that_a_commissioner_did_with_its_documents(fetched, cast):
    names = {name for row in read(cast, "manager", WHO + ABOUT_DOCUMENTS) for name in row[1:] if name}
    assert "Helen Marsh, Head of governance" in names
    assert "Nadia Hale, Quality lead" not in names
    org = cast.org("alder").pk
    assert set(read(cast, "manager", "SELECT downloaded_for_org FROM governance_download")) == {(org,)}


def test_its_history_shows_what_its_own_people_asked_for_and_fetched(fetched, sign_in):
    page = sign_in("manager").get(reverse("plan_history", args=[fetched.plan.pk])).content.decode()
    assert "Helen Marsh" in page
    assert "fetched the document" in page
    assert "Nadia Hale" not in page
    assert "Commissioner" not in page


def test_an_auditor_reads_of_their_own_documents_only(fetched, cast):
    rows = read(cast, "auditor", WHO + ABOUT_DOCUMENTS, Capacity.AUDITOR)
    assert {row[0] for row in rows} == {"governance_document", "governance_download"}
    assert {name for row in rows for name in row[1:] if name} == {"Miriam Sorley, External auditor"}


def test_every_download_is_recorded_all_the_same(fetched, own_database):
    with psycopg2.connect(addresses(own_database)["OWNER_DATABASE_URL"]) as owner, owner.cursor() as cursor:
        cursor.execute("SELECT downloaded_by_label FROM governance_download ORDER BY 1")
        assert [name.split(",")[0] for (name,) in cursor] == ["Helen Marsh", "Miriam Sorley", "Nadia Hale"]
        cursor.execute("SELECT count(*) FROM history_event WHERE tbl = 'governance_download'")
        assert cursor.fetchone() == (3,)


def test_the_provider_cannot_change_what_people_were_told(alder):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Notice.objects.update(state="sent")


@pytest.mark.parametrize(
    ("who", "kind", "capacity"),
    [
        ("manager", "progress_report", Capacity.PROVIDER),
        ("commissioner", "progress_report", Capacity.COMMISSIONER),
        ("auditor", "evidence_pack", Capacity.AUDITOR),
    ],
)
def test_two_clicks_at_once_ask_for_one_document(own_database, cast, who, kind, capacity):
    plan = plans.active_plan(cast)
    share(cast, plan)
    grant(cast, plan)
    actor, found = cast.actor(who), []

    def second_click():
        try:
            found.append(asked(cast, plan, who, kind, capacity=capacity))
        finally:
            connection.close()

    other = threading.Thread(target=second_click)
    with context.tenant(actor.membership.org_id, role=capacity, by=actor):
        first = asked(cast, plan, who, kind, capacity=capacity)
        other.start()
        other.join(timeout=0.5)
        assert other.is_alive(), "the second waits for what the first is about to write"
    other.join(timeout=20)
    assert found == [first]
    with context.tenant(actor.membership.org_id, role=capacity, by=actor):
        assert Document.objects.filter(plan=plan).count() == 1
