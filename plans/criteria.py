"""The kinds of exit criteria: what a gate may ask for, and how it is looked up.

A kind is registered when its app is ready; apps above this one add theirs, so that this one imports none of them:

    class AssuranceConfig(AppConfig):
        def ready(self):
            criteria.register(Kind("check_score", "A check that scores high enough", ..., evaluate=checks.scored))

`evaluate` is given the criteria of its kind together, and answers for each with as many queries for one as for ten:
whether it is met (or that nobody can know but the person who decides), a sentence, and what was looked at. A measure
that holds for so many periods, or a check that scores for so many times, is such a kind: `settings` hold its numbers.

An app may also ask something of a gate that nobody has to write down (`require`), and add figures to the snapshot of
every decision (`add_figure`).
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from plans.enums import Gate


@dataclass(frozen=True)
class Met:
    """`met` is None where only the person who decides can say."""

    met: bool | None
    sentence: str
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Number:
    """A whole number that a kind asks for."""

    name: str
    label: str
    least: int
    most: int
    usual: int


Evaluate = Callable[..., Mapping[UUID, Met]]


@dataclass(frozen=True)
class Kind:
    id: str
    label: str
    hint: str
    evaluate: Evaluate
    """`evaluate(plan, criteria, today=...)`: criterion id → `Met`."""
    gates: tuple[Gate, ...] = tuple(Gate)
    numbers: tuple[Number, ...] = ()
    shown: str = ""
    """How one with its numbers is called: “No slip for {weeks} weeks”. The label, if there are none."""

    def called(self, settings: Mapping[str, Any]) -> str:
        return self.shown.format_map(settings) if self.shown else self.label


Require = Callable[..., Iterable[tuple[str, Met]]]
"""`require(plan, today=...)`: statements with whether they are met."""

_kinds: dict[str, Kind] = {}
_required: dict[tuple[Gate, str], Require] = {}
_figures: dict[str, Callable[..., Any]] = {}


def register(kind: Kind) -> None:
    """Add a kind once; registering its id again replaces it."""
    _kinds[kind.id] = kind


def require(gate: Gate, key: str, asked: Require) -> None:
    _required[gate, key] = asked


def add_figure(key: str, figure: Callable[..., Any]) -> None:
    """`figure(plan, today=...)` as it stands in the snapshot under `key`."""
    _figures[key] = figure


def kinds(gate: Gate | None = None) -> list[Kind]:
    return [kind for kind in _kinds.values() if gate is None or gate in kind.gates]


def kind(key: str) -> Kind | None:
    """None where the app that knew it is gone."""
    return _kinds.get(key)


UNKNOWN = Met(None, "This cannot be looked up here. Say what shows it.")


def evaluated(plan, criteria: Iterable, *, today: datetime.date) -> dict[UUID, Met]:
    """Criterion id → whether it is met now."""
    by_kind: dict[str, list] = {}
    for one in criteria:
        by_kind.setdefault(one.kind, []).append(one)
    found: dict[UUID, Met] = {}
    for key, own in by_kind.items():
        known = kind(key)
        found |= known.evaluate(plan, own, today=today) if known else dict.fromkeys([one.pk for one in own], UNKNOWN)
    return found


def required(plan, gate: Gate, *, today: datetime.date) -> list[tuple[str, Met]]:
    """What is asked of this gate without being written down."""
    return [line for (of, _), asked in _required.items() if of == gate for line in asked(plan, today=today)]


def figures(plan, *, today: datetime.date) -> dict[str, Any]:
    return {key: figure(plan, today=today) for key, figure in sorted(_figures.items())}
