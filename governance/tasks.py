"""What the worker runs. Thin: the database records what is due, a task claims it, and is safe to run twice."""

import datetime
import logging

from django.db import transaction

from governance import emails
from governance.domain import delivery
from governance.domain import sweep as sweeping
from governance.reports import building
from recovery import dates
from recovery.celery import app
from recovery.mail import Transport
from recovery.tenancy.context import Actor, every_tenant

logger = logging.getLogger(__name__)

SWEEPER = Actor.system("sweep")
A_TURN = datetime.timedelta(seconds=8)
"""How long one delivery keeps a worker from other work. What is left is the next one's."""


@app.task(name="governance.sweep")
def sweep() -> None:
    """Look over every organisation; if somebody is to be told, do not wait for the next beat."""
    with every_tenant(by=SWEEPER):
        swept = sweeping.sweep(by=SWEEPER, at=dates.now())
        if swept and swept.notices:
            hurry(deliver)


@app.task(name="governance.deliver")
def deliver() -> None:
    """Hand over the notices that are due."""
    with Transport.from_settings() as transport:
        drained = delivery.drain(transport=transport, write=emails.red_flags, until=dates.now() + A_TURN)
    if drained.more:
        hurry(deliver)


@app.task(name="governance.build_documents")
def build_documents() -> None:
    """Build every document that waits."""
    while building.build_next():
        pass


def hurry(task) -> None:
    """Once this transaction is committed, ask the worker to look now rather than at its next beat.

    Without a broker nothing is lost: the row is the due work. So its absence is noted, and never the reader's affair.
    """

    def ask() -> None:
        try:
            task.apply_async(retry=False, expires=60, ignore_result=True)
        except Exception as error:
            logger.warning("the broker does not answer (%s); the next beat will do it", type(error).__name__)

    transaction.on_commit(ask, robust=True)
