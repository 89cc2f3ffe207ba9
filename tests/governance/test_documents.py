"""A document: asked for, claimed, built in the asker's own context, fetched by those who may, every time recorded."""

import datetime
import hashlib
import os
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.domain import building as claims
from governance.domain import documents
from governance.enums import DocumentState
from governance.models import Document, Download
from governance.reports import building
from plans.enums import PlanState
from plans.models import PlanShare
from recovery import dates
from recovery.celery import app
from recovery.exceptions import Refused
from recovery.history.models import Event
from recovery.tenancy import context
from recovery.tenancy.enums import Capacity
from tests.factories import plans
from tests.factories.documents import asked, content, grant, seen, share, story, the_worker

COMMISSIONER, AUDITOR, PROVIDER = Capacity.COMMISSIONER, Capacity.AUDITOR, Capacity.PROVIDER
WORKER = building.WORKER


def claim(at=None) -> Document | None:
    with context.every_tenant(by=WORKER):
        return claims.claim(by=WORKER, at=at or dates.now())


# Asking


@pytest.fixture
def plan(db, cast):
    return plans.active_plan(cast)


def test_asking_twice_while_one_waits_gives_the_same(plan, cast):
    first = asked(cast, plan, "manager", "progress_report")
    assert asked(cast, plan, "manager", "progress_report") == first
    assert asked(cast, plan, "governance", "progress_report") != first


def test_a_draft_has_no_progress_report(db, cast):
    draft = plans.plan(cast, state=PlanState.DRAFT)
    with pytest.raises(Refused, match="once the plan is approved"):
        asked(cast, draft, "manager", "progress_report")
    assert asked(cast, draft, "governance", "evidence_pack").state == DocumentState.QUEUED


def test_only_who_asked_may_call_it_off(plan, cast):
    document = asked(cast, plan, "governance", "evidence_pack")
    with (
        context.tenant(plan.org_id, by=cast.actor("nominated")),
        pytest.raises(Refused, match="Only Helen Marsh"),
    ):
        documents.cancel(document=document, by=cast.actor("nominated"), at=dates.now())
    with context.tenant(plan.org_id, by=cast.actor("governance")):
        documents.cancel(document=document, by=cast.actor("governance"), at=dates.now())
    assert seen(cast, document, "governance").state == DocumentState.CANCELLED


@pytest.mark.parametrize(("who", "capacity"), [("commissioner", COMMISSIONER), ("auditor", AUDITOR)])
def test_an_outsider_may_call_off_their_own_and_change_nothing_else(plan, cast, who, capacity):
    share(cast, plan)
    grant(cast, plan)
    kind = "progress_report" if capacity == COMMISSIONER else "evidence_pack"
    document = asked(cast, plan, who, kind, capacity=capacity)
    actor = cast.actor(who)
    with context.tenant(actor.membership.org_id, role=capacity, by=actor):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(state=DocumentState.READY)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Document.objects.create(
                org_id=plan.org_id, plan_id=plan.pk, kind=kind, capacity=capacity, asked_by_id=actor.user_id,
                asked_for_org=actor.membership.org_id, asked_by_label="", asked_at=dates.now(), key="evidence/x",
            )  # fmt: skip
        documents.cancel(document=document, by=actor, at=dates.now())
    assert seen(cast, document, who, capacity=capacity).state == DocumentState.CANCELLED


def test_after_a_failure_a_new_one_is_asked_for_and_the_old_one_stays(as_worker, cast):
    document = asked(cast, plans.active_plan(cast), "manager", "progress_report")
    with context.every_tenant(by=WORKER):
        claims.fail(document=document, sentence="It could not be stored.", by=WORKER, at=dates.now())
    document = seen(cast, document, "manager")
    with context.tenant(document.org_id, by=cast.actor("manager")):
        again = documents.retry(document=document, by=cast.actor("manager"), at=dates.now())
        with pytest.raises(Refused, match="did not fail"):
            documents.retry(document=again, by=cast.actor("manager"), at=dates.now())
    assert again != document
    assert seen(cast, document, "manager").failure == "It could not be stored."


