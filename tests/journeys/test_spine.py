"""From a breakdown to an email that somebody answers, and two PDFs that can be read back: the whole product, running.

Given a provider whose reviews have been missed, a manager writes a plan and a governance lead approves it. Days later
an immediate control has slipped; the worker's email reaches the governance lead, who answers it. A commissioner sees
the plan and takes the report; an auditor takes the evidence pack.
"""

import contextlib
import datetime
import hashlib
import io
import json
import re
import time
from email import message_from_bytes, policy

import pikepdf
import psycopg2
from pypdf import PdfReader

from recovery import dates
from tests.conftest import addresses

FILE = b"person,review due,days overdue\nP-21,overdue,151\nP-22,overdue,96\n"


def day(offset: int) -> datetime.date:
    return dates.today() + datetime.timedelta(days=offset)


def write_plan(manager, tmp_path) -> str:
    """A whole plan: a problem with evidence and a file, a cause, two actions. Returns its address."""
    manager.follow("Start a plan", exact=False)
    manager.choose("Which service", "Alder House")
    manager.fill("What is the plan called?", "Missed reviews at Alder House")
    manager.fill("What broke down", "Six of ten reviews are overdue. Done when every review is held in time.")
    manager.date("When did it break down?", day(-9))
    manager.send()
    address = re.search(r"/plans/[0-9a-f-]{36}/", manager.page.url).group()

    manager.open(f"{address}problems/new/")
    manager.fill("What is the problem?", "Six of ten reviews are overdue")
    manager.fill("Who was affected", "P-21 and P-22, canary-of-a-person")
    manager.send()

    manager.open(f"{address}write/")
    manager.follow("Add evidence", exact=False)
    manager.choose("What kind of evidence", "Audit finding")
    manager.date("Date of the evidence", day(-8))
    manager.fill("Source reference", "Review register, ten of ten files")
    register = tmp_path / "review-register.csv"
    register.write_bytes(FILE)
    manager.page.locator("input[type=file]").set_input_files(str(register))
    manager.send()

    manager.open(f"{address}causes/new/")
    manager.fill("The cause", "Review hours were not protected on the rota")
    manager.fill("… led to", "managers being counted into shift numbers")
    manager.fill("… which increased", "reviews being cancelled with nobody noticing")
    manager.tick("Six of ten reviews are overdue")
    manager.send()

    add_action(
        manager, address, "Immediate safety control", "Hold the two riskiest reviews this week", day(1), review=day(20)
    )
    add_action(manager, address, "Stabilisation", "Protect eight hours a week for reviews", day(30))
    return address


def add_action(manager, address: str, stage: str, title: str, due: datetime.date, review=None) -> None:
    manager.open(f"{address}actions/new/")
    manager.tick(stage)
    manager.fill("What will be done?", title)
    manager.fill("Deliverable that an outsider", "Two signed reviews in the file")
    manager.choose("Accountable owner", "Tom Ellery")
    manager.date("Start", day(0))
    manager.date("Due", due)
    manager.tick("Review hours were not protected")
    manager.choose("Type of action", "Tangible leadership")
    manager.choose("Who is told if it slips?", "Helen Marsh")
    if review:
        manager.date("Review date", review)
        manager.fill("When can it be stepped down?", "No review of the first tier is waiting")
    manager.send()


def emails_to(stack, address: str, wanted: int, seconds: float = 30) -> list:
    """What the SMTP sink holds for this person, once there are as many as wanted."""
    deadline = time.monotonic() + seconds
    while True:
        got = [message_from_bytes(raw, policy=policy.default) for raw in list(stack.sink.messages)]
        mine = [message for message in got if message["To"].addresses[0].addr_spec == address]
        if len(mine) >= wanted:
            return mine
        assert time.monotonic() < deadline, stack.said("worker")
        time.sleep(0.3)


def take_document(person, words: str) -> bytes:
    """Ask for a document on this page, wait until the worker has built it, and download it."""
    deadline = time.monotonic() + 60
    while not person.page.get_by_role("link", name=re.compile(words)).count():
        assert time.monotonic() < deadline, person.page.locator("main").inner_text()
        person.page.wait_for_timeout(500)
        person.page.reload()
    person.look()
    with person.page.expect_download() as started:
        person.page.get_by_role("link", name=re.compile(words)).first.click()
    return started.value.path().read_bytes()


