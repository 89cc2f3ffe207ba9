"""Red flags as facts. Only the system raises them, so these commit: ask for `own_database`."""

import datetime
from contextlib import contextmanager

from django.db import connection

from governance.enums import FlagKind
from governance.models import Acknowledgement, Escalation, RedFlag
from recovery import dates
from recovery.tenancy import context
from tests.conftest import login
from tests.factories.plans import APPROVERS, _key, writing


def _connect(variable: str) -> None:
    connection.close()
    connection.settings_dict.update(login(variable))


@contextmanager
def as_system():
    """The worker's connection, over all tenants; then the web's again."""
    _connect("WORKER_DATABASE_URL")
    try:
        with context.every_tenant(by=context.Actor.system("sweep")):
            yield
    finally:
        _connect("DATABASE_URL")


def flag(milestone, *, age: int, rungs=(1,), gaps=(), closed=False) -> RedFlag:
    inside = {"org_id": milestone.org_id, "plan_id": milestone.plan_id}
    with as_system():
        made = RedFlag(
            kind=FlagKind.MILESTONE_SLIPPED,
            milestone=milestone,
            due_on=milestone.due_on,
            since=dates.today() - datetime.timedelta(days=age),
            opened_at=dates.now(),
            closed_at=dates.now() if closed else None,
            **inside,
        )
        made.save(force_insert=True)
        for rung in rungs:
            Escalation(flag=made, rung=rung, raised_at=dates.now(), told=int(rung not in gaps), **inside).save(
                force_insert=True
            )
    return made


def answer(cast, flag, promise="A second team leader covers evenings", *, days=3) -> Acknowledgement:
    org = _key(cast, flag)
    with writing(cast, org):
        made = Acknowledgement(
            org_id=flag.org_id,
            plan_id=flag.plan_id,
            flag=flag,
            acknowledged_at=dates.now(),
            acknowledged_by=getattr(cast, APPROVERS[org]),
            promise=promise,
            promised_on=dates.today() + datetime.timedelta(days=days),
        )
        made.save(force_insert=True)
    return made
