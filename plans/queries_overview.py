"""Named reads of a plan's overview, besides its actions: what has just changed."""

from collections.abc import Iterable

from django.db.models import Min

from plans.models import Plan
from recovery.history.models import Event


def recent_changes(plan: Plan, tables: Iterable[str], count: int = 5) -> list[Event]:
    """The first row of each of the last changes: approving a plan also commits fifty dates, and is one change."""
    events = Event.objects.filter(root_id=plan.pk, table__in=list(tables))
    firsts = events.order_by().values("tx", "at").annotate(first=Min("id")).order_by("-first").values("first")
    return list(Event.objects.filter(id__in=firsts[:count]).order_by("-id"))
