"""Delivery: each notice is handed to the mail server once, and the one case in which nobody can tell is shown and
repeated once, marked, with the same Message-ID (silence is harm, a repeat is a nuisance).

Reserve some, write them, then for each: begin (committed), hand over, hear back, record. Recording one and beginning
the next are one commit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from governance.domain import outbox
from governance.domain.outbox import Letter, Reserved, Result
from recovery import dates, mail
from recovery.mail import Outcome, Receipt
from recovery.tenancy import context
from recovery.tenancy.context import Actor

BY = Actor.system("deliver")
BATCH = 25
REPEAT_LINE = (
    "Possible repeat: Holdfast could not tell whether an earlier copy of this email reached you. "
    "If it did, this is the same one."
)
HTML_MARK = "<!-- repeat -->"

Write = Callable[[list[Reserved]], dict[UUID, Letter]]
"""Writes the letters of a batch, each inside its own organisation. A notice it leaves out could not be written."""


@dataclass(frozen=True)
class Drained:
    handed_over: int
    more: bool


def drain(*, transport, write: Write, until: datetime) -> Drained:
    """Hand over what is due, over one connection kept open, until nothing is due or the time is up."""
    handed_over = 0
    _in_all(outbox.expire)
    while dates.now() < until:
        batch = _in_all(outbox.reserve, limit=BATCH)
        if not batch:
            return Drained(handed_over, more=False)
        sent, reachable = _hand_over_batch(transport, batch, _letters(batch, write), until)
        handed_over += sent
        if not reachable:
            return Drained(handed_over, more=False)
    return Drained(handed_over, more=True)


def _in_all(act: Callable, **facts):
    now = dates.now()
    with context.every_tenant(by=BY, at=now):
        return act(by=BY, at=now, **facts)


def _letters(batch: list[Reserved], write: Write) -> dict[UUID, Letter]:
    """A repeat is the stored letter again, word for word; anything else is written from the facts of this moment."""
    letters = {one.id: one.stored for one in batch if one.repeat}
    return letters | write([one for one in batch if not one.repeat and not one.unreachable_person])


def _hand_over_batch(transport, batch, letters, until) -> tuple[int, bool]:
    finished, handed_over = None, 0
    for position, notice in enumerate(batch):
        if dates.now() >= until:
            _in_all(outbox.put_back, notices=batch[position:], detail="")
            break
        letter = letters.get(notice.id)
        if notice.unreachable_person or letter is None:
            receipt = Receipt(Outcome.REFUSED, notice.unreachable_person)
            if not notice.unreachable_person:
                receipt = Receipt(Outcome.RETRY, "The email could not be written. It will be tried again.")
            _in_all(outbox.advance, finished=finished, begin=None, longest=0)
            finished = Result(notice, receipt)
            continue
        begun = _in_all(outbox.advance, finished=finished, begin=(notice, letter), longest=transport.longest)
        finished = None
        if not begun:
            continue
        finished = Result(notice, _hand_over(transport, notice, letter))
        handed_over += 1
        if finished.receipt.unreachable:
            _in_all(outbox.put_back, notices=batch[position + 1 :], detail=finished.receipt.detail)
            _in_all(outbox.advance, finished=finished, begin=None, longest=0)
            return handed_over, False
    if finished:
        _in_all(outbox.advance, finished=finished, begin=None, longest=0)
    return handed_over, True


def _hand_over(transport, notice: Reserved, letter: Letter) -> Receipt:
    text, html, headers = letter.text, letter.html, {"X-Holdfast-Notice": str(notice.id)}
    if notice.repeat:
        headers["X-Holdfast-Repeat"] = "possible repeat"
        text = f"{REPEAT_LINE}\n\n{text}"
        html = html.replace(HTML_MARK, f"<p><strong>{REPEAT_LINE}</strong></p>", 1)
    try:
        message = mail.build(letter.subject, text, html, letter.to, notice.message_id, headers)
    except ValueError as error:
        return Receipt(Outcome.REFUSED, f"The message cannot be written down: {error}")
    return transport.deliver(message)
