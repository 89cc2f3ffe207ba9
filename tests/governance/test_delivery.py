"""Delivery: each notice once, against real mail servers that accept, refuse, hang up and are not there."""

import datetime
from email import message_from_bytes, policy

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance import emails
from governance.domain import delivery, outbox, sweep
from governance.enums import NoticeState
from governance.models import Notice
from recovery import dates, mail
from recovery.tenancy import context
from recovery.tenancy.context import Actor
from tests.factories import plans as facts
from tests.recovery.smtp_servers import Answers, DropsAfterContent, RefusesRecipient, Sink, free_port, serving

NOON = datetime.datetime(2026, 3, 11, 12, tzinfo=datetime.UTC)
TODAY = NOON.date()
DAY = datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)
SWEEPER = Actor.system("sweep")

pytestmark = pytest.mark.usefixtures("as_worker")


@pytest.fixture(autouse=True)
def _noon(settings):
    settings.MAIL_FROM = "Holdfast <holdfast@example.org>"
    settings.BASE_URL = "https://holdfast.example.org"
    with time_machine.travel(NOON, tick=False):
        yield


def run():
    with context.every_tenant(by=SWEEPER):
        return sweep.sweep(by=SWEEPER, at=dates.now())


def drain(port, write=emails.red_flags, **options):
    with mail.Transport(mail.Server("127.0.0.1", port, timeout=2, **options)) as transport:
        return delivery.drain(transport=transport, write=write, until=dates.now() + MINUTE)


def notices(cast, org="alder"):
    with context.tenant(cast.org(org)):
        return list(Notice.objects.select_related("recipient").order_by("rung", "recipient__name"))


def only(cast) -> Notice:
    (notice,) = notices(cast)
    return notice


def read(raw: bytes):
    return message_from_bytes(raw, policy=policy.default)


def words(message, kind="plain") -> str:
    return message.get_body((kind,)).get_content()


class TestSending:
    def test_it_goes_out_once_and_what_went_is_kept(self, cast):
        facts.slipped(cast, days=2)
        run()
        sink = Sink()
        with serving(sink) as port:
            assert drain(port) == delivery.Drained(handed_over=1, more=False)
            assert drain(port).handed_over == 0
        (message,) = map(read, sink.messages)
        notice = only(cast)
        assert (notice.state, notice.sent_at, notice.attempts) == (NoticeState.SENT, NOON, 1)
        assert message["Message-ID"] == notice.message_id
        assert message["To"] == notice.to_address == "lead@example.org"
        assert message["Subject"] == notice.subject
        assert message["X-Holdfast-Repeat"] is None
        assert words(message).split() == notice.text.split()
        assert words(message, "html").split() == notice.html.split()

    def test_the_claim_is_committed_before_the_hand_over(self, cast):
        facts.slipped(cast)
        run()
        seen = []

        class Looks(mail.Transport):
            def deliver(self, message):
                seen.append(only(cast).state)
                return mail.Receipt(mail.Outcome.SENT, "Accepted.", 250)

        transport = Looks(mail.Server("127.0.0.1", 1))
        delivery.drain(transport=transport, write=emails.red_flags, until=dates.now() + MINUTE)
        assert seen == [NoticeState.SENDING]

    def test_many_go_over_one_connection_with_queries_that_do_not_grow_by_letter(self, cast):
        plan = facts.active_plan(cast)
        for _ in range(3):
            facts.slipped(cast, plan=plan)
        run()
        sink = Sink()
        with serving(sink) as port, CaptureQueriesContext(connection) as few:
            drain(port)
        for _ in range(12):
            facts.slipped(cast, plan=plan)
        run()
        with serving(sink) as port, CaptureQueriesContext(connection) as many:
            drain(port)
        assert len(sink.messages) == 15
        assert sink.connections == 2
        reads = [[q for q in one.captured_queries if '"governance_' in q["sql"]] for one in (few, many)]
        assert len(reads[0]) == len(reads[1])

    def test_each_organisation_is_told_of_its_own(self, cast):
        facts.slipped(cast, title="Alder’s own action")
        facts.slipped(cast, "birch", title="Birch’s own action")
        run()
        sink = Sink()
        with serving(sink) as port:
            drain(port)
        by_person = {message["To"]: words(message) + words(message, "html") for message in map(read, sink.messages)}
        assert by_person.keys() == {"lead@example.org", "birch.manager@example.org"}
        assert "Alder’s own action" in by_person["lead@example.org"]
        assert "Birch" not in by_person["lead@example.org"]
        assert "Birch’s own action" in by_person["birch.manager@example.org"]
        assert "Alder" not in by_person["birch.manager@example.org"]

    def test_a_turn_ends_in_time_and_leaves_the_rest_to_the_next(self, cast):
        plan = facts.active_plan(cast)
        for _ in range(3):
            facts.slipped(cast, plan=plan)
        run()

        class Slow(mail.Transport):
            def deliver(self, message):
                clock.shift(40)
                return mail.Receipt(mail.Outcome.SENT, "Accepted.", 250)

        with time_machine.travel(NOON, tick=False) as clock:
            drained = delivery.drain(
                transport=Slow(mail.Server("127.0.0.1", 1)), write=emails.red_flags, until=NOON + MINUTE
            )
        assert drained == delivery.Drained(handed_over=2, more=True)
        assert sorted(one.state for one in notices(cast)) == ["pending", "sent", "sent"]
        assert next(one for one in notices(cast) if one.state == "pending").lease_until is None


