"""Full-text search over what a reader may see, in two statements: where the words stand, and what stands there.

Row policies and column grants of the database decide what can be found (`plans.queries.searched` names the columns).
Words are matched by their stem in English; the last one also by its beginning, because it may still be being typed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from plans.enums import SearchKind
from plans.queries.asked import Asked
from plans.queries.searched import TABLES, columns_of, kinds_for
from recovery.tenancy import context
from recovery.tenancy.enums import Capacity

A_PLAN = 4
"""Places shown of a plan, before the reader asks for all of them."""
MOST = 500
"""Places shown of the plan that was asked for."""

# Around a word that matches. Nobody types these (private use); they are taken out of what was written all the same.
BEGIN, END, LESS, MORE = "\ue000", "\ue001", "\ue002", "\ue003"
# The database's highlighter takes out what looks like a tag, so it is shown none.
_SHOWN = f"translate(%s, '<>{BEGIN}{END}', '{LESS}{MORE}')"
_OPTIONS = f'StartSel="{BEGIN}", StopSel="{END}"'
_NAME = f"{_OPTIONS}, HighlightAll=true"
_WORDS = f'{_OPTIONS}, MaxFragments=2, MinWords=8, MaxWords=24, FragmentDelimiter=" … "'

_WHOLE = "websearch_to_tsquery('english', %(text)s)"
_BEFORE = "websearch_to_tsquery('english', %(before)s)"
_REST = "websearch_to_tsquery('english', %(rest)s)"
_HOLDS = "(numnode({0}) = 0 OR d.v @@ {0})"
"""Words that carry no meaning ("the", "of") ask for nothing."""
_BEGINNING = "(s.name ~* %(beginning)s OR s.words ~* %(beginning)s)"

# The words of a row are taken apart once: OFFSET 0 keeps the planner from writing them out at each mention.
_PLACES = """
SELECT '{kind}' AS kind, t.id, p.id AS plan_id, p.number, ({rank})::float AS rank
FROM {table} t JOIN plans_plan p ON p.id = {plan}
CROSS JOIN LATERAL (SELECT coalesce({name}, '') AS name, concat_ws(' · ', {words}) AS words OFFSET 0) s
CROSS JOIN LATERAL (SELECT setweight(to_tsvector('english', s.name), 'A')
                        || setweight(to_tsvector('english', s.words), 'C') AS v OFFSET 0) d
WHERE {only} AND {narrowed} AND ({matched})
"""
_FOUND = """
SELECT kind, id, plan_id, many FROM (
    SELECT h.*, row_number() OVER (PARTITION BY plan_id ORDER BY rank DESC, id) AS place,
           count(*) OVER (PARTITION BY plan_id) AS many, max(rank) OVER (PARTITION BY plan_id) AS best
    FROM ({places}) h) found
WHERE place <= %(most)s ORDER BY best DESC, number DESC, place
"""
_DETAILS = """
SELECT '{kind}' AS kind, t.id, p.id, p.number, p.{title}, p.state, {whose}, {action}, {number}, {gone},
       ts_headline('english', {name}, {asked}, %(name_options)s),
       ts_headline('english', {words}, {asked}, %(words_options)s)
