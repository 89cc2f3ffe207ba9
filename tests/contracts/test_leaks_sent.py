"""What leaves by email and as PDF holds nothing of another tenant. Companion of `test_leaks`, which walks the pages."""

import datetime
import io
from email import message_from_bytes, policy

import pytest
from django.db import connection
from pypdf import PdfReader

from governance import emails
from governance.domain import delivery, sweep
from plans.models import Plan
from recovery import dates, mail, provision
from recovery.tenancy import context
from recovery.tenancy.context import Actor
from recovery.tenancy.enums import Capacity
from tests import conftest
from tests.cast import Cast
from tests.contracts.test_leaks import NAMES
from tests.factories import documents, rich
from tests.factories import plans as facts
from tests.recovery.smtp_servers import Sink, serving

SWEEPER = Actor.system("sweep")


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker, template_database):
    """A rich Birch Lane and a plan of Alder House with a whole story, committed; the process is the worker."""
    name = conftest._fresh(template_database)
    conftest.as_owner(name, "from tests.factories import rich; rich.create()")
    with django_db_blocker.unblock():
        before = connection.settings_dict["NAME"]
        conftest._use(NAME=name)
        with documents.the_worker():
            yield documents.story(Cast())
        conftest._use(NAME=before)
    provision.drop_database(conftest.os.environ["PROVISION_DATABASE_URL"], name)


@pytest.fixture(autouse=True)
def _still_the_worker(told):
    """The web's role is put back after each test of the suite; here the next one is the worker's again."""
    connection.close()
    connection.settings_dict.update(conftest.login("WORKER_DATABASE_URL"))


def foreign_words(text: str) -> list[str]:
    fingerprints = [rich.sha256(number) for number in (1, 2, 900)]
    return [word for word in (rich.MARK, *NAMES, *fingerprints, str(rich.ORG), str(rich.MANAGER)) if word in text]


def test_an_email_holds_nothing_of_another_tenant(told, cast, settings):
    settings.MAIL_FROM, settings.BASE_URL = "Holdfast <holdfast@example.org>", "https://holdfast.example.org"
    facts.slipped(cast, plan=told.plan, days=20)
    facts.slipped(cast, "birch", days=20, title=f"{rich.MARK} in a title")
    sink = Sink()
    with context.every_tenant(by=SWEEPER):
        sweep.sweep(by=SWEEPER, at=dates.now())
    with serving(sink) as port, mail.Transport(mail.Server("127.0.0.1", port, timeout=5)) as transport:
        until = dates.now() + datetime.timedelta(seconds=20)
        delivery.drain(transport=transport, write=emails.red_flags, until=until)
    letters = [message_from_bytes(raw, policy=policy.default) for raw in sink.messages]
    theirs = [whole(one) for one in letters if one["To"].startswith("birch.")]
    ours = [whole(one) for one in letters if not one["To"].startswith("birch.")]
    assert any(rich.MARK in one for one in theirs), "there is something that could leak"
    assert len(ours) >= 2
    assert [foreign_words(one) for one in ours if foreign_words(one)] == []


def whole(message) -> str:
    """Headers and both bodies, decoded."""
    bodies = [message.get_body((kind,)).get_content() for kind in ("plain", "html")]
    return "\n".join([*(f"{name}: {value}" for name, value in message.items()), *bodies])


def everything(pdf: bytes) -> str:
    """The words, the properties and the attached data of a PDF."""
    reader = PdfReader(io.BytesIO(pdf))
    pages = " ".join(page.extract_text() for page in reader.pages)
    attached = " ".join(
        content.decode(errors="replace") for contents in reader.attachments.values() for content in contents
    )
    return " ".join([pages, str(reader.metadata), str(reader.xmp_metadata and reader.xmp_metadata.dc_title), attached])


@pytest.mark.parametrize(
    ("who", "kind", "capacity"),
    [
        ("commissioner", "progress_report", Capacity.COMMISSIONER),
        ("governance", "evidence_pack", Capacity.PROVIDER),
        ("auditor", "evidence_pack", Capacity.AUDITOR),
    ],
)
def test_a_pdf_holds_nothing_of_another_tenant(told, cast, who, kind, capacity):
    if capacity == Capacity.COMMISSIONER:
        documents.share(cast, told.plan)
    if capacity == Capacity.AUDITOR:
        documents.grant(cast, told.plan)
    shown = everything(documents.built(cast, told.plan, who, kind, capacity=capacity))
    assert "Evenings at Alder House" in shown
    assert foreign_words(shown) == []
    if capacity == Capacity.COMMISSIONER:
        assert documents.PERSONAL not in shown


def test_the_words_looked_for_are_found_in_the_rich_tenants_own_pdf(told, cast):
    """The looking works."""
    with context.tenant(cast.org("birch")):
        plan = Plan.objects.get(number=1)
    shown = everything(documents.built(cast, plan, "birch_governance", "progress_report"))
    assert rich.MARK in shown
    assert "Birch Lane" in shown


@pytest.mark.parametrize(("who", "capacity"), [("manager", Capacity.PROVIDER), ("commissioner", Capacity.COMMISSIONER)])
def test_nobody_can_ask_for_a_document_of_a_plan_they_do_not_see(told, cast, who, capacity):
    with context.tenant(cast.org("birch")):
        plan = Plan.objects.get(number=1)
    with pytest.raises(Plan.DoesNotExist):
        documents.asked(cast, plan, who, "progress_report", capacity=capacity)
