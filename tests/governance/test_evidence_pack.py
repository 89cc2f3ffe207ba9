"""The evidence pack holds the whole record, proves its files, and lists what is missing before anybody asks."""

import datetime
import hashlib
import io
import json

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pypdf import PdfReader

from governance.models import Notice
from governance.reports import evidence_pack, fingerprints, imprint
from plans.models import Action, EvidenceItem, GateDecision, Milestone, Plan, Problem, StoredFile, SustainingReview
from recovery import dates
from recovery.history.models import Event
from recovery.tenancy import context
from recovery.tenancy.enums import Capacity
from tests.cast import Cast
from tests.factories import gates, plans
from tests.factories.documents import CANARIES, a_database, built, grant, share, story, text

AUDITOR = Capacity.AUDITOR


def tell(cast):
    """A plan with a story, open to an auditor, and others beside it that are not."""
    found = story(cast)
    share(cast, found.plan)
    grant(cast, found.plan)
    plans.active_plan(cast, title="OTHER-PLAN of the same provider")
    plans.active_plan(cast, "birch", title="FOREIGN-PLAN of Birch Lane")
    return found


@pytest.fixture
def told(as_worker, cast):
    return tell(cast)


def pack_of(cast, plan) -> bytes:
    return built(cast, plan, "auditor", "evidence_pack", capacity=AUDITOR)


@pytest.fixture(scope="module")
def pack(django_db_setup, django_db_blocker, template_database) -> bytes:
    """Built once; the tests read it."""
    cast = Cast()
    with a_database(django_db_blocker, template_database):
        return pack_of(cast, tell(cast).plan)


def data_of(pack: bytes) -> tuple[dict, bytes]:
    with pikepdf.open(io.BytesIO(pack)) as pdf:
        raw = pdf.attachments["plan-data.json"].get_file().read_bytes()
    return json.loads(raw), raw


def squeezed(words: str) -> str:
    """Long fingerprints break over lines."""
    return words.replace(" ", "")


def test_it_goes_from_problem_to_action(pack):
    words = text(pack)
    assert words.index("From problem to action") < words.index("Register of evidence") < words.index("Slip ledger")
    for said in (
        "P1 Incidents rise between 17:00 and 20:00",
        "C1 Root cause",
        "the shift leader changes at 17:00",
        "A1 Hand over from one written sheet",
        "E1 Incident, Incident 114",
        "Rung 2 reached",
        "nobody to tell",
        "Helen Marsh, Head of governance",
        "Delivery uncertain",
        "North Vale Integrated Care Board",
        "Miriam Sorley",
        "The day centre opens a month later than planned",
    ):
        assert said.lower() in words.lower(), said
    for canary in CANARIES:  # a line may end after any of their hyphens
        assert canary.lower() in squeezed(words).lower(), canary


def test_the_gaps_are_listed_in_plain_words(pack):
    words = text(pack)
    for gap in (
        "P2 Reviews are overdue by more than a quarter: no evidence is recorded.",
        "P2 Reviews are overdue by more than a quarter: no root cause explains it.",
        "A2 A second person on every evening shift: reported verified with no evidence in force.",
        "A3 Thresholds for calling clinical advice: reported complete, not yet verified by anybody else.",
        "A4 A structured day: it is linked to no root cause.",
        "A1 Hand over from one written sheet: a current due date has been missed.",
        "1 item of evidence has no file: only the reference to a source is recorded.",
        "and there was nobody to tell.",
        "the notice to Helen Marsh, Head of governance, rung 1: its delivery is uncertain.",
    ):
        assert gap in words, gap


def test_a_date_that_never_moved_is_not_called_original(pack):
    words = text(pack)
    assert "originally due" not in words
    assert "; due " in words


def test_every_file_is_read_again_and_its_fingerprint_printed(told, cast):
    pack = pack_of(cast, told.plan)
    with plans.writing(cast):
        file = StoredFile.objects.get()
    with default_storage.open(file.key) as stored:
        fingerprint = hashlib.sha256(stored.read()).hexdigest()
    assert fingerprint == file.sha256
    assert fingerprint in squeezed(text(pack))
    data, _ = data_of(pack)
    assert data["file_checks"] == [
        {"file": str(file.pk), "outcome": "matches", "sha256": fingerprint, "size": file.size}
    ]


def test_an_altered_file_is_a_gap(told, cast):
    with plans.writing(cast):
        file = StoredFile.objects.get()
    default_storage.delete(file.key)
    default_storage.save(file.key, ContentFile(b"something else"))
    made = pack_of(cast, told.plan)
    assert "the stored file is not the one that was received: its SHA-256 differs." in text(made)
    data, _ = data_of(made)
    assert data["file_checks"][0]["outcome"] == "differs"
    assert data["file_checks"][0]["sha256"] == hashlib.sha256(b"something else").hexdigest()
    assert data["files"][0]["sha256"] == file.sha256


def test_a_missing_file_is_a_gap(told, cast):
    with plans.writing(cast):
        default_storage.delete(StoredFile.objects.get().key)
    made = pack_of(cast, told.plan)
    assert "the file is recorded but could not be found in the store." in text(made)
    assert data_of(made)[0]["file_checks"][0]["outcome"] == "missing"