FROM {table} t JOIN plans_plan p ON p.id = {plan} JOIN tenancy_service s ON s.id = p.service_id
JOIN tenancy_organisation o ON o.id = p.org_id
WHERE t.id = ANY(%({kind}_ids)s)
"""


class Place(NamedTuple):
    """Where the words stand: a row, and its plan with the number of places in it."""

    kind: str
    id: UUID
    plan_id: UUID
    many: int


class Shown(NamedTuple):
    """A row as it is shown: its name and its words, with `BEGIN` and `END` around what matches."""

    kind: str
    id: UUID
    plan_id: UUID
    plan_number: int
    plan_title: str
    plan_state: str
    whose: str
    """The service; for commissioners, of which provider."""
    action_id: UUID | None
    number: int | None
    gone: bool
    name: str
    words: str


@dataclass(frozen=True)
class Found:
    """The best places of each plan, the plan with the best of them first."""

    plans: list[list[Place]]

    @property
    def places(self) -> int:
        return sum(places[0].many for places in self.plans)


def search(asked: Asked, *, kind: str = "", state: str = "", plan: str = "") -> Found:
    """Narrowed to a kind, a state of the plan, or one plan, of which all places are given."""
    reader = Capacity(context.required().role)
    kinds = [one for one in kinds_for(reader) if kind in ("", one)]
    if not asked.text or not kinds:
        return Found([])
    narrowed = " AND ".join(
        ["true", *(["p.state = %(state)s"] if state else []), *(["p.id = %(plan)s::uuid"] if plan else [])]
    )
    statement = " UNION ALL ".join(_places(one, reader, asked, narrowed) for one in kinds)
    given = _given(asked) | {"state": state, "plan": plan or None, "most": MOST if plan else A_PLAN}
    groups: dict[UUID, list[Place]] = {}
    for row in _read(_FOUND.format(places=statement), given):
        place = Place._make(row)
        groups.setdefault(place.plan_id, []).append(place)
    return Found(list(groups.values()))


def shown(places: Iterable[Place], asked: Asked) -> list[Shown]:
    """These places in their order, with what is written there."""
    wanted: dict[str, list[UUID]] = {}
    listed = list(places)
    for place in listed:
        wanted.setdefault(place.kind, []).append(place.id)
    if not listed:
        return []
    reader = Capacity(context.required().role)
    statement = " UNION ALL ".join(_details(SearchKind(kind), reader) for kind in wanted)
    given = _given(asked) | {"name_options": _NAME, "words_options": _WORDS}
    rows = _read(statement, given | {f"{kind}_ids": ids for kind, ids in wanted.items()})
    by_key = {(row[0], row[1]): Shown._make(row) for row in rows}
    return [by_key[place.kind, place.id] for place in listed if (place.kind, place.id) in by_key]


def _places(kind: SearchKind, reader: Capacity, asked: Asked, narrowed: str) -> str:
    table, (name, *words) = TABLES[kind], columns_of(kind, reader)
    matched, rank = [f"d.v @@ {_WHOLE}"], [f"ts_rank(d.v, {_WHOLE})"]
    if asked.last:
        matched.append(f"({_BEGINNING} AND {_HOLDS.format(_BEFORE)})")
        rank.append("CASE WHEN s.name ~* %(beginning)s THEN 0.3 WHEN s.words ~* %(beginning)s THEN 0.05 ELSE 0 END")
    if asked.referring and (refers := _refers(kind, table.number, asked)):
        matched.append(f"({refers})")
        rank.append(f"CASE WHEN {refers} THEN 10 ELSE 0 END")
    return _PLACES.format(
        kind=kind.value, table=table.name, plan=table.plan, only=table.only, narrowed=narrowed,
        name=f"t.{name}", words=_columns(words), rank=" + ".join(rank), matched=" OR ".join(matched),
    )  # fmt: skip


def _refers(kind: SearchKind, number: str, asked: Asked) -> str:
    """The condition that a row is what a reference names; with other words beside it, they stand in what it names."""
    conditions = []
    if asked.plans:
        conditions.append("p.number = ANY(%(plans)s)")
    if asked.actions:
        if kind != SearchKind.ACTION:
            return ""
        conditions.append(f"{number} = ANY(%(actions)s)")
    elif not asked.rest and kind != SearchKind.PLAN:
        return ""
    if asked.rest:
        conditions.append(_HOLDS.format(_REST))
    return " AND ".join(conditions)


def _details(kind: SearchKind, reader: Capacity) -> str:
    table, (name, *words) = TABLES[kind], columns_of(kind, reader)
    texts = _columns(words)
    return _DETAILS.format(
        kind=kind.value, table=table.name, plan=table.plan, action=table.action, number=table.number, gone=table.gone,
        title=columns_of(SearchKind.PLAN, reader)[0],
        asked=f"({_WHOLE} || {_REST})",
        whose="concat_ws(', ', o.name, s.name)" if reader == Capacity.COMMISSIONER else "s.name",
        name=_SHOWN % f"coalesce(t.{name}, '')",
        words=_SHOWN % f"concat_ws(' · ', {texts})",
    )  # fmt: skip


def _columns(names: Sequence[str]) -> str:
    """Texts as arguments; those without a word are left out."""
    return ", ".join(f"nullif(t.{name}, '')" for name in names) or "NULL::text"


def _given(asked: Asked) -> dict[str, Any]:
    return {
        "text": asked.text,
        "before": asked.before,
        "rest": asked.rest,
        "beginning": rf"\m{asked.last}",
        "plans": list(asked.plans),
        "actions": list(asked.actions),
    }


def _read(statement: str, given: dict[str, Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()
