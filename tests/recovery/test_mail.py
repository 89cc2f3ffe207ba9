"""Handing over mail, against real servers that accept, refuse, hang up and hang."""

import ssl
import time
from email import message_from_bytes, policy

import pytest
import trustme
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import BadHeaderError, EmailMessage

from recovery import local_outbox, mail
from recovery.mail import Outcome
from tests.recovery.smtp_servers import (
    Answers,
    DropsAfterContent,
    HangsAfterContent,
    RefusesRecipient,
    Sink,
    free_port,
    playing,
    serving,
)


@pytest.fixture(autouse=True)
def sender(settings):
    settings.MAIL_FROM = settings.DEFAULT_FROM_EMAIL = "Holdfast <holdfast@example.org>"


def letter(n=1, to="ruth@example.org", **changes):
    given = {"subject": f"Notice {n}", "text": "It slipped.\n", "html": "<p>It slipped.</p>"}
    return mail.build(**{**given, **changes}, to=to, message_id=f"<notice-{n}@example.org>")


def transport(port, **options):
    return mail.Transport(mail.Server("127.0.0.1", port, **{"timeout": 5, **options}))


def subjects(sink):
    return [message_from_bytes(each, policy=policy.default)["Subject"] for each in sink.messages]


class TestDelivery:
    def test_many_messages_go_over_one_connection(self):
        sink = Sink()
        with serving(sink) as port, transport(port) as post:
            receipts = [post.deliver(letter(n)) for n in range(30)]
        assert {receipt.outcome for receipt in receipts} == {Outcome.SENT}
        assert receipts[0].code == 250
        assert subjects(sink) == [f"Notice {n}" for n in range(30)]
        assert sink.connections == 1
        assert sink.envelopes[0] == ("holdfast@example.org", ["ruth@example.org"])

    def test_a_line_that_is_a_dot_does_not_end_the_message(self):
        sink = Sink()
        with serving(sink) as port, transport(port) as post:
            post.deliver(letter(text="before\n.\n..two\nafter\n"))
        text = message_from_bytes(sink.messages[0], policy=policy.default).get_body(("plain",)).get_content()
        assert text.splitlines() == ["before", ".", "..two", "after"]

    def test_a_message_goes_in_seven_bits_and_arrives_in_full(self):
        sink = Sink()
        with serving(sink) as port, transport(port) as post:
            post.deliver(letter(subject="Pokój – 3 days", text="Łódź · £5 – “late”\n"))
        assert max(sink.messages[0]) < 128
        message = message_from_bytes(sink.messages[0], policy=policy.default)
        assert message["Subject"] == "Pokój – 3 days"
        assert message.get_body(("plain",)).get_content().strip() == "Łódź · £5 – “late”"

    def test_a_refused_recipient_is_final_and_the_connection_goes_on(self):
        sink = RefusesRecipient()
        with serving(sink) as port, transport(port) as post:
            refused = post.deliver(letter(1, to="gone@example.org"))
            sent = post.deliver(letter(2))
        assert (refused.outcome, refused.code) == (Outcome.REFUSED, 550)
        assert refused.detail == "The mail server refused the recipient gone@example.org: 550 5.1.1 no such person"
        assert sent.outcome is Outcome.SENT
        assert subjects(sink) == ["Notice 2"]
        assert sink.connections == 1

    def test_one_refused_recipient_keeps_the_message_from_all(self):
        sink = RefusesRecipient()
        with serving(sink) as port, transport(port) as post:
            receipt = post.deliver(letter(to=["ruth@example.org", "gone@example.org"]))
        assert receipt.outcome is Outcome.REFUSED
        assert sink.messages == []

    @pytest.mark.parametrize(
        ("habit", "outcome", "code"),
        [
            ({"mail": ["451 4.3.0 busy"]}, Outcome.RETRY, 451),
            ({"mail": ["554 5.7.1 not from you"]}, Outcome.REFUSED, 554),
            ({"mail": ["530 5.7.0 sign in first"]}, Outcome.RETRY, 530),
            ({"data": ["451 4.3.0 try later"]}, Outcome.RETRY, 451),
            ({"data": ["552 5.3.4 too large"]}, Outcome.REFUSED, 552),
        ],
    )
    def test_a_reply_decides_and_the_next_message_still_goes(self, habit, outcome, code):
        sink = Answers(**habit)
        with serving(sink) as port, transport(port) as post:
            first, second = post.deliver(letter(1)), post.deliver(letter(2))
        assert (first.outcome, first.code, first.unreachable) == (outcome, code, False)
        assert str(code) in first.detail
        assert second.outcome is Outcome.SENT
        assert subjects(sink) == ["Notice 2"]

    def test_nothing_can_be_sent_to_what_is_no_address(self):
        sink = Sink()
        with serving(sink) as port, transport(port) as post:
            unusable = ["nobody", "a b@example.org", "ünal@example.org", []]
            receipts = [post.deliver(letter(to=to)) for to in unusable]
        assert {receipt.outcome for receipt in receipts} == {Outcome.REFUSED}
        assert "'nobody' is not an address" in receipts[0].detail
        assert sink.connections == 0

    def test_an_international_domain_is_written_in_ascii(self):
        sink = Sink()
        with serving(sink) as port, transport(port) as post:
            assert post.deliver(letter(to="Ruth <ruth@pflege-köln.example>")).outcome is Outcome.SENT
        assert sink.envelopes[0][1] == ["ruth@xn--pflege-kln-lcb.example"]


