"""EMAIL_URL: the address of the mail server, read once when the settings load."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
PORTS = {"ssl": 465, "starttls": 587, "none": 25}


@dataclass(frozen=True)
class Server:
    """A mail server, as EMAIL_URL names it. Its repr has no password in it: error reports print settings."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: str = "none"
    timeout: float = 10.0


def parse_email_url(url: str) -> Server | None:
    """smtp://user:password@host:port/?tls=starttls|ssl|none&timeout=seconds; nothing for an empty address.

    Left out, `tls` is `ssl` on port 465, `none` on this very machine, and `starttls` elsewhere. User and
    password are percent-encoded. A password is never sent in the clear to another machine.
    """
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL must look like smtp://user:password@host:port/?tls=starttls")
    try:
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(
            "EMAIL_URL has a port that is not a number from 1 to 65535. "
            "If the password has a /, # or ? in it, percent-encode it."
        ) from None
    if parts.path not in ("", "/") or parts.fragment:
        raise ImproperlyConfigured(
            "EMAIL_URL has something after its port. If the password has a /, # or ? in it, percent-encode it."
        )
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(set(given) - {"tls", "timeout"}):
        raise ImproperlyConfigured(f"EMAIL_URL has an option that is not known: {', '.join(unknown)}.")
    local = parts.hostname in LOOPBACK
    usual = "ssl" if parts.scheme == "smtps" or port == PORTS["ssl"] else "none" if local else "starttls"
    tls = given.get("tls", usual)
    if tls not in PORTS:
        raise ImproperlyConfigured(f"EMAIL_URL has tls={tls}; it must be starttls, ssl or none.")
    try:
        timeout = float(given.get("timeout", 10))
    except ValueError:
        timeout = 0.0
    if not 0 < timeout <= 600:
        raise ImproperlyConfigured("EMAIL_URL has a timeout that is not a number of seconds from 0 to 600.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if user and tls == "none" and not local:
        raise ImproperlyConfigured("EMAIL_URL would send its password unencrypted. Use tls=starttls or tls=ssl.")
    return Server(parts.hostname, port or PORTS[tls], user, password, tls, timeout)
