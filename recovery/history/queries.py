"""Named reads of the history: of one row, of everything in a plan, of a row as it once was."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from recovery.history.models import Event


def of_root(root_id: Any, *, tables: Iterable[str] = ()) -> QuerySet[Event]:
    """Everything that ever happened in a plan (or other aggregate), newest first."""
    events = Event.objects.filter(root_id=root_id)
    return events.filter(table__in=list(tables)) if tables else events


def of_row(root_id: Any, row_id: Any, *, pointing: Iterable[str] = (), also: Q | None = None) -> QuerySet[Event]:
    """What happened to one row, and to the rows that point to it by one of these columns (`action_id`, …). `also`: to
    what belongs to it by a longer way."""
    key = str(row_id)
    wanted = Q(row_id=key) | (also or Q(pk__in=[]))
    for column in pointing:
        # A removal keeps the whole row in `before`, everything else in `after`.
        wanted |= Q(**{f"after__{column}": key}) | Q(operation="D", **{f"before__{column}": key})
    return Event.objects.filter(wanted, root_id=root_id)


def of_rows(table: str, ids: Iterable[Any]) -> QuerySet[Event]:
    """What happened to these rows of one table, newest first: for what belongs to no plan."""
    return Event.objects.filter(table=table, row_id__in=[str(one) for one in ids])


def last_of_row(table: str, row_id: Any) -> Event | None:
    return Event.objects.filter(table=table, row_id=str(row_id)).first()


def row_at_version(table: str, row_id: Any, version: int) -> dict[str, Any]:
    """A row as it was at this version, by its columns. Empty if the history does not know it."""
    event = Event.objects.filter(table=table, row_id=str(row_id), after__version=version).first()
    return event.after if event else {}