# The worker


def test_what_waited_longest_is_claimed_first_and_by_one_worker_only(as_worker, cast):
    plan = plans.active_plan(cast)
    first = asked(cast, plan, "manager", "progress_report")
    second = asked(cast, plan, "governance", "progress_report")
    assert [claim(), claim(), claim()] == [first, second, None]


def test_a_worker_that_falls_silent_is_followed_by_another_and_three_times_is_enough(as_worker, cast):
    document = asked(cast, plans.active_plan(cast), "manager", "progress_report")
    moment = dates.now()
    for _ in range(claims.ATTEMPTS):
        assert claim(moment) == document
        assert claim(moment + claims.LEASE - datetime.timedelta(seconds=1)) is None
        moment += claims.LEASE + datetime.timedelta(seconds=1)
    assert claim(moment) is None
    document = seen(cast, document, "manager")
    assert document.state == DocumentState.FAILED
    assert document.failure.startswith("Building it was begun three times")


def test_each_step_keeps_the_claim(as_worker, cast):
    document = asked(cast, plans.active_plan(cast), "manager", "progress_report")
    moment = dates.now()
    claim(moment)
    later = moment + datetime.timedelta(minutes=4)
    with context.every_tenant(by=WORKER):
        assert claims.take_step(document=document, step="Setting pages", progress=50, by=WORKER, at=later)
    assert claim(moment + claims.LEASE + datetime.timedelta(seconds=1)) is None


def test_what_is_called_off_while_it_is_built_leaves_nothing_behind(as_worker, cast):
    document = asked(cast, plans.active_plan(cast), "manager", "progress_report")
    claim()
    with context.tenant(document.org_id, by=cast.actor("manager")):
        documents.cancel(document=document, by=cast.actor("manager"), at=dates.now())
    before = _stored()
    building.build(document)
    with pytest.raises(building.CalledOff):
        building._store(document, b"%PDF-1.7")
    assert seen(cast, document, "manager").state == DocumentState.CANCELLED
    assert _stored() == before


def _stored() -> set[str]:
    try:
        return set(default_storage.listdir("documents")[1])
    except FileNotFoundError:
        return set()


def test_built_twice_the_first_counts(as_worker, cast):
    """A worker that was thought dead comes back: what it made is not needed, and goes."""
    document = asked(cast, plans.active_plan(cast), "manager", "progress_report")
    claim()
    building.build(document)
    built, before = seen(cast, document, "manager"), _stored()
    building.build(document)
    again = seen(cast, document, "manager")
    assert (again.key, again.sha256, again.built_at) == (built.key, built.sha256, built.built_at)
    assert _stored() == before


def test_the_row_says_what_the_bytes_are(as_worker, cast):
    document = asked(cast, plans.active_plan(cast), "manager", "progress_report")
    building.build_next()
    document = seen(cast, document, "manager")
    made = content(document)
    assert (document.sha256, document.size) == (hashlib.sha256(made).hexdigest(), len(made))
    assert os.stat(default_storage.path(document.key)).st_mode & 0o777 == 0o600


# Access is looked at again when it is built


def failed_for_access(document) -> None:
    assert building.build_next()
    with context.every_tenant(by=WORKER):
        document = Document.objects.get(pk=document.pk)
    assert (document.state, document.failure) == (DocumentState.FAILED, building.NO_ACCESS)
    assert not document.key


def test_a_share_revoked_before_building_builds_nothing(as_worker, cast):
    plan = plans.active_plan(cast)
    shared = share(cast, plan)
    document = asked(cast, plan, "commissioner", "progress_report", capacity=COMMISSIONER)
    with plans.writing(cast):
        PlanShare.objects.filter(pk=shared.pk).update(revoked_at=dates.now(), revoked_by=cast.manager)
    failed_for_access(document)


def test_an_ended_grant_builds_nothing(as_worker, cast):
    plan = plans.active_plan(cast)
    granted = grant(cast, plan)
    document = asked(cast, plan, "auditor", "evidence_pack", capacity=AUDITOR)
    with plans.writing(cast):
        type(granted).objects.filter(pk=granted.pk).update(ends_on=dates.today() - datetime.timedelta(days=1))
    failed_for_access(document)


