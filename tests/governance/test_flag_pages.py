"""The pages of red flags and notices: read, answered, refused, and unseen by anybody else."""

import datetime
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import emails
from governance.domain import delivery, sweep
from governance.models import Acknowledgement, Notice, RedFlag
from plans.enums import Stage
from recovery import dates, mail
from recovery.tenancy import context
from recovery.tenancy.context import Actor
from tests.factories import flags as raised
from tests.factories import plans as facts

DAY = datetime.timedelta(days=1)
NOON = datetime.datetime(2026, 3, 11, 12, tzinfo=datetime.UTC)
TODAY = NOON.date()

pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture(autouse=True)
def _noon(settings):
    settings.BASE_URL = "https://holdfast.example.org"
    with time_machine.travel(NOON, tick=False):
        yield


def swept(cast, org="alder") -> list[RedFlag]:
    """What the worker's sweep makes of the facts, committed."""
    with raised.as_system():
        by = Actor.system("sweep")
        sweep.sweep(by=by, at=dates.now())
    with context.tenant(cast.org(org)):
        return list(RedFlag.objects.order_by("opened_at", "id"))


def slipped(cast, org="alder", **fields) -> RedFlag:
    late = facts.slipped(cast, org, **fields)
    return next(flag for flag in swept(cast, org) if flag.milestone_id == late.pk)


def delivered(*outcomes) -> None:
    """Hand over what is due to a mail server that answers like this."""

    class Answering(mail.Transport):
        def deliver(self, message):
            return mail.Receipt(*answers.pop(0)) if answers else mail.Receipt(mail.Outcome.SENT, "Accepted.", 250)

    answers = list(outcomes)
    raised._connect("WORKER_DATABASE_URL")
    try:
        transport = Answering(mail.Server("127.0.0.1", 1))
        delivery.drain(transport=transport, write=emails.red_flags, until=dates.now() + DAY)
    finally:
        raised._connect("DATABASE_URL")


