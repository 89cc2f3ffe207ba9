"""Named reads of a plan's overview, besides its actions: what was asked for, and what has just changed."""

from collections.abc import Iterable

from django.db.models import Min

from plans.enums import ExtensionState
from plans.models import Extension, Plan
from recovery.history.models import Event


def extensions_asked(plan: Plan) -> list[Extension]:
    """Waiting for a decision, the longest first."""
    asked = Extension.objects.filter(plan=plan, state=ExtensionState.ASKED).select_related("asked_by")
    return list(asked.order_by("asked_at"))


def recent_changes(plan: Plan, tables: Iterable[str], count: int = 5) -> list[Event]:
    """The first row of each of the last changes: approving a plan also commits fifty dates, and is one change."""
    events = Event.objects.filter(root_id=plan.pk, table__in=list(tables))
    firsts = events.order_by().values("tx", "at").annotate(first=Min("id")).order_by("-first").values("first")
    return list(Event.objects.filter(id__in=firsts[:count]).order_by("-id"))
