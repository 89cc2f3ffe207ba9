"""The port of `make run`: the usual one, or the next that is free.

The socket is opened here and lent to the web process, so no other program can take the port in between, and a
web process that is restarted finds it again.
"""

import errno
import socket
import time

from recovery.state import CannotStart

DEFAULT_PORT = 8000
TRIES = 20


def port_number(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) < 65536:
        return int(text)
    raise CannotStart(f"PORT is {text!r}, which is no port number. Leave it out, or:  make run PORT=8080")


def open_port(host: str, asked: int | None, *, usual: int = DEFAULT_PORT, patience: float) -> socket.socket:
    """The port that was asked for, or none; unasked, the usual one or else the first free one. `patience` is for
    a port that is still held by a killed run before us, whose processes go by themselves but not at once."""
    deadline = time.monotonic() + patience
    while True:
        ports = [asked] if asked is not None else [usual]
        if time.monotonic() >= deadline and asked is None:
            ports = [usual, *range(DEFAULT_PORT, DEFAULT_PORT + TRIES), 0]
        for port in ports:
            listener = _try(host, port)
            if listener:
                return listener
        if time.monotonic() >= deadline:
            raise CannotStart(f"Port {asked} of {host} is taken. Choose another:  make run PORT=8080")
        time.sleep(0.2)


def _try(host: str, port: int) -> socket.socket | None:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno != errno.EADDRINUSE:
            raise CannotStart(f"Port {port} of {host} cannot be opened: {error.strerror}.") from None
        return None
    return listener