class TestALostServer:
    def test_nobody_listening_is_tried_again(self):
        with transport(free_port()) as post:
            receipt = post.deliver(letter())
        assert (receipt.outcome, receipt.unreachable) == (Outcome.RETRY, True)
        assert "No conversation with the mail server 127.0.0.1:" in receipt.detail

    def test_a_lost_answer_is_uncertain_though_the_server_has_the_message(self):
        sink = DropsAfterContent()
        with serving(sink) as port, transport(port) as post:
            receipt = post.deliver(letter())
        assert receipt.outcome is Outcome.UNCERTAIN
        assert "lost before it said whether it has the message" in receipt.detail
        assert subjects(sink) == ["Notice 1"]

    def test_after_a_lost_answer_the_next_message_takes_a_new_connection(self):
        sink = DropsAfterContent()
        with serving(sink) as port, transport(port) as post:
            post.deliver(letter(1))
            post.deliver(letter(2))
        assert subjects(sink) == ["Notice 1", "Notice 2"]
        assert sink.connections == 2

    def test_a_server_that_hangs_after_the_content_is_uncertain(self):
        sink = HangsAfterContent()
        with serving(sink) as port, transport(port, timeout=0.4) as post:
            began = time.monotonic()
            receipt = post.deliver(letter())
            took = time.monotonic() - began
        assert receipt.outcome is Outcome.UNCERTAIN
        assert "did not answer in time" in receipt.detail
        assert took < post.longest

    def test_a_server_that_never_greets_is_tried_again(self):
        with playing([b"220-wait", None]) as port, transport(port, timeout=0.4) as post:
            receipt = post.deliver(letter())
        assert (receipt.outcome, receipt.unreachable) == (Outcome.RETRY, True)

    def test_an_idle_connection_closed_by_the_server_is_reopened_at_once(self):
        sink = Sink()
        with serving(sink, idle=0.2) as port, transport(port) as post:
            first = post.deliver(letter(1))
            time.sleep(0.6)
            second = post.deliver(letter(2))
        assert [first.outcome, second.outcome] == [Outcome.SENT, Outcome.SENT]
        assert subjects(sink) == ["Notice 1", "Notice 2"]
        assert sink.connections == 2

    def test_a_kept_connection_that_says_goodbye_is_reopened_at_once(self):
        talk = [b"220 hello", b"250 here", b"250 OK", b"250 OK", b"354 go", b"250 taken"]
        with playing([*talk, b"421 4.7.0 enough on this line"], talk) as port, transport(port) as post:
            assert [post.deliver(letter(n)).outcome for n in (1, 2)] == [Outcome.SENT, Outcome.SENT]

    def test_a_fresh_connection_that_says_goodbye_is_tried_again_later(self):
        with playing([b"220 hello", b"250 here", b"421 too busy"]) as port, transport(port) as post:
            receipt = post.deliver(letter())
        assert (receipt.outcome, receipt.code) == (Outcome.RETRY, 421)

    def test_a_line_cut_before_the_content_is_surely_not_sent(self):
        talk = [b"220 hello", b"250 here", b"250 OK", b"250 OK", None]
        with playing(talk) as port, transport(port) as post:
            receipt = post.deliver(letter())
        assert receipt.outcome is Outcome.RETRY
        assert "broke off before the message was sent" in receipt.detail

    @pytest.mark.parametrize(
        ("answer", "outcome"),
        [
            (b"421 4.3.2 shutting down", Outcome.RETRY),
            (b"nonsense", Outcome.UNCERTAIN),
            (b"354 more?", Outcome.UNCERTAIN),
            (None, Outcome.UNCERTAIN),
        ],
    )
    def test_only_an_answer_to_the_content_makes_it_certain(self, answer, outcome):
        talk = [b"220 hello", b"250 here", b"250 OK", b"250 OK", b"354 go", answer]
        with playing(talk) as port, transport(port) as post:
            assert post.deliver(letter()).outcome is outcome

    def test_a_server_that_turns_us_away_at_the_door_is_tried_again(self):
        with playing([b"554 not today"]) as port, transport(port) as post:
            receipt = post.deliver(letter())
        assert (receipt.outcome, receipt.code, receipt.unreachable) == (Outcome.RETRY, 554, True)

    def test_without_the_promised_encryption_nothing_is_sent(self):
        sink = Sink()
        with serving(sink) as port, transport(port, tls="starttls") as post:
            receipt = post.deliver(letter())
        assert (receipt.outcome, receipt.unreachable) == (Outcome.RETRY, True)
        assert sink.messages == []

    @pytest.mark.parametrize("tls", ["ssl", "starttls"])
    def test_an_encrypted_conversation_needs_a_trusted_certificate(self, tls, tmp_path, monkeypatch):
        authority = trustme.CA()
        authority.cert_pem.write_to_path(tmp_path / "authority.pem")
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        encrypted = {"ssl": "ssl_context", "starttls": "tls_context"}
        sink = Sink()
        with serving(sink, **{encrypted[tls]: context}) as port, transport(port, tls=tls) as post:
            stranger = post.deliver(letter(1))
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
            trusted = post.deliver(letter(2))
        assert (stranger.outcome, stranger.unreachable) == (Outcome.RETRY, True)
        assert "certificate" in stranger.detail.lower()
        assert trusted.outcome is Outcome.SENT
        assert subjects(sink) == ["Notice 2"]

    def test_a_wrong_password_is_ours_to_put_right_and_not_the_messages_fault(self):
        talk = [b"220 hello", b"250-here\r\n250 AUTH PLAIN", b"535 5.7.8 wrong"]
        with playing(talk) as port, transport(port, user="holdfast", password="no") as post:
            receipt = post.deliver(letter())
        assert (receipt.outcome, receipt.code, receipt.unreachable) == (Outcome.RETRY, 535, True)