def test_the_embedded_data_is_the_database(told, cast):
    pack = pack_of(cast, told.plan)
    data, raw = data_of(pack)
    assert data["schema"] == "holdfast.plan-record/1"
    with plans.writing(cast):
        for key, model in (
            ("problems", Problem),
            ("actions", Action),
            ("milestones", Milestone),
            ("evidence", EvidenceItem),
            ("notices", Notice),
        ):
            rows = {str(one) for one in model.objects.filter(plan=told.plan).values_list("pk", flat=True)}
            assert {row["id"] for row in data[key]} == rows, key
        problem = Problem.objects.get(pk=told.problem.pk)
        # What happened after the pack was read (its own building) is no history of the plan.
        events = Event.objects.filter(root_id=told.plan.pk).exclude(table__startswith="governance_do").count()
    assert data["problems"][0]["statement"] == problem.statement
    assert data["problems"][0]["found_on"] == problem.found_on.isoformat()
    assert data["plan"]["reference"] == "RP-001"
    assert len(data["history"]) == events
    assert {row["table"] for row in data["history"]} >= {"plans_plan", "plans_action", "governance_redflag"}
    # The fingerprint on the cover is that of the attachment.
    assert hashlib.sha256(raw).hexdigest() in squeezed(text(pack))


def test_every_change_is_in_the_history_in_words(pack):
    words = text(pack)
    for change in (
        "Priya Raman started the plan “Evenings at Alder House”",
        "added the problem “Incidents rise between 17:00 and 20:00”",
        "raised the red flag “Milestone slipped",
        "Promise: A bank nurse covers the gap",
    ):
        assert change in words, change


def test_it_leaves_out_what_is_not_of_this_plan(pack):
    _, raw = data_of(pack)
    everything = text(pack).encode() + raw
    for secret in (b"FOREIGN-PLAN", b"OTHER-PLAN", b"Birch", b"SECRET-ADDRESS", b"SECRET-WORDS"):
        assert secret not in everything, secret
    names = {person["name"] for person in json.loads(raw)["people"]}
    assert "Jo Lindqvist" not in names  # works there, and has no part in the plan


def test_governance_reads_the_same_data_as_the_auditor(told, cast):
    """But for the pack's identity and who asked."""

    def data(who, capacity):
        actor = cast.actor(who)
        printed = imprint.Imprint("R", "A", "B", moment, moment)
        with context.tenant(actor.membership.org_id, role=capacity, by=actor):
            record, _ = evidence_pack.read(Plan.objects.get(pk=told.plan.pk), printed)
        return evidence_pack.data(record, fingerprints.check(record.files), printed)

    moment = dates.now()
    assert data("governance", Capacity.PROVIDER) == data("auditor", AUDITOR) == data("auditor", AUDITOR)


def test_it_is_tagged_bookmarked_and_lists_its_attachment(pack):
    reader = PdfReader(io.BytesIO(pack))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert len(root["/AF"]) == 1
    bookmarks = [each.title for each in reader.outline if not isinstance(each, list)]
    assert bookmarks[:4] == ["Contents", "1. About this pack", "2. Gaps", "3. From problem to action"]
    assert bookmarks[-1] == "10. Change history"


def test_a_plan_without_anything_gives_a_pack_that_says_so(as_worker, cast):
    empty = plans.active_plan(cast)
    grant(cast, empty)
    words = text(pack_of(cast, empty))
    for said in ("The plan names no problem.", "The plan has no action.", "No evidence is recorded."):
        assert said in words


def test_an_override_and_a_review_that_nobody_held_are_gaps(as_worker, cast):
    plan = plans.plan(cast, state="sustaining")
    criterion = gates.criterion(cast, plan)
    snapshot = {"criteria": [{"statement": criterion.statement, "met": False, "said": "-"}], "actions": []}
    with plans.writing(cast):
        late = dates.today() - datetime.timedelta(days=4)
        SustainingReview.objects.create(org_id=plan.org_id, plan=plan, months=6, due_on=late)
        GateDecision.objects.create(
            org_id=plan.org_id, plan=plan, gate="improvement", outcome="overridden", reason="Safe all the same",
            snapshot=snapshot, sha256="0" * 64, decided_at=dates.now(), decided_by=cast.governance,
        )  # fmt: skip
    grant(cast, plan)
    words = squeezed(text(pack_of(cast, plan)))
    assert squeezed("1 criterion was not met.") in words
    assert squeezed(f"The review after 6 months was due on {dates.uk_date(late)} and has not been held.") in words


def test_a_long_history_is_printed_in_part_and_carried_whole(told, cast, monkeypatch):
    monkeypatch.setattr(evidence_pack, "PRINTED", 5)
    made = pack_of(cast, told.plan)
    carried = len(data_of(made)[0]["history"])
    assert f"The {carried - 5} earliest changes are in plan-data.json only" in text(made)
    assert "started the plan" not in text(made)