class TestWords:
    def letter(self, cast, at=NOON):
        sink = Sink()
        with time_machine.travel(at, tick=False):
            run()
            with serving(sink) as port:
                drain(port)
        return {message["To"]: message for message in map(read, sink.messages)}

    def test_it_says_what_since_when_whose_what_was_promised_what_is_asked_and_where(self, cast):
        late = facts.slipped(cast, days=3)
        message = self.letter(cast)["lead@example.org"]
        text = " ".join(words(message).split())
        (notice,) = notices(cast)
        for said in (
            "Sheet agreed with both shifts (A1 Hand over each shift from one written sheet)",
            "RP-001 Safer evenings, Alder House",
            "Due: 8 March 2026",
            "Since: 9 March 2026 (2 days)",
            "Owner: Tom Ellery, Team leader",
            "Promised: Nothing yet",
            "say what will be done and by when, at the latest by 25 March 2026",
            f"https://holdfast.example.org/flags/{notice.flag_id}/",
            "because you own this action",
        ):
            assert said in text, said
        assert late.due_on == datetime.date(2026, 3, 8)
        assert f"https://holdfast.example.org/flags/{notice.flag_id}/" in words(message, "html")

    def test_the_subject_holds_nothing_that_anybody_typed(self, cast):
        facts.slipped(cast, days=3, title="Stop Mr Brown leaving at night")
        assert self.letter(cast)["lead@example.org"]["Subject"] == "RP-001: milestone overdue since 9 March 2026"

    def test_the_governance_lead_reads_why_it_came_to_them(self, cast):
        facts.slipped(cast, stage="immediate")
        self.letter(cast)
        letters = self.letter(cast, NOON + DAY)
        assert letters.keys() == {"governance@example.org", "second.governance@example.org"}
        message = letters["governance@example.org"]
        assert message["Subject"] == "RP-001: escalated, milestone overdue since 11 March 2026"
        assert "as governance lead: nobody has answered" in " ".join(words(message).split())
        assert "Look at this with Tom Ellery" in " ".join(words(message).split())

    def test_a_gap_is_said_to_who_is_told_instead(self, cast, own_people):
        facts.slipped(cast, stage="immediate")
        self.letter(cast)
        for one in (cast.governance, cast.second_governance):
            own_people(one, ends_on=TODAY - DAY)
        letters = self.letter(cast, NOON + DAY)
        assert letters.keys() == {"manager@example.org", "admin@example.org"}
        assert "Nobody in your organisation can be told as governance lead" in words(letters["admin@example.org"])

    def test_typed_words_are_text_in_the_html_and_themselves_in_the_text(self, cast):
        facts.slipped(cast, title="Rooms <b>A & B</b>")
        message = self.letter(cast)["lead@example.org"]
        assert "Rooms <b>A & B</b>" in words(message)
        assert "Rooms &lt;b&gt;A &amp; B&lt;/b&gt;" in words(message, "html")

    def test_a_flag_that_has_closed_since_says_so(self, cast):
        late = facts.slipped(cast)
        run()
        facts.change(cast, late, done_at=NOON, done_by=cast.lead)
        message = self.letter(cast, NOON + MINUTE)["lead@example.org"]
        assert "this flag closed on 11 March 2026" in words(message)


