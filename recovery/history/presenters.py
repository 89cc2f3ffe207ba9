"""History as people read it: who changed what from what to what, and why.

Labels, choices and the names behind ids come from the models themselves. What only an app knows (the noun of a table,
better labels, what a change of state is called) it says in `Words`. Columns without a reader are left out.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import DateField, DateTimeField, ForeignKey, Model
from django.utils.dateparse import parse_datetime

from recovery import dates
from recovery.history.models import Event

UNREAD = {"id", "org_id", "plan_id", "version", "created_at", "number", "key"}
BACKDATED = datetime.timedelta(minutes=1)


@dataclass(frozen=True)
class Words:
    """How one table is spoken of."""

    noun: str
    name: Callable[[Mapping[str, Any], "Names"], str] = lambda row, names: ""
    labels: Mapping[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    """Columns whose change goes without saying, for example the time beside a change of state."""
    states: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(old state, new state) → what was done: ("draft", "submitted") → "sent … for approval"."""
    marks: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Column → what was done when it was filled, and when it was emptied: "done_at" → ("reached", "opened … again")."""
    added: str = "added"
    removed: str = "removed"


class Names:
    """The names behind ids, asked for all at once: one query for each model that is pointed to, and one for the
    rows that have since been removed, which only the history still knows."""

    def __init__(self, events: Iterable[Event], words: Mapping[str, Words]):
        self._words = words
        wanted: dict[type[Model], set[str]] = defaultdict(set)
        for event in events:
            columns = _columns(event.table)
            unread = UNREAD | _doers(words.get(event.table))
            for row in (event.before, event.after):
                for column, value in (row or {}).items():
                    target = _target(columns.get(column)) if value and column not in unread else None
                    if target:
                        wanted[target].add(value)
        self._rows = {
            model: {str(row.pk): row for row in model._base_manager.filter(pk__in=ids)} for model, ids in wanted.items()
        }
        missing = {key for model, ids in wanted.items() for key in ids if key not in self._rows[model]}
        removed = Event.objects.filter(operation="D", row_id__in=missing) if missing else ()
        self._removed = {(event.table, event.row_id): event.before for event in removed}

    def of(self, model: type[Model], key: Any) -> str:
        row = self._rows.get(model, {}).get(str(key))
        if row is not None:
            return str(row)
        table = model._meta.db_table
        gone = self._removed.get((table, str(key)))
        return self._words[table].name(gone, self) if gone and table in self._words else ""


def entries(events: Iterable[Event], words: Mapping[str, Words], *, whole: bool = False) -> list[dict[str, Any]]:
    """Entries for {% history_list %}. With `whole`, what was first written is listed too."""
    events = list(events)
    names = Names(events, words)
    return [_entry(event, words, names, whole) for event in events]


def _entry(event: Event, words: Mapping[str, Words], names: Names, whole: bool) -> dict[str, Any]:
    said = words.get(event.table) or Words(_noun(event.table))
    row = event.after or event.before or {}
    subject = _subject(said, row, names)
    changes = _changes(event, said, names)
    if event.operation == "I":
        what = f"{said.added} {subject}"
        changes = changes if whole else []
    elif event.operation == "D":
        what, changes = f"{said.removed} {subject}", changes if whole else []
    else:
        what, changes = _changed(event, said, subject, changes)
    late = event.recorded_at - event.at > BACKDATED
    return {
        "at": event.at,
        "recorded_at": event.recorded_at if late else None,
        "who": event.actor_label.split(",")[0] or "Holdfast",
        "who_title": event.actor_label.partition(", ")[2],
        "what": what,
        "why": event.reason,
        "changes": changes,
        "event": event,
    }


def _changed(event: Event, said: Words, subject: str, changes: list) -> tuple[str, list]:
    states = (event.before.get("state"), event.after.get("state"))
    if states in said.states:
        return _done(said.states[states], subject), changes
    for column, (filled, emptied) in said.marks.items():
        if column in event.before and (event.before[column] is None) != (event.after[column] is None):
            return _done(filled if event.after[column] else emptied, subject), changes
    if set(event.before) - UNREAD == {"position"}:
        return f"moved {subject} among its neighbours", []
    if len(changes) == 1:
        change = changes[0]
        short = max(len(change["before"]), len(change["after"])) <= 80
        label = change["label"][:1].lower() + change["label"][1:]
        if short and change["before"] and change["after"]:
            return f"changed {label} of {subject} from {change['before']} to {change['after']}", []
        if short and change["after"]:
            return f"set {label} of {subject} to {change['after']}", []
        return f"changed {label} of {subject}", changes
    return f"changed {subject}", changes


def _done(verb: str, subject: str) -> str:
    return verb.replace("…", subject) if "…" in verb else f"{verb} {subject}"


def _changes(event: Event, said: Words, names: Names) -> list[dict[str, str]]:
    columns = _columns(event.table)
    before = event.before or {}
    after = event.after or {}
    wanted = before if event.operation == "U" else (after or before)
    listed = []
    for column in _ordered(event.table, wanted):
        if column in UNREAD or column in said.hidden or column == "position":
            continue
        if column == "state" and (before.get("state"), after.get("state")) in said.states:
            continue
        model_field = columns.get(column)
        old, new = (_value(model_field, row.get(column), names) for row in (before, after))
        if old == new:
            continue
        label = said.labels.get(column) or _label(model_field, column)
        listed.append({"label": label, "before": old, "after": new})
    return listed


def _value(model_field: Any, value: Any, names: Names) -> str:
    """A stored value in words."""
    if value is None or value == "":
        return ""
    target = _target(model_field)
    if target:
        return names.of(target, value) or "somebody or something since removed"
    if getattr(model_field, "choices", None):
        return str(dict(model_field.flatchoices).get(value, value))
    if isinstance(model_field, DateTimeField):
        moment = parse_datetime(value)
        return dates.uk_datetime(moment) if moment else value
    if isinstance(model_field, DateField):
        return dates.uk_date(datetime.date.fromisoformat(value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value)


def _subject(said: Words, row: Mapping[str, Any], names: Names) -> str:
    name = said.name(row, names)
    return f"the {said.noun} “{_short(name)}”" if name else f"the {said.noun}"


def _short(text: str, most: int = 90) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _noun(table: str) -> str:
    model = _models().get(table)
    return str(model._meta.verbose_name) if model else table


def _label(model_field: Any, column: str) -> str:
    name = str(model_field.verbose_name) if model_field is not None else column.replace("_", " ")
    name = name.removesuffix(" on").removesuffix(" at")
    return name[:1].upper() + name[1:]


def _doers(said: Words | None) -> set[str]:
    """Hidden columns of people: the entry names who did it, so nobody asks for these names."""
    return {column for column in said.hidden if column.endswith("_by_id")} if said else set()


def _target(model_field: Any) -> type[Model] | None:
    """The model that a column points to, if it is of a tenant: who signs in (`tenancy.User`) is read by nobody here."""
    model = model_field.related_model if isinstance(model_field, ForeignKey) else None
    return model if hasattr(model, "tenant_field") else None


def _ordered(table: str, columns: Iterable[str]) -> list[str]:
    known = list(_columns(table))
    return sorted(columns, key=lambda column: known.index(column) if column in known else len(known))


def _columns(table: str) -> dict[str, Any]:
    model = _models().get(table)
    return {one.column: one for one in model._meta.concrete_fields} if model else {}


def _models() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}
