"""The names behind the ids that history rows hold."""

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import ForeignKey, Model

from recovery.history.models import Event

if TYPE_CHECKING:
    from recovery.history.presenters import Words


class Names:
    """One query for each model that is spoken of, when its first name is asked for, and one for those of its rows that
    have since been removed, which only the history still knows."""

    def __init__(self, events: Iterable[Event], words: Mapping[str, "Words"], known: Iterable[Model] = ()):
        """`known`: rows that the page has read already, with what their words need."""
        self._words = words
        self._wanted: dict[type[Model], set[str]] = defaultdict(set)
        self._rows: dict[type[Model], dict[str, Model]] = {}
        self._removed: dict[type[Model], dict[str, Mapping[str, Any]]] = {}
        self._known: dict[type[Model], dict[Any, Model]] = defaultdict(dict)
        for row in known:
            self._known[type(row)][row.pk] = row
        for event in events:
            columns = columns_of(event.table)
            own = model_of(event.table)
            if own is not None and event.table in words and words[event.table].related:
                self._wanted[own].add(event.row_id)
            for row in (event.before, event.after):
                for column, value in (row or {}).items():
                    target = target_of(columns.get(column))
                    if target and value:
                        self._wanted[target].add(value)

    def _read(self, model: type[Model]) -> None:
        ids, table, known = self._wanted[model], model._meta.db_table, self._known[model]
        found = {key: row for key in ids if (row := known.get(model._meta.pk.to_python(key)))} if known else {}
        if len(found) == len(ids):
            self._rows[model], self._removed[model] = found, {}
            return
        rows = model._base_manager.filter(pk__in=ids)
        if table in self._words and self._words[table].related:
            rows = rows.select_related(*self._words[table].related)
        self._rows[model] = {str(row.pk): row for row in rows}
        missing = ids - self._rows[model].keys()
        removed = Event.objects.filter(operation="D", table=table, row_id__in=missing) if missing else ()
        self._removed[model] = {event.row_id: event.before for event in removed}

    def of(self, model: type[Model], key: Any) -> str:
        """The name of a row; empty if nobody knows it any more."""
        if model not in self._rows:
            self._read(model)
        said = self._words.get(model._meta.db_table)
        row = self._rows[model].get(str(key))
        if row is not None:
            return said.shown(row) if said else str(row)
        gone = self._removed[model].get(str(key))
        return said.name(gone, self) if gone and said else ""


def columns_of(table: str) -> dict[str, Any]:
    model = model_of(table)
    return _columns(model) if model else {}


def model_of(table: str) -> type[Model] | None:
    return _models().get(table)


def target_of(model_field: Any) -> type[Model] | None:
    return model_field.related_model if isinstance(model_field, ForeignKey) else None


@functools.cache
def _columns(model: type[Model]) -> dict[str, Any]:
    return {one.column: one for one in model._meta.concrete_fields}


@functools.cache
def _models() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}