class TestTrouble:
    def test_no_mail_server_means_later_and_says_so_for_every_notice(self, cast):
        plan = facts.active_plan(cast)
        for _ in range(3):
            facts.slipped(cast, plan=plan)
        run()
        assert drain(free_port()).handed_over == 1
        waiting = notices(cast)
        assert {one.state for one in waiting} == {NoticeState.PENDING}
        assert all("could be opened" in one.detail and one.not_before > NOON for one in waiting)
        sink = Sink()
        with serving(sink) as port, time_machine.travel(NOON + MINUTE, tick=False):
            assert drain(port).handed_over == 3

    def test_what_was_not_taken_for_now_waits_longer_each_time(self, cast):
        facts.slipped(cast)
        run()
        waits, at = [], NOON
        with serving(Answers(mail=["451 4.3.0 try later"] * 4)) as port:
            for _ in range(4):
                with time_machine.travel(at, tick=False):
                    drain(port)
                    notice = only(cast)
                    assert (notice.state, "451" in notice.detail) == (NoticeState.PENDING, True)
                    waits.append((notice.not_before - at).total_seconds())
                    assert drain(port).handed_over == 0
                at = notice.not_before
        assert [22 < waits[0] < 38, 45 <= waits[1] <= 75, 90 <= waits[2] <= 150, 180 <= waits[3] <= 300] == [True] * 4

    def test_a_permanent_refusal_is_final_and_holds_nobody_else_up(self, cast):
        facts.slipped(cast, stage="immediate", owner=cast.deputy)
        run()
        with serving(RefusesRecipient()) as port, time_machine.travel(NOON + DAY):
            run()
            drain(port, write=misaddressed(cast.deputy))
            assert drain(port).handed_over == 0
        states = {one.recipient.name: (one.state, one.detail) for one in notices(cast)}
        assert states["Colin Ashby"][0] == NoticeState.REFUSED
        assert "550 5.1.1 no such person" in states["Colin Ashby"][1]
        assert states["Helen Marsh"][0] == NoticeState.SENT

    def test_a_closed_account_is_refused_with_its_reason(self, cast, own_people):
        facts.slipped(cast)
        run()
        own_people(cast.lead, active=False)
        sink = Sink()
        with serving(sink) as port:
            drain(port)
        assert sink.messages == []
        assert (only(cast).state, only(cast).detail) == (
            NoticeState.REFUSED,
            "The account of this person has been closed.",
        )

    def test_one_letter_that_cannot_be_written_does_not_hold_up_the_others(self, cast):
        plan = facts.active_plan(cast)
        for _ in range(2):
            facts.slipped(cast, plan=plan)
        run()
        skipped = notices(cast)[0].pk
        sink = Sink()
        with serving(sink) as port:
            drain(port, write=lambda batch: emails.red_flags([one for one in batch if one.id != skipped]))
        assert len(sink.messages) == 1
        left = next(one for one in notices(cast) if one.pk == skipped)
        assert (left.state, left.detail) == ("pending", "The email could not be written. It will be tried again.")


def misaddressed(person):
    """Writes as ever, but this person's address is one that the server refuses."""

    def write(batch):
        letters = emails.red_flags(batch)
        return {
            one.id: outbox.Letter("gone@example.org", letter.subject, letter.text, letter.html)
            if one.recipient_id == person.pk
            else letter
            for one in batch
            if (letter := letters[one.id])
        }

    return write