def test_from_breakdown_to_answered_flag_and_two_pdfs(stack, visitor, tmp_path):
    manager = visitor("manager", width=390)
    address = write_plan(manager, tmp_path)
    manager.open(f"{address}sharing/new/")
    manager.fill("Code of the commissioning", "QNV")
    manager.send()
    commissioner = visitor("commissioner")
    assert not commissioner.reads("Missed reviews at Alder House"), "a draft is nobody's business outside"

    manager.open(f"{address}submit/")
    manager.send()

    lead = visitor("governance")
    lead.open(address)
    lead.open(f"{address}approve/")
    lead.send()
    assert lead.reads("Active")
    lead.open(f"{address}auditors/new/")
    lead.choose("Auditor", "Miriam Sorley")
    lead.date("Last day", day(60))
    lead.send()

    # Three days later the immediate control is two days late; two days after that nobody has answered.
    stack.later(days=3)
    (to_owner,) = emails_to(stack, "lead@example.org", 1)
    assert "Hold the two riskiest reviews" in to_owner["Subject"] + to_owner.get_body(("plain",)).get_content()
    stack.later(days=5)
    (to_lead,) = emails_to(stack, "governance@example.org", 1)
    text, html = (to_lead.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for words in ("Hold the two riskiest reviews this week", "Tom Ellery", dates.uk_date(day(1))):
        assert words in text and words in html
    assert "canary-of-a-person" not in text + html
    link = re.search(rf"{re.escape(stack.url)}/flags/[0-9a-f-]{{36}}/", text).group()
    assert link in html

    lead = visitor("governance", width=768)
    lead.open(link)
    assert lead.reads("Hold the two riskiest reviews this week")
    lead.fill("What will be done?", "Both reviews are held tomorrow; the deputy covers the shift.")
    lead.date("By when?", day(6))
    lead.send()
    assert lead.reads("Both reviews are held tomorrow")

    commissioner = visitor("commissioner", width=390)
    commissioner.follow("Missed reviews at Alder House", exact=False)
    assert commissioner.reads("Off track") and commissioner.reads("Tom Ellery")
    assert commissioner.reads("Both reviews are held tomorrow")
    assert not commissioner.reads("canary-of-a-person")
    commissioner.open(f"{address}documents/new/")
    commissioner.send()
    report = take_document(commissioner, "Download")
    check_report(report)

    auditor = visitor("auditor")
    auditor.follow("Missed reviews at Alder House", exact=False)
    auditor.open(f"{address}documents/new/")
    auditor.send()
    check_pack(take_document(auditor, "Download"))

    # What they took is on record, and what the commissioner took is the commissioner's business.
    assert downloads(stack) == ["Miriam Sorley evidence_pack", "Nadia Hale progress_report"]
    lead.open(f"{address}history/")
    assert lead.reads("Missed reviews at Alder House") and not lead.reads("Nadia Hale")


def downloads(stack) -> list[str]:
    """Who fetched what, as the owner of the tables finds it recorded."""
    recorded = """
        SELECT split_part(w.downloaded_by_label, ',', 1) || ' ' || d.kind
        FROM governance_download w JOIN governance_document d ON d.id = w.document_id ORDER BY 1"""
    with (
        contextlib.closing(psycopg2.connect(addresses(stack.database)["OWNER_DATABASE_URL"])) as owner,
        owner.cursor() as cursor,
    ):
        cursor.execute(recorded)
        return [row[0] for row in cursor]


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def check_report(pdf: bytes) -> None:
    text = text_of(pdf)
    for words in ("Missed reviews at Alder House", "Off track", "Tom Ellery", "Both reviews are held tomorrow"):
        assert words in text
    assert "canary-of-a-person" not in text and "Review register" not in text
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.Root.MarkInfo.Marked and "/StructTreeRoot" in opened.Root
        assert str(opened.Root.Lang) == "en-GB"
        assert opened.open_outline().root


def check_pack(pdf: bytes) -> None:
    """The register names the file by its fingerprint, and the embedded data says the same."""
    fingerprint = hashlib.sha256(FILE).hexdigest()
    text = text_of(pdf)
    assert fingerprint in text.replace(" ", "")
    assert "Review register, ten of ten files" in text and "Helen Marsh" in text
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        (name,) = list(opened.attachments)
        data = json.loads(opened.attachments[name].get_file().read_bytes())
        assert opened.Root.MarkInfo.Marked
    assert fingerprint in json.dumps(data)
    assert "Hold the two riskiest reviews this week" in json.dumps(data)
