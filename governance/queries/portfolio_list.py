"""What a commissioner sees over all the plans that are shared with them right now, in two queries.

Both are SQL under the commissioner's database role: its row policies show rows of shared plans only. Every shared plan
is looked at for its order, by what is in trouble, which is little; the rest is counted for the plans of one page, from
indexes that hold what is counted. They are functions (governance/migrations, from 0007): a connection plans them once.
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from plans import rules
from plans.enums import Stage
from plans.models.plan import reference
from recovery.tenancy import context

STAGES = list(Stage)

INDEX = "SELECT * FROM app.portfolio_index(%(today)s, %(running)s)"
COUNTS = "SELECT * FROM app.portfolio_counts(%(plans)s::uuid[], %(today)s)"


class Entry(NamedTuple):
    """One plan of the portfolio, with what decides its order. Flags are those open now."""

    id: str
    provider_id: str
    provider: str
    service: str
    number: int
    title: str
    state: str
    late_since: datetime.date | None
    flags: int
    unanswered: int
    oldest_flag: datetime.date | None
    stage: str
    """As it was decided last; empty before any decision."""

    @property
    def needs_attention(self) -> bool:
        return self.late_since is not None or self.flags > 0

    @property
    def reference(self) -> str:
        return reference(self.number)


@dataclass(frozen=True)
class Row:
    """One plan as the portfolio shows it. `stage`: as decided, or the first with an action that still goes."""

    plan: Entry
    stage: Stage | None
    actions: int
    due: int
    complete: int
    verified: int
    overdue: int
    slips: int


def index(today: datetime.date) -> list[Entry]:
    """Every shared plan, worst first."""
    given = {"today": today, "running": [state.value for state in rules.RUNNING]}
    return list(map(Entry._make, _read(INDEX, given)))


def rows(entries: list[Entry], today: datetime.date) -> list[Row]:
    """What is shown of these plans, in their order."""
    given = {
        "plans": [one.id for one in entries],
        "today": today,
    }
    counted = {plan: counts for plan, *counts in _read(COUNTS, given)} if entries else {}
    return [_row(one, *counted[one.id]) for one in entries]


def _row(plan: Entry, first_open: int | None, *counts: int) -> Row:
    going = STAGES[first_open - 1] if first_open else None
    return Row(plan, Stage(plan.stage) if plan.stage else going, *counts)


def providers(entries: Iterable[Entry]) -> list[tuple[str, str, int]]:
    """(id, name, plans) of each provider in the portfolio, by name."""
    count = Counter((one.provider, one.provider_id) for one in entries)
    return [(key, name, many) for (name, key), many in sorted(count.items(), key=lambda item: item[0][0])]


def _read(statement: str, given: dict) -> list[tuple]:
    context.required()
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()
