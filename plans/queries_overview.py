"""Named reads of a plan's overview, besides its actions: what has just changed."""

from collections.abc import Iterable

from plans.models import Plan
from recovery.history.models import Event

LAST = """
SELECT * FROM history_event WHERE id IN (
    SELECT min(id) FROM history_event WHERE root_id = %(plan)s AND tbl = ANY (%(tables)s)
    GROUP BY tx, at ORDER BY 1 DESC LIMIT %(count)s
) ORDER BY id DESC
"""


def recent_changes(plan: Plan, tables: Iterable[str], count: int = 5) -> list[Event]:
    """The first row of each of the last changes: approving a plan also commits fifty dates, and is one change."""
    return list(Event.objects.raw(LAST, {"plan": plan.pk, "tables": list(tables), "count": count}))
