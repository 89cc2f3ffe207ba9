"""A control past its review, and one that stood down, in words: letters, pages, portfolio, report and pack."""

import datetime
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from governance import emails
from governance.domain import sweep
from governance.models import RedFlag
from governance.presenters import portfolio as portfolio_words
from governance.queries import flags as reads
from governance.queries.portfolio import plan_on_a_page
from governance.reports import evidence_pack, imprint, progress_report
from plans.domain import reviews
from plans.enums import ActionState
from recovery import dates
from recovery.tenancy import context
from recovery.tenancy.context import Actor
from recovery.tenancy.enums import Capacity
from tests.factories import flags as raised
from tests.factories import plans as facts
from tests.factories import sharing

DAY = datetime.timedelta(days=1)
NOON = datetime.datetime(2026, 3, 11, 12, tzinfo=datetime.UTC)
TODAY = NOON.date()

pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture(autouse=True)
def _noon(settings):
    settings.BASE_URL = "https://holdfast.example.org"
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def plan(cast):
    return facts.active_plan(cast)


def swept(cast) -> RedFlag:
    with raised.as_system():
        sweep.sweep(by=Actor.system("sweep"), at=dates.now())
    with context.tenant(cast.org("alder")):
        return RedFlag.objects.latest("opened_at")


def letter(cast, flag, key="lead", rung=1):
    with context.tenant(cast.org("alder")):
        written = emails.red_flag(reads.flag().get(pk=flag.pk), rung, getattr(cast, key), "x@example.org", gap=False)
    return written.subject, " ".join(written.text.split()), " ".join(unescape(written.html).split())


def text(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


# Letters


def test_a_letter_speaks_of_the_review_and_not_of_a_due_date(cast, plan):
    facts.control(cast, plan=plan, review_on=TODAY - 3 * DAY, title="Ring each evening")
    subject, words, html = letter(cast, swept(cast))
    assert subject == "RP-001: safety control past its review since 9 March 2026"
    for said in (
        "An immediate safety control was not reviewed in time.",
        "What: A1 Ring each evening",
        "Review due: 8 March 2026",
        "keep the control until a next review, step it down, or replace it",
        "say what will be done and by when, at the latest by 13 March 2026",
    ):
        assert said in words, said
    assert "An immediate safety control was not reviewed in time" in html
    assert "Due: " not in words.replace("Review due: ", "")
    assert "extension" not in words


def test_a_letter_about_a_control_without_a_review_date_says_so(cast, plan):
    facts.control(cast, plan=plan, review_on=None)
    subject, words, _ = letter(cast, swept(cast))
    assert subject == "RP-001: safety control without a review date"
    assert "An immediate safety control runs without a review date." in words
    assert "Review due: No review date was given" in words


def test_the_governance_lead_is_asked_to_see_that_it_is_decided(cast, plan):
    facts.control(cast, plan=plan, review_on=TODAY - DAY)
    _, words, _ = letter(cast, swept(cast), "governance", rung=2)
    assert "Ask Tom Ellery what the control still does, and see that it is decided" in words


# Pages


def test_the_flag_says_not_reviewed_on_every_page(cast, plan, sign_in):
    late = facts.control(cast, plan=plan, review_on=TODAY - 3 * DAY, title="Ring each evening")
    flag = swept(cast)
    client = sign_in("manager")
    for address in (
        reverse("flag_list"),
        reverse("flag_detail", args=[flag.pk]),
        reverse("plan_overview", args=[plan.pk]),
        reverse("plan_notices", args=[plan.pk]),
    ):
        page = text(client.get(address))
        assert "Not reviewed by 8 March 2026" in page, address
        assert "Not done by" not in page
    history = text(client.get(reverse("plan_history", args=[plan.pk])))
    assert "raised the red flag “Control past its review: A1 Ring each evening”" in history
    assert reverse("action_review", args=[late.pk]) in text(client.get(reverse("flag_detail", args=[flag.pk])))
    overview = text(client.get(reverse("plan_overview", args=[plan.pk])))
    assert "Review of A1 is 3 days late" in overview
    assert reverse("action_review", args=[late.pk]) in overview


def test_who_may_not_review_is_asked_for_an_answer(cast, plan, sign_in):
    facts.control(cast, plan=plan, review_on=TODAY - 3 * DAY)
    swept(cast)
    page = text(sign_in("lead").get(reverse("plan_overview", args=[plan.pk])))
    assert "Answer the red flag about A1" in page
    assert "It is yours." in page


def test_who_stands_in_answers_as_the_owner_does(cast, plan, sign_in):
    facts.control(cast, plan=plan, review_on=TODAY - 3 * DAY, owner=cast.manager, stand_in=cast.lead)
    flag = swept(cast)
    client = sign_in("lead")
    assert "You stand in for its owner." in text(client.get(reverse("plan_overview", args=[plan.pk])))
    assert "Answer the red flag about A1" in text(client.get(reverse("my_work")))
    promise = {"promise": "Priya reviews it tonight", "promised_on": TODAY.isoformat()}
    assert client.post(reverse("flag_acknowledge", args=[flag.pk]), promise).status_code == 302


def test_a_commissioner_sees_the_flag_and_what_stood_down(cast, plan, sign_in):
    facts.control(cast, plan=plan, review_on=TODAY - 3 * DAY)
    down = facts.control(cast, plan=plan, review_on=TODAY, state=ActionState.VERIFIED, title="A manager on site")
    with facts.writing(cast):
        reviews.step_down(action=down, reason="SECRET-WHY", by=cast.actor("manager"), at=NOON)
    sharing.share(cast, plan)
    swept(cast)
    page = text(sign_in("commissioner").get(reverse("portfolio_plan", args=[plan.pk])))
    assert "Control past its review" in page
    assert "stood down 11 Mar" in page
    assert "SECRET-WHY" not in page
    with context.tenant(cast.org("north_vale"), role=Capacity.COMMISSIONER):
        shown = portfolio_words.flags(plan_on_a_page(plan, TODAY), TODAY)
        assert [one["title"] for one in shown["open"]] == ["Control past its review"]


# Documents


PRINTED = imprint.Imprint("HF-1", "Helen Marsh", "Alder House", asked_at=NOON, as_at=NOON)


def test_the_report_and_the_pack_tell_of_reviews(cast, plan):
    late = facts.control(cast, plan=plan, review_on=TODAY - 3 * DAY, title="Ring each evening")
    down = facts.control(cast, plan=plan, review_on=TODAY, state=ActionState.VERIFIED, title="A manager on site")
    with facts.writing(cast):
        who = {"by": cast.actor("manager"), "at": NOON}
        reviews.replace(action=down, replaced_by=late, reason="The calls reach everybody", **who)
    swept(cast)
    with context.tenant(cast.org("alder"), by=cast.actor("governance")):
        report = progress_report.context(plan, PRINTED)
        assert [flag["at_stake"] for flag in report["open_flags"]] == ["its review was due 8 March 2026"]
        assert [row["stood_down"] for row in report["stages"][0]["rows"]] == [None, NOON]
        record, _ = evidence_pack.read(plan, PRINTED)
        pack = evidence_pack.chapters(record, {})
    (control,) = [each for each in pack["stages"][0]["actions"] if each["reviews"]]
    (told,) = control["reviews"]
    assert (told["replaced_by"], told["by"]) == ("A1", cast.manager.name_and_title)
    assert control["stood_down_by"] == cast.manager.name_and_title
    assert [flag["at_stake"] for flag in pack["flags"]] == ["its review was due 8 March 2026"]