class TestUncertain:
    def test_an_answer_lost_after_the_content_is_uncertain_and_repeated_once_marked(self, cast):
        facts.slipped(cast)
        run()
        lost = DropsAfterContent()
        with serving(lost) as port:
            drain(port)
            assert only(cast).state == NoticeState.UNCERTAIN
            assert "lost before it said" in only(cast).detail
        sink = Sink()
        with serving(sink) as port:
            with time_machine.travel(NOON + 14 * MINUTE, tick=False):
                assert drain(port).handed_over == 0
            with time_machine.travel(NOON + 15 * MINUTE, tick=False):
                assert drain(port).handed_over == 1
            with time_machine.travel(NOON + 60 * MINUTE, tick=False):
                assert drain(port).handed_over == 0
        first, again = map(read, [*lost.messages, *sink.messages])
        assert first["Message-ID"] == again["Message-ID"]
        assert (first["X-Holdfast-Repeat"], again["X-Holdfast-Repeat"]) == (None, "possible repeat")
        assert " ".join(words(again).split()).startswith(delivery.REPEAT_LINE)
        assert delivery.REPEAT_LINE in words(again, "html")
        assert words(again).split()[-20:] == words(first).split()[-20:]
        assert (only(cast).state, only(cast).repeated_at) == (NoticeState.SENT, NOON + 15 * MINUTE)

    def test_uncertain_twice_stays_uncertain_for_ever(self, cast):
        facts.slipped(cast)
        run()
        lost = DropsAfterContent()
        with serving(lost) as port:
            for minutes in (0, 15, 31, 600):
                with time_machine.travel(NOON + minutes * MINUTE, tick=False):
                    drain(port)
        assert len(lost.messages) == 2
        assert only(cast).state == NoticeState.UNCERTAIN

    def test_a_process_that_died_leaves_one_uncertain_and_the_rest_of_its_batch_waiting(self, cast):
        plan = facts.active_plan(cast)
        for _ in range(3):
            facts.slipped(cast, plan=plan)
        run()

        class Dies(mail.Transport):
            def deliver(self, message):
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            delivery.drain(
                transport=Dies(mail.Server("127.0.0.1", 1, timeout=1)), write=emails.red_flags, until=NOON + MINUTE
            )
        assert sorted(one.state for one in notices(cast)) == ["pending", "pending", "sending"]
        sink = Sink()
        with serving(sink) as port:
            with time_machine.travel(NOON + MINUTE, tick=False):
                assert drain(port).handed_over == 2
                (uncertain,) = [one for one in notices(cast) if one.state == "uncertain"]
                assert uncertain.detail == outbox.DIED
            with time_machine.travel(NOON + 16 * MINUTE, tick=False):
                assert drain(port).handed_over == 1
        assert [one.state for one in notices(cast)] == ["sent"] * 3
        assert [bool(one.repeated_at) for one in notices(cast)].count(True) == 1

    def test_a_repeat_that_surely_did_not_go_is_tried_again(self, cast):
        facts.slipped(cast)
        run()
        with serving(DropsAfterContent()) as port:
            drain(port)
        with time_machine.travel(NOON + 15 * MINUTE, tick=False):
            drain(free_port())
            assert (only(cast).state, only(cast).repeated_at) == (NoticeState.UNCERTAIN, None)
        sink = Sink()
        with serving(sink) as port, time_machine.travel(NOON + 17 * MINUTE, tick=False):
            drain(port)
        assert (only(cast).state, len(sink.messages)) == (NoticeState.SENT, 1)

    def test_a_worker_that_slept_past_its_lease_changes_nothing_of_the_next(self, cast):
        facts.slipped(cast)
        run()

        class Sleeps(mail.Transport):
            def deliver(self, message):
                clock.shift(datetime.timedelta(minutes=20))
                with serving(sink) as port:
                    drain(port)  # another worker: first it is uncertain, and not yet due again
                    clock.shift(datetime.timedelta(minutes=20))
                    drain(port)
                return mail.Receipt(mail.Outcome.RETRY, "Gave up at last.")

        sink = Sink()
        with time_machine.travel(NOON, tick=False) as clock:
            transport = Sleeps(mail.Server("127.0.0.1", 1))
            delivery.drain(transport=transport, write=emails.red_flags, until=NOON + MINUTE)
        assert (only(cast).state, len(sink.messages)) == (NoticeState.SENT, 1)