class TestBuild:
    def test_a_message_has_both_parts_and_says_that_it_is_automatic(self):
        message = letter().message()
        assert message["Message-ID"] == "<notice-1@example.org>"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["From"] == "Holdfast <holdfast@example.org>"
        assert message["Date"]
        assert message.get_content_type() == "multipart/alternative"
        assert [part.get_content_type() for part in message.get_payload()] == ["text/plain", "text/html"]

    def test_a_subject_cannot_forge_a_header(self):
        message = letter(subject="Late\r\nBcc: all@example.org").message()
        assert message["Subject"] == "Late Bcc: all@example.org"
        assert message["Bcc"] is None

    @pytest.mark.parametrize("changed", [{"to": "ruth@example.org\nBcc: a@b.org"}, {"headers": {"X-Kind": "a\nb"}}])
    def test_other_headers_refuse_line_breaks(self, changed):
        with pytest.raises(BadHeaderError):
            letter(**changed)


class TestEmailUrl:
    def test_no_address_is_no_server(self):
        assert mail.parse_email_url("") is None

    @pytest.mark.parametrize(
        ("url", "server"),
        [
            ("smtp://127.0.0.1:2525", mail.Server("127.0.0.1", 2525)),
            (
                "smtp://u:p%40ss@mail.example.org",
                mail.Server("mail.example.org", 587, "u", "p@ss", tls="starttls"),
            ),
            ("smtps://mail.example.org/", mail.Server("mail.example.org", 465, tls="ssl")),
            ("smtp://relay:25/?tls=none&timeout=2.5", mail.Server("relay", 25, timeout=2.5)),
        ],
    )
    def test_an_address_is_read(self, url, server):
        assert mail.parse_email_url(url) == server

    @pytest.mark.parametrize(
        ("url", "words"),
        [
            ("mail.example.org", "must look like"),
            ("http://mail.example.org", "must look like"),
            ("smtp://mail.example.org:smtp", "port"),
            ("smtp://u:a/b@mail.example.org", "percent-encode"),
            ("smtp://mail.example.org/?tls=maybe", "tls=maybe"),
            ("smtp://mail.example.org/?timeout=soon", "timeout"),
            ("smtp://mail.example.org/?retries=3", "retries"),
            ("smtp://u:p@mail.example.org/?tls=none", "unencrypted"),
        ],
    )
    def test_a_wrong_address_stops_the_start_with_a_reason(self, url, words):
        with pytest.raises(ImproperlyConfigured, match=words):
            mail.parse_email_url(url)

    def test_the_password_is_not_printed(self):
        assert "hush" not in repr(mail.parse_email_url("smtp://u:hush@mail.example.org"))