def test_somebody_who_left_the_organisation_gets_nothing(as_worker, cast, own_people):
    document = asked(cast, plans.active_plan(cast), "governance", "evidence_pack")
    own_people(cast.governance, ends_on="2025-01-01")
    failed_for_access(document)


# Fetching, through the pages


@pytest.fixture
def ready(own_database, cast):
    """A commissioner's finished report of a shared plan, an auditor's pack and a governance lead's: in name only,
    for what they hold is tested elsewhere."""
    with the_worker():
        told = story(cast)
        told.share = share(cast, told.plan)
        told.grant = grant(cast, told.plan)
        told.report = asked(cast, told.plan, "commissioner", "progress_report", capacity=COMMISSIONER)
        told.pack = asked(cast, told.plan, "auditor", "evidence_pack", capacity=AUDITOR)
        told.own = asked(cast, told.plan, "governance", "evidence_pack")
        while document := claim():
            building._store(document, b"%PDF-1.7 in name only")
    return told


def download(client, document):
    return client.get(reverse("document_download", args=[document.pk]))


def test_each_download_is_recorded_with_the_readers_organisation(ready, cast, sign_in):
    client = sign_in("commissioner")
    for _ in range(2):
        response = download(client, ready.report)
        assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith('attachment; filename="RP-001-PR-')
    assert response.content.startswith(b"%PDF-")
    with context.tenant(cast.org("north_vale"), role=COMMISSIONER, by=cast.actor("commissioner")):
        rows = list(Download.objects.values_list("downloaded_for_org", "downloaded_by_label"))
    assert rows == [(cast.org("north_vale").pk, "Nadia Hale, Quality lead")] * 2
    page = client.get(reverse("document_detail", args=[ready.report.pk])).content.decode()
    assert page.count("Nadia Hale, Quality lead") >= 3


@pytest.mark.parametrize("name", ["document_detail", "document_progress", "document_download"])
def test_who_may_read_which(ready, sign_in, name):
    def status(who, document, **options) -> int:
        return sign_in(who, **options).get(reverse(name, args=[document.pk]), follow=True).status_code

    assert status("auditor", ready.pack) == 200
    assert status("governance", ready.own) == 200
    assert status("manager", ready.own) == 403  # the role builds no packs
    for who, document in (
        ("governance", ready.report),  # a commissioner's remain the commissioner's
        ("governance", ready.pack),
        ("commissioner", ready.own),
        ("auditor", ready.own),
        ("birch_governance", ready.own),
        ("birch_auditor", ready.pack),
    ):
        assert status(who, document) == 404, who
    assert status("council_officer", ready.report, capacity=COMMISSIONER) == 404


def test_a_share_revoked_after_building_closes_the_door(ready, cast, sign_in):
    client = sign_in("commissioner")
    assert download(client, ready.report).status_code == 200
    with plans.writing(cast):
        PlanShare.objects.filter(pk=ready.share.pk).update(revoked_at=dates.now(), revoked_by=cast.manager)
    assert download(client, ready.report).status_code == 404
    listed = client.get(reverse("document_list")).content.decode()
    assert "Evenings at Alder House" not in listed
    assert "No document has been asked for yet" in listed


def test_an_ended_grant_closes_the_door(ready, cast, sign_in):
    client = sign_in("auditor")
    assert download(client, ready.pack).status_code == 200
    with plans.writing(cast):
        type(ready.grant).objects.filter(pk=ready.grant.pk).update(ends_on=dates.today() - datetime.timedelta(days=1))
    assert download(client, ready.pack).status_code == 404


def test_altered_bytes_are_not_sent_and_the_attempt_is_no_download(ready, cast, sign_in):
    document = seen(cast, ready.own, "governance")
    default_storage.delete(document.key)
    default_storage.save(document.key, ContentFile(b"%PDF-1.7 something else"))
    response = download(sign_in("governance"), document)
    assert response.status_code == 403
    assert "no longer what was built" in response.content.decode()
    default_storage.delete(document.key)
    assert download(sign_in("governance"), document).status_code == 403
    with context.tenant(ready.plan.org_id, by=cast.actor("governance")):
        assert not Download.objects.filter(document=document).exists()


