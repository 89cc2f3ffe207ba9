"""What is measured, on one database."""

import contextlib
import datetime
import time

from django.db import connection
from django.test import Client
from django.utils import timezone

from governance.domain import sweep
from recovery.tenancy import context
from recovery.tenancy.models import User
from tests.bench import data, delivery, measure, report
from tests.conftest import as_owner, login

BARE = "bare page (u)"
SYSTEM = context.Actor.system("bench")


@contextlib.contextmanager
def connected(database: str, variable: str):
    """The process's own connection, to another database and as another role."""
    before = {key: connection.settings_dict[key] for key in ("NAME", "USER", "PASSWORD")}
    connection.close()
    connection.settings_dict.update(NAME=database, **login(variable))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def signed_in(email: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=email))
    return client


def all_of(label: str, database: str) -> list[measure.Row]:
    with connected(database, "WORKER_DATABASE_URL"):
        before = timezone.now() - datetime.timedelta(days=10)
        sweeps = [measure.Row("sweep, nothing due", label, measure.median_ms(_sweep(before), 60), goal="≤ 2 ms")]
        now = timezone.now()
        begin = time.perf_counter()
        _sweep(now)()
        sweeps.append(measure.Row("sweep, every slip new", label, (time.perf_counter() - begin) * 1000))
        sweeps.append(measure.Row("sweep, every slip standing", label, measure.median_ms(_sweep(now), 5)))
        if label == "full":
            sweeps.append(delivery.notices_a_second(label, database))
    # What autovacuum does within minutes of thousands of new rows.
    as_owner(database, "from django.db import connection; connection.cursor().execute('VACUUM ANALYZE')")
    with connected(database, "DATABASE_URL"):
        rows = pages(label)
    return [*rows, *sweeps]


def pages(label: str) -> list[measure.Row]:
    from plans.models import Plan

    manager, commissioner = signed_in(data.MANAGER), signed_in(data.COMMISSIONER)
    home = manager.get("/plans/")
    workspace = home.wsgi_request.workspace
    with context.tenant(workspace.org, by=workspace.actor):
        plan = Plan.objects.get(number=1).pk
        reports = report.report(label) if label == "full" else []
    shown = [
        measure.Page(BARE, manager, "/bench/bare/"),
        measure.Page("plan overview", manager, f"/plans/{plan}/", goal="≤ 6 u"),
        measure.Page("list of plans", manager, "/plans/", goal="≤ 4 u, ≤ 8 queries"),
        measure.Page("commissioner dashboard", commissioner, "/portfolio/", goal="≤ 4 u"),
    ]
    searched = [  # apart: reading every text of a tenant empties the caches that the pages above are measured with
        measure.Page("search, a word in every action", manager, "/search/?q=signed+rec", goal="≤ 150 ms"),
        measure.Page("search, a plan by its reference", manager, "/search/?q=RP-012", goal="≤ 150 ms"),
        measure.Page("search by a commissioner", commissioner, "/search/?q=signed+rec", goal="≤ 150 ms"),
    ]
    return [*measure.in_turns(shown, label), *measure.in_turns(searched, label), *reports]


def _sweep(at: datetime.datetime):
    def once():
        with context.every_tenant(by=SYSTEM):
            sweep.sweep(by=SYSTEM, at=at)

    return once
