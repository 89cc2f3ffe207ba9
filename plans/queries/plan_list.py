"""The list of an organisation's plans: how many there are, and what a row says of each, in one query each.

Written as SQL, because this page is opened most: the database counts what fifty plans are doing, in an index that holds
all it needs. Its row policies hold for SQL written by hand as for any other.
"""

import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from recovery import dates
from recovery.tenancy import context

# Every word stands in the title or the service's name, or is the plan's number.
WORDS = """
NOT EXISTS (SELECT FROM unnest(%(words)s::text[], %(numbers)s::numeric[]) AS asked (word, number)
            WHERE NOT (strpos(upper(p.title), upper(word)) > 0 OR strpos(upper(s.name), upper(word)) > 0
                       OR p.number IS NOT DISTINCT FROM asked.number))
"""
CHOICES = """
SELECT 'service', id::text, name FROM tenancy_service
UNION ALL SELECT 'lead', id::text, name FROM tenancy_membership WHERE id IN (SELECT lead_id FROM plans_plan) ORDER BY 3
"""
OFF_TRACK = """
EXISTS (SELECT FROM plans_milestone m WHERE m.plan_id = p.id AND m.done_at IS NULL AND m.withdrawn_at IS NULL
        AND m.due_on < %(today)s)
"""
COUNT = "SELECT count(*) FROM plans_plan p JOIN tenancy_service s ON s.id = p.service_id WHERE WANTED"

# An action is open as long as its completion milestone is: completing and withdrawing close it, reopening opens it.
ROWS = """
WITH found AS MATERIALIZED (
    SELECT p.id, p.number, p.title, p.state, s.name AS service, p.lead_id
    FROM plans_plan p JOIN tenancy_service s ON s.id = p.service_id
    WHERE WANTED ORDER BY p.number DESC LIMIT %(limit)s OFFSET %(skipped)s
)
SELECT f.id::text, f.number, f.title, f.state, f.service, l.name, doing.next_due_on, doing.going, doing.off_track
FROM found f LEFT JOIN tenancy_membership l ON l.id = f.lead_id
CROSS JOIN LATERAL (
    SELECT min(m.due_on) AS next_due_on, count(*) FILTER (WHERE m.is_completion) AS going,
           count(DISTINCT m.action_id) FILTER (WHERE m.due_on < %(today)s) AS off_track
    FROM plans_milestone m WHERE m.plan_id = f.id AND m.done_at IS NULL AND m.withdrawn_at IS NULL) doing
ORDER BY f.number DESC
"""


def choices() -> dict[str, list[tuple[str, str]]]:
    """What the list can be narrowed to, (id, name) by name: services, and whoever leads a plan, also if they left."""
    found: dict[str, list[tuple[str, str]]] = {"service": [], "lead": []}
    for kind, key, name in _read(CHOICES, {}):
        found[kind].append((key, name))
    return found


def _read(statement: str, given: dict[str, Any]) -> list[tuple]:
    context.required()
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()


class PlanRow(NamedTuple):
    """A plan as the list shows it. `off_track` counts actions, as `going` does."""

    id: UUID | str
    number: int
    title: str
    state: str
    service: str
    lead: str | None
    next_due_on: datetime.date | None
    going: int
    off_track: int


class PlansMatching:
    """Newest first; every word of `q` must stand in the title or the service's name, or be the plan's reference.

    Counted and sliced, as a paginator does with a queryset.
    """

    def __init__(
        self,
        *,
        q: str = "",
        state: str = "",
        service: str = "",
        lead: str = "",
        show: str = "",
        today: datetime.date | None = None,
    ):
        words = q.split()
        numbers = [word.upper().removeprefix("RP-") for word in words]
        self._given: dict[str, Any] = {
            "state": state,
            "words": words,
            "numbers": [int(one) if one.isascii() and one.isdecimal() else None for one in numbers],
            "service": service or None,
            "lead": lead or None,
            "today": today or dates.today(),
        }
        asked = {
            "p.state = %(state)s": state,
            "p.service_id = %(service)s::uuid": service,
            "p.lead_id = %(lead)s::uuid": lead,
            OFF_TRACK: show == "off_track",
            WORDS: words,
        }
        self._wanted = " AND ".join(condition for condition, wanted in asked.items() if wanted)

    def count(self) -> int:
        return self._read(COUNT)[0][0]

    def __getitem__(self, page: slice) -> list[PlanRow]:
        limits = {"skipped": page.start, "limit": page.stop - page.start}
        return list(map(PlanRow._make, self._read(ROWS, **limits)))

    def _read(self, statement: str, **limits: int) -> list[tuple]:
        return _read(statement.replace("WANTED", self._wanted or "true"), self._given | limits)
