"""Reads of the slip ledger of a plan: every date that was ever set, asked for or expected."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from plans.models import Extension, Milestone, Plan
from recovery.history.models import Event


def extensions_by_milestone(plan: Plan) -> dict[UUID, list[Extension]]:
    """All that were asked for, whatever was decided, oldest first."""
    found = defaultdict(list)
    asked = Extension.objects.filter(plan=plan).select_related("asked_by", "decided_by").order_by("asked_at")
    for extension in asked:
        found[extension.milestone_id].append(extension)
    return found


def forecasts_by_milestone(plan: Plan) -> dict[UUID, list[Event]]:
    """The changes of the forecast of each milestone, oldest first: what is expected now stands on the milestone."""
    found = defaultdict(list)
    changes = Event.objects.filter(
        root_id=plan.pk, table=Milestone._meta.db_table, operation="U", before__has_key="forecast_on"
    )
    for event in changes.order_by("id"):
        found[UUID(event.row_id)].append(event)
    return found


def owners_in(rows: Iterable) -> list:
    """The owners of these actions, each once, by name."""
    owners = {row.action.owner_id: row.action.owner for row in rows if row.action.owner}
    return sorted(owners.values(), key=lambda person: person.name)
