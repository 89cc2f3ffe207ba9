"""The outbox of notices, row by row: reserve some, begin one, record what became of it. Each verb is one commit.

A notice goes pending → sending → sent. What is *sending* was committed before the hand-over began, so a process that
dies in between leaves exactly that notice behind, and only that one: the others of its batch were merely reserved.
When the lease of a *sending* notice runs out it is *uncertain*. What surely did not arrive is pending again, later;
what the server will never take is *refused*.

`lease_until` is both the lease and its token: a reservation is taken over only after it has run out, and then gets a
later one, so whoever still holds the old value changes nothing.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from governance.enums import NoticeState
from recovery import dates
from recovery.mail import Outcome, Receipt
from recovery.verbs import verb

RESERVED = timedelta(seconds=10)
REPEAT_AFTER = timedelta(minutes=15)
BACKOFF, LONGEST_BACKOFF = timedelta(seconds=30), timedelta(hours=1)
DIED = "The process that was handing it over stopped before it heard back, so nobody can tell whether it went."


STATE = {
    Outcome.SENT: NoticeState.SENT,
    Outcome.RETRY: NoticeState.PENDING,
    Outcome.REFUSED: NoticeState.REFUSED,
    Outcome.UNCERTAIN: NoticeState.UNCERTAIN,
}


@dataclass
class Reserved:
    """A notice set aside for this process until its lease runs out."""

    id: UUID
    org_id: UUID
    flag_id: UUID
    episode: int
    rung: int
    recipient_id: UUID
    repeat: bool
    message_id: str
    attempts: int
    lease: datetime
    address: str
    unreachable_person: str
    stored: "Letter"


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    text: str
    html: str


EXPIRE = """
UPDATE governance_notice
SET state = 'uncertain', detail = %(died)s,
    not_before = CASE WHEN repeated_at IS NULL THEN %(again)s ELSE not_before END
WHERE state = 'sending' AND lease_until < %(at)s
"""

# What fell due at one moment is taken organisation by organisation: a batch is written inside one or two of them.
RESERVE = """
UPDATE governance_notice n SET lease_until = %(lease)s
FROM (SELECT id FROM governance_notice
      WHERE state IN ('pending', 'uncertain') AND not_before <= %(at)s AND (lease_until IS NULL OR lease_until < %(at)s)
      AND (state = 'pending' OR repeated_at IS NULL)
      ORDER BY not_before, org_id, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED) due,
     tenancy_membership b, tenancy_user u
WHERE n.id = due.id AND b.id = n.recipient_id AND u.id = b.user_id
RETURNING n.id, n.org_id, n.flag_id, n.episode, n.rung, n.recipient_id, n.state = 'uncertain', n.message_id,
          n.attempts, n.lease_until, u.email,
          CASE WHEN NOT u.is_active THEN 'The account of this person has been closed.'
               WHEN b.ends_on < %(today)s THEN 'This person no longer works for the organisation.' ELSE '' END,
          n.to_address, n.subject, n.text, n.html
"""

BEGIN = """
UPDATE governance_notice
SET state = 'sending', attempts = attempts + 1, lease_until = %(lease)s, to_address = %(to)s, subject = %(subject)s,
    text = %(text)s, html = %(html)s, repeated_at = CASE WHEN state = 'uncertain' THEN %(at)s ELSE repeated_at END
WHERE id = %(id)s AND lease_until = %(token)s AND state IN ('pending', 'uncertain')
"""

RECORD = """
UPDATE governance_notice
SET state = %(state)s, detail = %(detail)s, not_before = coalesce(%(not_before)s, not_before), lease_until = NULL,
    sent_at = CASE WHEN %(state)s = 'sent' THEN %(at)s ELSE sent_at END,
    repeated_at = CASE WHEN %(unrepeated)s THEN NULL ELSE repeated_at END
WHERE id = %(finished)s AND lease_until = %(finished_token)s
"""

POSTPONE = """
UPDATE governance_notice SET lease_until = NULL, detail = %(detail)s, not_before = %(again)s
WHERE id = ANY (%(ids)s::uuid[]) AND state IN ('pending', 'uncertain') AND lease_until = %(token)s
"""

RELEASE = """
UPDATE governance_notice SET lease_until = NULL
WHERE id = ANY (%(ids)s::uuid[]) AND state IN ('pending', 'uncertain') AND lease_until = %(token)s
"""


@verb
def expire(*, by, at) -> int:
    """What was being handed over when its process died is uncertain, and is shown so at once."""
    with connection.cursor() as cursor:
        cursor.execute(EXPIRE, {"at": at, "died": DIED, "again": at + REPEAT_AFTER})
        return cursor.rowcount


@verb
def reserve(*, limit: int, by, at) -> list[Reserved]:
    given = {"at": at, "today": dates.day_of(at), "lease": at + RESERVED, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(RESERVE, given)
        rows = cursor.fetchall()
    return [Reserved(*row[:12], stored=Letter(*row[12:])) for row in rows]


@dataclass(frozen=True)
class Result:
    notice: Reserved
    receipt: Receipt


@verb
def advance(*, finished: Result | None, begin: tuple[Reserved, Letter] | None, longest: float, by, at) -> bool:
    """Record what became of one notice and begin the next, in one commit. False if the next was taken by another."""
    statements = [RECORD] if finished else []
    given = _recorded(finished, at) if finished else {"at": at}
    if begin:
        notice, letter = begin
        lease = at + timedelta(seconds=longest + 5)
        statements.append(BEGIN)
        given |= {"id": notice.id, "token": notice.lease, "lease": lease, **vars(letter)}
    if not statements:
        return False
    with connection.cursor() as cursor:
        cursor.execute(";".join(statements), given)  # one round trip; the count is that of the last
        if begin is None or cursor.rowcount != 1:
            return False
    notice.lease = lease
    notice.attempts += 1
    return True


@verb
def put_back(*, notices: list[Reserved], detail: str, by, at) -> None:
    """Give up the reservation: at once, or with a reason and for a while."""
    if not notices:
        return
    given = {"ids": [str(one.id) for one in notices], "token": notices[0].lease, "detail": detail}
    with connection.cursor() as cursor:
        cursor.execute(POSTPONE if detail else RELEASE, given | {"again": at + backoff(1)})


def backoff(attempts: int) -> timedelta:
    """Half a minute, one, two, four … up to an hour, each a little shorter or longer so that they do not all return at
    the same moment."""
    wait = min(BACKOFF * 2 ** min(attempts - 1, 10), LONGEST_BACKOFF)
    return wait * random.uniform(0.75, 1.25)  # noqa: S311  no secret hangs on it


def _recorded(finished: Result, at: datetime) -> dict:
    notice, receipt = finished.notice, finished.receipt
    state, not_before, detail = STATE[receipt.outcome], None, receipt.detail
    if receipt.outcome is Outcome.RETRY:
        not_before = at + backoff(max(notice.attempts, 1))
        if notice.repeat:
            state = NoticeState.UNCERTAIN
            detail = f"The repeat surely did not go and will be tried again: {receipt.detail}"
    elif receipt.outcome is Outcome.UNCERTAIN:
        not_before = at + REPEAT_AFTER
    elif receipt.outcome is Outcome.REFUSED and notice.repeat:
        detail = f"Whether the first copy arrived is unknown, and the repeat was refused: {receipt.detail}"
    return {
        "finished": notice.id,
        "finished_token": notice.lease,
        "at": at,
        "state": state.value,
        "detail": detail,
        "not_before": not_before,
        "unrepeated": notice.repeat and receipt.outcome is Outcome.RETRY,
    }
