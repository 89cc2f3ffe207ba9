"""Email: how a message is built, and how it is handed over without ever being handed over twice by mistake.

The only importer of django.core.mail and smtplib. An SMTP conversation can fail before the server has the
message, after it, or at the one moment when nobody can tell; `Outcome` keeps these apart, because a notice
that surely did not arrive is sent again and one that may have arrived is not. Without EMAIL_URL, mail goes to
the local outbox.

Not here: which notices are due, to whom, and what they say.
"""

import contextlib
import enum
import logging
import re
import smtplib
import ssl
import time
from collections.abc import Mapping, Sequence
from email import charset
from email.utils import formatdate, make_msgid, parseaddr
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import forbid_multi_line_headers
from django.core.mail.utils import DNS_NAME
from django.core.validators import validate_email

from recovery import local_outbox
from recovery.mail_url import Server, parse_email_url

log = logging.getLogger(__name__)

# Bodies in 7 bits: not every server takes 8, and which do is known only in the middle of a conversation.
SEVEN_BIT = charset.Charset("utf-8")
SEVEN_BIT.body_encoding = charset.QP
# Replies about our account rather than about this message: putting the account right lets the message go.
ACCOUNT_REPLIES = {530, 534, 535, 538}


KEPT_HERE = "The message is in the local outbox. No mail server is set up."
"""What became of a message that was not sent to anybody."""


class Outcome(enum.Enum):
    SENT = "sent"
    RETRY = "retry"  # surely not accepted; may be sent again
    REFUSED = "refused"  # permanently; sending it again would change nothing
    UNCERTAIN = "uncertain"  # the server may have it: the answer was lost


class Receipt(NamedTuple):
    """What became of one message. `detail` is a sentence for the person who looks into it."""

    outcome: Outcome
    detail: str
    code: int | None = None
    unreachable: bool = False  # no conversation could be opened: other messages would fare no better now


class NotSent(OSError):
    """Raised by the Django backend for a message that did not go."""


# Messages


def build(
    subject: str,
    text: str,
    html: str,
    to: str | Sequence[str],
    message_id: str,
    headers: Mapping[str, str] | None = None,
) -> EmailMultiAlternatives:
    """A message in text and HTML. The caller gives the Message-ID, so that a repeat can be known as one.

    Line breaks in the subject become spaces: they come from a title somebody typed, and must neither forge a
    header nor stop a notice. In any other header they raise BadHeaderError.
    """
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text,
        from_email=settings.MAIL_FROM,
        to=[to] if isinstance(to, str) else list(to),
        headers={
            "Message-ID": message_id,
            "Date": formatdate(),
            "Auto-Submitted": "auto-generated",
            **(headers or {}),
        },
    )
    message.attach_alternative(html, "text/html")
    # BadHeaderError now rather than in the middle of a delivery. The message itself is put together once, there.
    for name, value in (*message.extra_headers.items(), ("Subject", message.subject), ("To", ", ".join(message.to))):
        forbid_multi_line_headers(name, value, settings.DEFAULT_CHARSET)
    return message


def envelope_address(address: str) -> str:
    """The bare address for the envelope, its domain in ASCII. ValueError if no mail could be sent to it."""
    bare = parseaddr(address)[1] if "<" in address else address.strip()
    try:
        validate_email(bare)
        user, _, domain = bare.rpartition("@")
        return f"{user.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except (ValidationError, UnicodeError):
        raise ValueError(f"{address!r} is not an address that mail can be sent to.") from None


def wire_bytes(message) -> bytes:
    """The message as SMTP carries it: CRLF line ends, leading dots doubled, without the closing dot."""
    raw = re.sub(rb"\r\n|\r|\n", b"\r\n", message.message().as_bytes())
    raw = re.sub(rb"(?m)^\.", b"..", raw)
    return raw if raw.endswith(b"\r\n") else raw + b"\r\n"


def _prepare(message) -> tuple[str, list[str], bytes]:
    """Sender, recipients and bytes. ValueError says why the message can never go."""
    message.encoding = message.encoding or SEVEN_BIT
    recipients = [envelope_address(each) for each in message.recipients()]
    if not recipients:
        raise ValueError("The message has nobody to go to.")
    try:
        return envelope_address(message.from_email), recipients, wire_bytes(message)
    except ValueError:  # BadHeaderError and UnicodeError are ValueErrors too
        raise
    except Exception as error:
        raise ValueError(f"The message cannot be written down: {error}") from error


# Transports


class _Ends(Exception):
    """The attempt is over, with this receipt."""

    def __init__(self, receipt: Receipt):
        self.receipt = receipt