def text(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def boxes(day: datetime.date, promise="Nights agree the sheet at tonight’s handover") -> dict:
    return {"promise": promise, "promised_on": day.isoformat()}


def url(name, key) -> str:
    return reverse(name, args=[getattr(key, "pk", key)])


class TestList:
    def test_open_flags_say_what_since_when_and_whose(self, cast, sign_in):
        slipped(cast, days=3)
        page = text(sign_in("governance").get(reverse("flag_list")))
        for said in ("Sheet agreed with both shifts", "9 March 2026", "2 days", "Tom Ellery", "No answer yet"):
            assert said in page, said

    def test_closed_flags_have_their_own_list(self, cast, sign_in):
        flag = slipped(cast)
        with context.tenant(cast.org("alder")):
            milestone = RedFlag.objects.select_related("milestone").get(pk=flag.pk).milestone
        facts.change(cast, milestone, done_at=NOON, done_by=cast.lead)
        swept(cast)
        client = sign_in("lead")
        assert "No red flag is open" in text(client.get(reverse("flag_list")))
        assert "Resolved" in text(client.get(reverse("flag_list"), {"show": "closed"}))

    def test_with_nothing_raised_it_says_so(self, sign_in):
        client = sign_in("manager")
        assert "No red flag is open" in text(client.get(reverse("flag_list")))
        assert "No flag has closed yet" in text(client.get(reverse("flag_list"), {"show": "closed"}))

    def test_the_number_of_queries_does_not_depend_on_the_number_of_flags(self, cast, sign_in):
        plan = facts.active_plan(cast)
        client = sign_in("governance")
        counted = []
        for more in (1, 2, 27):
            for _ in range(more):
                facts.slipped(cast, plan=plan)
            swept(cast)
            with CaptureQueriesContext(connection) as queries:
                page = client.get(reverse("flag_list"))
            counted.append(len(queries))
        assert page.status_code == 200
        assert "Page 1 of 2" in text(page) or "page=2" in text(page)
        assert len(set(counted)) == 1, counted


class TestDetail:
    def test_it_shows_the_rungs_who_was_told_and_what_became_of_each_notice(self, cast, sign_in):
        flag = slipped(cast, stage=Stage.IMMEDIATE)
        delivered()
        with time_machine.travel(NOON + DAY, tick=False):
            swept(cast)
            delivered((mail.Outcome.REFUSED, "The mail server refused the recipient: 550 no such person", 550))
            page = text(sign_in("governance").get(url("flag_detail", flag)))
        for said in (
            "1. Owner",
            "Accepted by the mail server on 11 March 2026 at 12:00",
            "2. Governance lead",
            "Helen Marsh",
            "Dawit Bekele",
            "550 no such person",
            "Nobody has answered yet",
            "Holdfast (sweep)",
        ):
            assert said in page, said

    def test_a_rung_not_reached_says_when_it_would_be(self, cast, sign_in):
        flag = slipped(cast)
        assert "Told on 16 March 2026 if nobody answers" in text(sign_in("lead").get(url("flag_detail", flag)))

    def test_a_gap_is_shown(self, cast, sign_in, own_people):
        flag = slipped(cast, stage=Stage.IMMEDIATE)
        for one in (cast.governance, cast.second_governance):
            own_people(one, ends_on=TODAY - DAY)
        with time_machine.travel(NOON + DAY, tick=False):
            swept(cast)
            page = text(sign_in("manager").get(url("flag_detail", flag)))
        assert "Nobody could be told as governance lead" in page
        assert "Jo Lindqvist" in page

    def test_a_board_member_reads_and_is_told_who_may_answer(self, cast, sign_in):
        flag = slipped(cast)
        page = text(sign_in("assessor").get(url("flag_detail", flag)))
        assert "Your role does not include this" in page
        assert "<textarea" not in page


class TestAnswering:
    def test_a_promise_is_recorded_and_pauses_the_ladder(self, cast, sign_in):
        flag = slipped(cast)
        response = sign_in("lead").post(url("flag_acknowledge", flag), boxes(TODAY + 2 * DAY))
        assert (response.status_code, response.url) == (302, url("flag_detail", flag))
        with context.tenant(cast.org("alder")):
            made = Acknowledgement.objects.get()
        assert (made.acknowledged_by_id, made.promised_on, made.acknowledged_at) == (
            cast.lead.pk,
            TODAY + 2 * DAY,
            NOON,
        )
        page = text(sign_in("governance").get(url("flag_detail", flag)))
        assert "Acknowledged" in page
        assert "Nights agree the sheet at tonight’s handover" in page
        assert "A promise already stands until 13 March 2026" in page

    @pytest.mark.parametrize(
        ("stage", "latest"),
        # A Wednesday: Friday is the second working day; the tenth is Wednesday two weeks on.
        [(Stage.IMMEDIATE, datetime.date(2026, 3, 13)), (Stage.IMPROVEMENT, datetime.date(2026, 3, 25))],
    )
    def test_the_latest_date_is_kept_to_and_named(self, cast, sign_in, stage, latest):
        flag = slipped(cast, stage=stage)
        client = sign_in("lead")
        refused = client.post(url("flag_acknowledge", flag), boxes(latest + DAY, promise="Kept words"))
        assert refused.status_code == 422
        assert f"The latest date you can promise is {dates.uk_date(latest)}" in text(refused)
        assert "Kept words" in text(refused)
        assert client.post(url("flag_acknowledge", flag), boxes(latest)).status_code == 302

    def test_easter_does_not_count_as_working_days(self, cast, sign_in):
        with time_machine.travel(datetime.datetime(2026, 4, 2, 12, tzinfo=datetime.UTC), tick=False):
            flag = slipped(cast, stage=Stage.IMMEDIATE)  # Maundy Thursday; Friday and Monday are bank holidays
            page = text(sign_in("lead").get(url("flag_acknowledge", flag)))
        assert "At the latest 8 April 2026" in page

    @pytest.mark.parametrize(
        ("posted", "sentence"),
        [
            ({}, "Enter what will be done"),
            (boxes(TODAY - DAY), "must be today or later"),
            ({"promise": "Soon", "promised_on": "31 February 2026"}, "The date it will be done by must be a real date"),
        ],
    )
    def test_what_is_missing_or_wrong_is_said_and_nothing_is_lost(self, cast, sign_in, posted, sentence):
        flag = slipped(cast)
        response = sign_in("lead").post(url("flag_acknowledge", flag), posted)
        assert response.status_code == 422
        assert sentence in text(response)
        with context.tenant(cast.org("alder")):
            assert not Acknowledgement.objects.exists()

    def test_htmx_gets_the_form_again_or_is_sent_to_the_flag(self, cast, sign_in):
        flag, client = slipped(cast), sign_in("lead")
        wrong = client.post(url("flag_acknowledge", flag), {}, headers={"HX-Request": "true"})
        assert wrong.status_code == 422
        assert wrong.content.strip().startswith(b"<form")
        right = client.post(url("flag_acknowledge", flag), boxes(TODAY), headers={"HX-Request": "true"})
        assert right.headers["HX-Redirect"] == url("flag_detail", flag)

    def test_a_second_promise_while_one_stands_is_refused_with_the_reason(self, cast, sign_in):
        flag = slipped(cast)
        sign_in("lead").post(url("flag_acknowledge", flag), boxes(TODAY + DAY))
        response = sign_in("manager").post(url("flag_acknowledge", flag), boxes(TODAY + 9 * DAY))
        assert response.status_code == 403
        assert "A promise already stands until 12 March 2026" in text(response)

    def test_after_a_missed_promise_it_can_be_answered_again(self, cast, sign_in):
        flag = slipped(cast)
        sign_in("lead").post(url("flag_acknowledge", flag), boxes(TODAY + DAY))
        with time_machine.travel(NOON + 2 * DAY, tick=False):
            client = sign_in("manager")
            assert "Missed" in text(client.get(url("flag_detail", flag)))
            assert client.post(url("flag_acknowledge", flag), boxes(TODAY + 5 * DAY)).status_code == 302

    def test_a_closed_flag_can_no_longer_be_answered(self, cast, sign_in):
        late = facts.slipped(cast)
        (flag,) = swept(cast)
        facts.change(cast, late, done_at=NOON, done_by=cast.lead)
        swept(cast)
        response = sign_in("lead").post(url("flag_acknowledge", flag), boxes(TODAY))
        assert response.status_code == 403
        assert "closed on 11 March 2026" in text(response)


class TestNotices:
    def test_the_log_says_who_was_told_what_when_and_shows_the_email(self, cast, sign_in):
        flag = slipped(cast, days=3)
        delivered()
        page = text(sign_in("manager").get(url("plan_notices", flag.plan_id)))
        for said in (
            "Tom Ellery",
            "lead@example.org",
            "11 March 2026 at 12:00",
            "RP-001: milestone overdue since 9 March 2026",
            "because you own this action",
            f'href="https://holdfast.example.org/flags/{flag.pk}/"',
        ):
            assert said in page, said

    @pytest.mark.parametrize(
        ("outcome", "said"),
        [
            ((mail.Outcome.REFUSED, "The server said no."), "1 notice was refused and will not be sent again"),
            ((mail.Outcome.UNCERTAIN, "The line broke."), "sent once more after 11 March 2026 at 12:15, marked"),
            ((mail.Outcome.RETRY, "Not now."), "Not now. Tried once; again after 11 March 2026 at 12:00"),
        ],
    )
    def test_trouble_is_shown_at_once(self, cast, sign_in, outcome, said):
        flag = slipped(cast)
        delivered(outcome)
        assert said in text(sign_in("manager").get(url("plan_notices", flag.plan_id)))

    def test_a_plan_with_no_notice_says_why(self, cast, sign_in):
        plan = facts.active_plan(cast)
        assert "Nobody has been told anything" in text(sign_in("manager").get(url("plan_notices", plan)))

    def test_the_number_of_queries_does_not_depend_on_the_number_of_notices(self, cast, sign_in):
        plan = facts.active_plan(cast)
        client, counted = sign_in("governance"), []
        for more in (1, 2, 27):
            for _ in range(more):
                facts.slipped(cast, plan=plan)
            swept(cast)
            with CaptureQueriesContext(connection) as queries:
                client.get(url("plan_notices", plan))
            counted.append(len(queries))
        assert len(set(counted)) == 1, counted


class TestWalls:
    @pytest.mark.parametrize("who", ["birch_manager", "birch_governance", "commissioner", "auditor", "council_officer"])
    def test_nobody_else_learns_that_a_flag_is_there(self, cast, sign_in, who):
        flag = slipped(cast, title="Alder’s very own action")
        delivered()
        client = sign_in(who)
        for address in (
            url("flag_detail", flag),
            url("flag_acknowledge", flag),
            url("plan_notices", flag.plan_id),
        ):
            assert client.get(address).status_code == 404
        assert client.post(url("flag_acknowledge", flag), boxes(TODAY)).status_code == 404
        assert "very own" not in text(client.get(reverse("flag_list")))
        with context.tenant(cast.org("alder")):
            assert not Acknowledgement.objects.exists()
            assert Notice.objects.count() == 1

    def test_somebody_signed_out_is_asked_to_sign_in(self, cast, client):
        flag = slipped(cast)
        assert "/accounts/login/" in client.get(url("flag_detail", flag)).url