# The pages


def test_asking_needs_no_broker(ready, sign_in, settings, caplog):
    address = app.conf.broker_url
    app.conf.broker_url = "redis://127.0.0.1:1/0"
    app.pool.force_close_all()
    try:
        started = dates.now()
        response = sign_in("governance").post(
            reverse("document_new", args=[ready.plan.pk]), {"kind": "progress_report"}
        )
        assert dates.now() - started < datetime.timedelta(seconds=3)
    finally:
        app.conf.broker_url = address
        app.pool.force_close_all()
    assert response.status_code == 302
    assert "the broker does not answer" in caplog.text
    with the_worker():
        assert building.build_next()  # the beat's turn


def test_the_page_offers_what_the_role_may_ask_for(ready, sign_in):
    url = reverse("document_new", args=[ready.plan.pk])
    for who, offered, refused in (
        ("manager", "progress_report", "evidence_pack"),
        ("commissioner", "progress_report", "evidence_pack"),
        ("auditor", "evidence_pack", "progress_report"),
    ):
        client = sign_in(who)
        page = client.get(url).content.decode()
        assert f'value="{offered}"' in page
        assert f'value="{refused}"' not in page
        assert client.post(url, {"kind": refused}).status_code == 403
    assert sign_in("lead").get(url).status_code == 403
    assert sign_in("governance").post(url, {}).status_code == 422
    assert sign_in("birch_governance").get(url).status_code == 404
    assert sign_in("governance").get(reverse("document_new", args=[uuid4()])).status_code == 404


def test_the_waiting_page_asks_for_itself_and_works_without_scripts(ready, cast, sign_in):
    client = sign_in("governance")
    made = client.post(reverse("document_new", args=[ready.plan.pk]), {"kind": "evidence_pack"}, follow=True)
    words = made.content.decode()
    assert "<noscript>" in words
    assert "Call it off" in words
    document = Document(pk=made.redirect_chain[-1][0].rstrip("/").split("/")[-1])
    progress = reverse("document_progress", args=[document.pk])
    assert progress in words
    part = client.get(progress, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "hx-get" in part
    assert client.get(progress).status_code == 302
    with the_worker():
        building.build_next()
    part = client.get(progress, headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in part
    assert "Download the PDF" in part


def test_a_document_is_called_off_and_asked_for_again_in_the_page(ready, sign_in):
    client = sign_in("commissioner")
    made = client.post(reverse("document_new", args=[ready.plan.pk]), {"kind": "progress_report"})
    document_id = made.url.rstrip("/").split("/")[-1]
    assert client.post(reverse("document_cancel", args=[document_id])).status_code == 302
    page = client.get(made.url).content.decode()
    assert "Called off" in page
    assert client.post(reverse("document_cancel", args=[document_id])).status_code == 403
    again = client.post(reverse("document_retry", args=[document_id]))
    assert again.status_code == 302
    assert again.url != made.url
    assert sign_in("governance").post(reverse("document_cancel", args=[document_id])).status_code == 404
    assert client.get(reverse("document_cancel", args=[document_id])).status_code == 405


def test_the_list_keeps_its_number_of_queries(ready, cast, sign_in):
    client = sign_in("governance")

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("document_list")).status_code == 200
        return len(queries)

    client.get(reverse("document_list"))
    before = count()
    for _ in range(5):
        document = asked(cast, ready.plan, "governance", "progress_report")
        with context.tenant(ready.plan.org_id, by=cast.actor("governance")):
            documents.cancel(document=document, by=cast.actor("governance"), at=dates.now())
    assert count() == before


def test_what_was_asked_for_and_fetched_is_in_the_history(ready, cast, sign_in):
    download(sign_in("governance"), ready.own)
    with plans.writing(cast):
        tables = set(Event.objects.filter(root_id=ready.plan.pk).values_list("table", flat=True))
    assert {"governance_document", "governance_download"} <= tables