class TestFromSettings:
    def test_a_server_is_used_when_one_is_set(self, settings):
        settings.EMAIL_URL = mail.parse_email_url("smtp://127.0.0.1:2525")
        assert mail.Transport.from_settings().server.port == 2525

    def test_without_one_mail_goes_to_the_local_outbox(self, settings, tmp_path):
        settings.EMAIL_URL, settings.STATE = None, tmp_path
        with mail.Transport.from_settings() as post:
            assert post.deliver(letter(subject="Kept – here")).outcome is Outcome.SENT
        kept = local_outbox.listing(tmp_path / "outbox")
        assert [(each.subject, each.to) for each in kept] == [("Kept – here", "ruth@example.org")]

    def test_the_local_outbox_refuses_what_a_server_would(self, settings, tmp_path):
        settings.EMAIL_URL, settings.STATE = None, tmp_path
        with mail.Transport.from_settings() as post:
            assert post.deliver(letter(to="nobody")).outcome is Outcome.REFUSED
        assert local_outbox.listing(tmp_path / "outbox").paginator.count == 0

    def test_a_full_disk_is_tried_again(self, settings, tmp_path):
        settings.EMAIL_URL, settings.STATE = None, tmp_path
        (tmp_path / "outbox").write_text("a file where the folder should be")
        with mail.Transport.from_settings() as post:
            assert post.deliver(letter()).outcome is Outcome.RETRY


class TestDjangoBackend:
    def test_sign_in_mail_goes_the_same_way(self, settings):
        settings.EMAIL_BACKEND = "recovery.mail.Backend"
        sink = Sink()
        with serving(sink) as port:
            settings.EMAIL_URL = mail.parse_email_url(f"smtp://127.0.0.1:{port}")
            assert EmailMessage("Reset", "Use this link.", to=["ruth@example.org"]).send() == 1
        message = message_from_bytes(sink.messages[0], policy=policy.default)
        assert message["Message-ID"].endswith("@example.org>")

    def test_a_mail_that_did_not_go_is_loud_unless_asked_not_to_be(self, settings):
        settings.EMAIL_BACKEND = "recovery.mail.Backend"
        settings.EMAIL_URL = mail.parse_email_url(f"smtp://127.0.0.1:{free_port()}")
        message = EmailMessage("Reset", "Use this link.", to=["ruth@example.org"])
        with pytest.raises(mail.NotSent):
            message.send()
        assert EmailMessage("Reset", "x", to=["ruth@example.org"]).send(fail_silently=True) == 0
