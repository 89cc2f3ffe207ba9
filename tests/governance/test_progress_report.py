"""The progress report says what a commissioner may read, the same to commissioner and provider, and nothing more."""

import datetime
import io
import re

import pikepdf
import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from governance.reports import imprint, progress_report
from plans.models import Plan
from recovery import dates, pdf
from recovery.tenancy import context
from recovery.tenancy.enums import Capacity
from tests.cast import Cast
from tests.factories import plans
from tests.factories.documents import PERSONAL, a_database, built, share, story, text

VIEWER = Capacity.COMMISSIONER


def tell(cast):
    """A shared plan with a story, and another provider's plan beside it."""
    found = story(cast)
    share(cast, found.plan)
    plans.active_plan(cast, "birch", title="FOREIGN-PLAN of Birch Lane")
    return found


@pytest.fixture
def told(as_worker, cast):
    return tell(cast)


@pytest.fixture(scope="module")
def report(django_db_setup, django_db_blocker, template_database) -> bytes:
    """Built once; the tests read it."""
    cast = Cast()
    with a_database(django_db_blocker, template_database):
        return built(cast, tell(cast).plan, "commissioner", "progress_report", capacity=VIEWER)


def test_it_tells_stage_actions_slips_flags_and_responses(report):
    words = text(report)
    for told in (
        "Evenings at Alder House",
        "Stage now: stabilisation",
        "1 of 4 actions is off track, the longest by 12 days. 1 red flag is open.",
        "Hand over from one written sheet",
        "Tom Ellery",
        "Team leader",
        "Off track",
        "12 days late",
        "Incidents rise between 17:00 and 20:00",
        "The day centre opens a month later than planned",
        "Waiting for a decision",
        "Rung 2 of the escalation ladder",
        "Helen Marsh, Head of governance",
        "A bank nurse covers the gap",
        "Nadia Hale, Quality lead, North Vale Integrated Care Board",
    ):
        assert told in words, told


def test_it_holds_no_personal_data_and_nothing_of_another_tenant(report):
    """Looked for in the words, in every stream, and in whatever is attached."""
    with pikepdf.open(io.BytesIO(report)) as pdf:
        streams = [
            bytes(each.read_bytes()) for each in pdf.objects if isinstance(each, pikepdf.Stream) and _readable(each)
        ]
        assert not pdf.attachments
    everything = text(report).encode() + b"".join(streams) + report
    for secret in (PERSONAL, "FOREIGN-PLAN", "Birch", "Incident 114", "incident-114.txt", "SECRET-", "example.org"):
        assert secret.encode() not in everything, secret


def _readable(stream) -> bool:
    return stream.get("/Subtype") != "/Image" and stream.get("/Filter") != pikepdf.Name.DCTDecode


def test_a_screen_reader_can_use_it(report):
    reader = PdfReader(io.BytesIO(report))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.metadata.title == "Progress report: Evenings at Alder House"
    bookmarks = [each.title for each in reader.outline if not isinstance(each, list)]
    assert bookmarks[:3] == ["Contents", "1. Summary", "2. Stages and actions"]
    assert "4. Red flags and responses" in bookmarks
    assert b'pdfuaid:part="1"' in reader.trailer["/Root"]["/Metadata"].get_data()
    last = reader.pages[-1].extract_text()
    assert f"Page {len(reader.pages)} of {len(reader.pages)}" in last
    assert "RP-001 Evenings at Alder House" in last


def _context(cast, told, who, capacity, moment):
    actor = cast.actor(who)
    printed = imprint.Imprint("RP-001-PR", "Somebody", "Somewhere", moment, moment)
    with context.tenant(actor.membership.org_id, role=capacity, by=actor):
        return progress_report.context(Plan.objects.select_related("lead").get(pk=told.plan.pk), printed)


def test_a_promise_whose_day_has_passed_is_said_to_have(told, cast):
    for days, missed in ((3, False), (4, True)):
        moment = dates.now() + datetime.timedelta(days=days)
        given = _context(cast, told, "commissioner", VIEWER, moment)
        (answer,) = given["flags"][0]["answers"]
        assert answer["missed"] is missed
        assert (", which has passed" in render_to_string(progress_report.TEMPLATE, given)) is missed


def test_what_waits_to_be_verified_and_what_is_done_are_called_that(told, cast):
    page = render_to_string(progress_report.TEMPLATE, _context(cast, told, "commissioner", VIEWER, dates.now()))
    assert '<th scope="col">To verify</th>' in page
    assert '<th scope="col">Complete</th>' not in page
    done = next(row for row in re.findall(r"<tr>(.*?)</tr>", page, re.S) if "done " in row)
    assert "None given" not in done


def test_commissioner_and_provider_read_the_same(told, cast):
    moment = dates.now()
    made = [
        pdf.render(
            progress_report.TEMPLATE,
            _context(cast, told, who, capacity, moment),
            title="Progress report",
            identifier="RP-001-PR",
            created_at=moment,
        )
        for who, capacity in (("commissioner", VIEWER), ("manager", Capacity.PROVIDER))
    ]
    assert made[0] == made[1]


def test_the_number_of_queries_does_not_grow_with_the_plan(told, cast):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            _context(cast, told, "commissioner", VIEWER, dates.now())
        return len(queries)

    before = count()
    for number in range(10):
        plans.action(cast, told.plan, due_on=dates.today(), title=f"Another {number}")
    assert count() == before


def test_a_plan_without_anything_is_said_to_be_so(as_worker, cast):
    empty = plans.active_plan(cast)
    share(cast, empty)
    words = text(built(cast, empty, "commissioner", "progress_report", capacity=VIEWER))
    assert "This plan has no action yet. No red flag is open." in words
    assert "The plan names no problem." in words
    assert "No milestone has slipped, moved or been forecast late." in words
