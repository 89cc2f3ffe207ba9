"""Real mail servers for the tests, each with one habit."""

import asyncio
import contextlib
import socket
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Sink:
    """Accepts and keeps every message. The other habits build on it."""

    def __init__(self):
        self.messages: list[bytes] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.connections = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server, session, envelope):
        self.messages.append(envelope.content)
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        return "250 2.0.0 taken"


class RefusesRecipient(Sink):
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address.startswith("gone"):
            return "550 5.1.1 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"


class Answers(Sink):
    """Gives the replies it was told to, one after the other, at MAIL or at the end of DATA; then accepts."""

    def __init__(self, *, mail=(), data=()):
        super().__init__()
        self.mail, self.data = list(mail), list(data)

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        if self.mail:
            return self.mail.pop(0)
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.data:
            return self.data.pop(0)
        return await super().handle_DATA(server, session, envelope)


class DropsAfterContent(Sink):
    """Keeps the message, then is gone before it says so."""

    async def handle_DATA(self, server, session, envelope):
        await super().handle_DATA(server, session, envelope)
        server.transport.abort()
        return "250 never heard"


class HangsAfterContent(Sink):
    async def handle_DATA(self, server, session, envelope):
        await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(1.5)
        return "250 too late"


class _OnAnyPort(Controller):
    def __init__(self, handler, idle, **options):
        self.idle = idle
        super().__init__(handler, hostname="127.0.0.1", port=free_port(), **options)

    def factory(self):
        return SMTP(self.handler, timeout=self.idle, **self.SMTP_kwargs)


@contextlib.contextmanager
def serving(handler, *, idle=30, **options):
    """The port on which `handler` answers. `idle` is how long it bears silence before it hangs up."""
    controller = _OnAnyPort(handler, idle, **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextlib.contextmanager
def playing(*conversations):
    """A bare socket that plays its lines: for each connection a list of replies, the first its greeting.

    Each of the others answers one line heard, or the whole content after a 354. None, or the end, hangs up.
    """
    listener = socket.create_server(("127.0.0.1", 0))

    def play():
        for replies in conversations:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as heard, contextlib.suppress(OSError):
                _speak(connection, heard, replies)

    thread = threading.Thread(target=play, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        thread.join(5)


def _speak(connection, heard, replies):
    connection.sendall(replies[0] + b"\r\n")
    content = False
    for reply in replies[1:]:
        while (line := heard.readline()) and content and line != b".\r\n":
            pass
        if not line or reply is None:
            return
        connection.sendall(reply + b"\r\n")
        content = reply.startswith(b"354")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