class Transport:
    """One SMTP conversation kept open over many messages: a context manager, for one thread."""

    def __init__(self, server: Server):
        self.server = server
        self._smtp: smtplib.SMTP | None = None

    @classmethod
    def from_settings(cls) -> "Transport | LocalOutbox":
        server = settings.EMAIL_URL
        if isinstance(server, str):
            server = parse_email_url(server)
        return cls(server) if server else LocalOutbox(local_outbox.directory())

    @property
    def longest(self) -> float:
        """Seconds after which `deliver` has surely given up: a lease on a message must be longer."""
        return self.server.timeout * 16

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()

    def close(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        with contextlib.suppress(OSError):
            if smtp.sock is not None:
                smtp.sock.settimeout(min(self.server.timeout, 2))
            smtp.quit()
        smtp.close()

    def deliver(self, message) -> Receipt:
        """Hand one message over. Never raises for what the network, the server or the message does.

        With several recipients it is all or none: one refused recipient keeps it from the others too.
        """
        try:
            sender, recipients, content = _prepare(message)
        except ValueError as error:
            return Receipt(Outcome.REFUSED, str(error))
        try:
            self._open_letter(sender, recipients)
            return self._hand_over(content)
        except _Ends as end:
            return end.receipt

    def _open_letter(self, sender: str, recipients: list[str]) -> None:
        """Everything before the content: whatever fails here, the server surely does not have the message."""
        kept = self._smtp is not None
        if not kept:
            self._connect()
        try:
            self._ask(f"MAIL FROM:<{sender}>", "the sender", (250,))
            for recipient in recipients:
                self._ask(f"RCPT TO:<{recipient}>", f"the recipient {recipient}", (250, 251))
            self._ask("DATA", "the message", (354,))
        except OSError as error:
            self._drop()
            if kept:  # the server, or a firewall between, had closed the line while it was idle
                self._open_letter(sender, recipients)
                return
            raise _Ends(
                Receipt(Outcome.RETRY, f"The mail server broke off before the message was sent: {_words(error)}.")
            ) from error
        except _Ends as end:
            if kept and end.receipt.code == 421:
                self._open_letter(sender, recipients)
                return
            raise

    def _ask(self, command: str, about: str, good: tuple[int, ...]) -> None:
        code, reply = self._smtp.docmd(command)
        if code in good:
            return
        receipt = _refusal(code, reply, about)
        if code == 421 or not 400 <= code < 600:
            self._drop()
        else:
            self._reset()
        raise _Ends(receipt)

    def _hand_over(self, content: bytes) -> Receipt:
        """From the first byte of content until the reply, nobody can tell whether the server has it."""
        try:
            self._smtp.send(content + b".\r\n")
            code, reply = self._smtp.getreply()
        except OSError as error:
            self._drop()
            return Receipt(
                Outcome.UNCERTAIN,
                f"The mail server was lost before it said whether it has the message: {_words(error)}.",
            )
        if 200 <= code < 300:
            return Receipt(Outcome.SENT, "The mail server accepted the message.", code)
        if code == 421 or not 400 <= code < 600:
            self._drop()
        if 400 <= code < 600:
            return _refusal(code, reply, "the message")
        return Receipt(
            Outcome.UNCERTAIN, f"The mail server's answer was not one that SMTP knows: {_text(reply)}.", code
        )

    def _connect(self) -> None:
        server = self.server
        address = (server.host, server.port)
        options = {"timeout": server.timeout, "local_hostname": DNS_NAME.get_fqdn()}
        smtp = None
        try:
            context = ssl.create_default_context() if server.tls != "none" else None
            if server.tls == "ssl":
                smtp = smtplib.SMTP_SSL(*address, context=context, **options)
            else:
                smtp = smtplib.SMTP(*address, **options)
            smtp.ehlo_or_helo_if_needed()
            if server.tls == "starttls":
                smtp.starttls(context=context)
                smtp.ehlo_or_helo_if_needed()
            if server.user:
                smtp.login(server.user, server.password)
        except (OSError, UnicodeError) as error:
            if smtp is not None:
                smtp.close()
            sentence = f"No conversation with the mail server {server.host}:{server.port} could be opened"
            code = getattr(error, "smtp_code", None)
            raise _Ends(Receipt(Outcome.RETRY, f"{sentence}: {_words(error)}.", code, unreachable=True)) from error
        self._smtp = smtp

    def _reset(self) -> None:
        """Clear the half-written letter, so that the next one starts clean."""
        try:
            if self._smtp.docmd("RSET")[0] != 250:
                self._drop()
        except OSError:
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


class LocalOutbox:
    """Keeps each message as a file instead of sending it. The same interface as `Transport`."""

    longest = 60.0

    def __init__(self, folder: Path):
        self.folder = folder

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()

    def close(self) -> None:
        """Nothing is held open."""

    def deliver(self, message) -> Receipt:
        try:
            _prepare(message)
            raw = message.message().as_bytes()
        except ValueError as error:
            return Receipt(Outcome.REFUSED, str(error))
        try:
            local_outbox.keep(self.folder, raw, at=time.time_ns())
        except OSError as error:
            return Receipt(Outcome.RETRY, f"The local outbox could not be written: {_words(error)}.")
        return Receipt(Outcome.SENT, KEPT_HERE)


def _refusal(code: int, reply: bytes, about: str) -> Receipt:
    said = f"{code} {_text(reply)}".strip()
    if 500 <= code < 600 and code not in ACCOUNT_REPLIES:
        return Receipt(Outcome.REFUSED, f"The mail server refused {about}: {said}", code)
    return Receipt(Outcome.RETRY, f"The mail server did not take {about} for now: {said}", code)


def _text(reply: bytes | str) -> str:
    if isinstance(reply, bytes):
        reply = reply.decode("utf-8", "replace")
    return " ".join(reply.split())[:300]


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "it did not answer in time"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}".strip()
    return _text(str(error)).rstrip(".") or type(error).__name__


class Backend(BaseEmailBackend):
    """Django's way in, for the mails of the sign-in pages. A person is waiting, so nothing is tried again."""

    def send_messages(self, email_messages) -> int:
        sent = 0
        with Transport.from_settings() as transport:
            for message in email_messages:
                if not any(name.lower() == "message-id" for name in message.extra_headers):
                    domain = parseaddr(settings.MAIL_FROM)[1].rpartition("@")[2]
                    message.extra_headers["Message-ID"] = make_msgid(domain=domain or "localhost")
                receipt = transport.deliver(message)
                if receipt.outcome in (Outcome.SENT, Outcome.UNCERTAIN):
                    sent += 1
                else:
                    log.error("mail not sent: %s", receipt.detail)
                    if not self.fail_silently:
                        raise NotSent(receipt.detail)
        return sent
