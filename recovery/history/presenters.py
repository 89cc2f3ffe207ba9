"""History as people read it: who changed what from what to what, and why.

Labels, choices and the names behind ids come from the models themselves. What only an app knows (the noun of a table,
better labels, what a change of state is called) it registers as `Words`. Columns without a reader are left out.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import DateField, DateTimeField, Model
from django.utils.dateparse import parse_datetime

from recovery import dates
from recovery.history.models import Event
from recovery.history.names import Names, columns_of, model_of, target_of

UNREAD = {"id", "org_id", "plan_id", "version", "created_at", "number", "key"}
BACKDATED = datetime.timedelta(minutes=1)


@dataclass(frozen=True)
class Words:
    """How one table is spoken of."""

    noun: str
    name: Callable[[Mapping[str, Any], Names], str] = lambda row, names: ""
    """What a row is called, by its columns: also when it has long been removed."""
    shown: Callable[[Model], str] = str
    """What a row that is still there is called where others point to it."""
    related: tuple[str, ...] = ()
    """What `shown` needs with the row."""
    labels: Mapping[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    """Columns whose change goes without saying, for example the time beside a change of state."""
    states: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(old state, new state) → what was done: ("draft", "submitted") → "sent … for approval"."""
    marks: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Column → what was done when it was filled, and when it was emptied: "done_at" → ("reached", "opened … again")."""
    added: str | Callable[[Mapping[str, Any]], str] = "added"
    """What was done when it was written; from its columns where that depends on them."""
    removed: str = "removed"
    lesser: int = 0
    """Told beneath a greater thing (of a smaller number) that it belongs to, if both were changed at once."""
    beside: str = ""
    """A column that it shares with what it is told beneath, where neither points to the other."""


WORDS: dict[str, Words] = {}


def register(words: Mapping[str, Words]) -> None:
    """An app says how its tables are spoken of, once, when it is loaded."""
    WORDS.update(words)


def entries(
    events: Iterable[Event],
    words: Mapping[str, Words] | None = None,
    *,
    whole: bool = False,
    known: Iterable[Model] = (),
) -> list[dict[str, Any]]:
    """Entries for {% history_list %}. `words` of a page's own come before what the apps registered. With `whole`,
    each change stands alone, and what was first written is listed too. `known`: see `Names`."""
    events = list(events)
    spoken = WORDS | dict(words or {})
    names = Names(events, spoken, known)
    listed = [_entry(event, _words_of(event.table, spoken), names, whole) for event in events]
    return listed if whole else _folded(listed, spoken)


def title_of(event: Event) -> str:
    """The thing an event is about: the action “A1 …”."""
    return _subject(_words_of(event.table, WORDS), event.after or event.before, Names([event], WORDS))


def _words_of(table: str, spoken: Mapping[str, Words]) -> Words:
    if table in spoken:
        return spoken[table]
    model = model_of(table)
    return Words(str(model._meta.verbose_name) if model else table)


def _entry(event: Event, said: Words, names: Names, whole: bool) -> dict[str, Any]:
    subject = _subject(said, event.after or event.before or {}, names)
    changes = _changes(event, said, names) if whole or event.operation == "U" else []
    if event.operation == "I":
        added = said.added if isinstance(said.added, str) else said.added(event.after)
        what = _done(added, subject)
    elif event.operation == "D":
        what = _done(said.removed, subject)
    else:
        what, changes = _changed(event, said, subject, changes)
    late = event.recorded_at - event.at > BACKDATED
    return {
        "at": event.at,
        "recorded_at": event.recorded_at if late else None,
        "who": event.actor_label.split(",")[0] or "Holdfast",
        "what": what,
        "why": event.reason,
        "changes": changes,
        "also": [],
        "event": event,
    }


def _folded(listed: list[dict[str, Any]], spoken: Mapping[str, Words]) -> list[dict[str, Any]]:
    """What came with a greater change stands beneath it: the links of a new action, the dates an approval commits."""
    by_act: dict[tuple, list[dict[str, Any]]] = {}
    for entry in listed:
        by_act.setdefault(_act(entry["event"]), []).append(entry)
    kept = []
    for entry in listed:
        above = _above(entry["event"], by_act[_act(entry["event"])], spoken)
        if above is None:
            kept.append(entry)
        else:
            above["also"].append(entry["what"])
    return kept


def _act(event: Event) -> tuple:
    return event.tx, event.at, event.actor_id, event.reason


def _above(event: Event, together: list[dict[str, Any]], spoken: Mapping[str, Words]) -> dict[str, Any] | None:
    """The greatest change of the same act that this one belongs to; the plan last, as everything belongs to it."""
    own = _words_of(event.table, spoken)
    greater = [
        one
        for one in together
        if _words_of(one["event"].table, spoken).lesser < own.lesser and _belongs(event, one["event"], own.beside)
    ]
    return min(
        greater,
        key=lambda one: (
            one["event"].row_id == str(event.root_id),
            _words_of(one["event"].table, spoken).lesser,
        ),
        default=None,
    )


def _belongs(event: Event, other: Event, beside: str) -> bool:
    """Whether one of the two rows points to the other, or both to the same third."""
    one, two = event.after or event.before, other.after or other.before
    if other.row_id in one.values() or event.row_id in two.values():
        return True
    return bool(beside) and one.get(beside) is not None and one.get(beside) == two.get(beside)


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
    columns = columns_of(event.table)
    before, after = event.before or {}, event.after or {}
    wanted = before if event.operation == "U" else (after or before)
    listed = []
    for column in sorted(wanted, key=lambda one: list(columns).index(one) if one in columns else len(columns)):
        if column in UNREAD or column in said.hidden or column == "position":
            continue
        if column == "state" and (before.get("state"), after.get("state")) in said.states:
            continue
        old, new = (_value(columns.get(column), row.get(column), names) for row in (before, after))
        if old != new:
            label = said.labels.get(column) or _label(columns.get(column), column)
            listed.append({"label": label, "before": old, "after": new})
    return listed


def _value(model_field: Any, value: Any, names: Names) -> str:
    """A stored value in words."""
    if value is None or value == "":
        return ""
    if value == {}:
        return ""
    if isinstance(value, dict) and all(isinstance(one, dict) and "text" in one for one in value.values()):
        return "; ".join(one["text"] for one in value.values())
    target = target_of(model_field)
    if target:
        return names.of(target, value) or "something since removed"
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


def _short(text: str, most: int = 110) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _label(model_field: Any, column: str) -> str:
    name = str(model_field.verbose_name) if model_field is not None else column.replace("_", " ")
    name = name.removesuffix(" on").removesuffix(" at")
    return name[:1].upper() + name[1:]
