"""A file of the evidence is handed out as it was received or not at all, and every time it is written down to whom."""

import uuid

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from plans.domain import evidence
from plans.models import FileDownload, StoredFile
from recovery import dates
from recovery.tenancy import context
from recovery.tenancy.enums import Capacity
from tests.factories import sharing

CSV = b"month,missed\nMarch,18\n"


@pytest.fixture
def kept(running, inside, cast) -> StoredFile:
    """A file of a running plan that an auditor may read."""
    with inside():
        item = evidence.add(
            problem=running.problem,
            kind="incident",
            occurred_on=dates.today(),
            reference="Log 114",
            upload=SimpleUploadedFile("log.csv", CSV),
            by=cast.actor("manager"),
            at=dates.now(),
        )
    sharing.grant(cast, running.plan)
    return item.file


def fetch(client, stored):
    return client.get(reverse("file_download", args=[stored.pk]))


def recorded(cast, who="manager", capacity=Capacity.PROVIDER) -> list[str]:
    actor = cast.actor(who)
    with context.tenant(actor.membership.org_id, role=capacity, by=actor):
        return [one.downloaded_by_label.split(",")[0] for one in FileDownload.objects.order_by("downloaded_at")]


def test_each_time_it_is_written_down_who_was_handed_the_file(kept, cast, sign_in):
    for who in ("manager", "auditor", "auditor"):
        assert fetch(sign_in(who), kept).content == CSV
    assert recorded(cast) == ["Priya Raman", "Miriam Sorley", "Miriam Sorley"]
    assert recorded(cast, "auditor", Capacity.AUDITOR) == ["Miriam Sorley"] * 2  # their own, and nobody else's
    assert recorded(cast, "birch_manager") == []


def test_the_history_says_so_and_the_latest_changes_do_not(kept, sign_in, running):
    fetch(sign_in("auditor"), kept)
    client = sign_in("manager")
    history = reverse("plan_history", args=[running.plan.pk])
    for address in (history, f"{history}?about=evidence"):
        assert "fetched the file “log.csv”" in client.get(address).content.decode()
    assert "fetched the file" not in client.get(reverse("plan_overview", args=[running.plan.pk])).content.decode()


def test_an_auditor_reads_in_the_history_only_what_they_fetched_themselves(kept, cast, sign_in):
    for who in ("manager", "auditor"):
        fetch(sign_in(who), kept)
    actor = cast.actor("auditor")
    with context.tenant(actor.membership.org_id, role=Capacity.AUDITOR, by=actor), connection.cursor() as cursor:
        cursor.execute("SELECT actor_label FROM history_event WHERE tbl = 'plans_filedownload'")
        assert cursor.fetchall() == [(actor.label,)]


@pytest.mark.parametrize("who", ["manager", "auditor"])
def test_a_file_that_is_not_what_was_received_is_not_handed_out(kept, cast, sign_in, who, caplog):
    default_storage.delete(kept.key)
    default_storage.save(kept.key, ContentFile(CSV.replace(b"18", b"0")))
    response = fetch(sign_in(who), kept)
    page = response.content.decode()
    assert response.status_code == 409
    assert "no longer matches the fingerprint" in page
    assert "whoever runs Holdfast" in page
    assert kept.sha256 in page
    assert str(kept.pk) in caplog.text
    assert recorded(cast) == []


def test_a_file_whose_bytes_are_gone_says_so(kept, cast, sign_in):
    default_storage.delete(kept.key)
    response = fetch(sign_in("manager"), kept)
    assert response.status_code == 410
    assert "cannot be read from the store" in response.content.decode()
    assert recorded(cast) == []


@pytest.mark.parametrize(("who", "capacity"), [("manager", Capacity.PROVIDER), ("auditor", Capacity.AUDITOR)])
def test_nobody_records_in_another_name_or_changes_a_record(kept, cast, who, capacity):
    actor = cast.actor(who)
    given = {
        "org_id": kept.org_id,
        "plan_id": kept.plan_id,
        "file": kept,
        "downloaded_at": dates.now(),
        "downloaded_by_label": "Somebody else",
    }
    with context.tenant(actor.membership.org_id, role=capacity, by=actor):
        for wrong in (
            {"downloaded_by_id": cast.actor("lead").user_id, "downloaded_for_org": kept.org_id},
            {"downloaded_by_id": actor.user_id, "downloaded_for_org": uuid.uuid4()},
        ):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                FileDownload.objects.create(**given, **wrong)
        for change in (FileDownload.objects.all().delete, lambda: FileDownload.objects.update(downloaded_by_label="")):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                change()
