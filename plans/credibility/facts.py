"""A plan as the rules of the credibility check see it: rows, and who points to whom. Read by `plans.queries.facts`."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Facts:
    """Withdrawn actions are no part of it. Links are pairs of ids."""

    plan: Any
    problems: list
    causes: list
    actions: list
    due: Mapping[UUID, datetime.date | None]
    """Action → current due date of its completion milestone."""
    evidenced: set[UUID]
    """Problems with evidence."""
    explaining: Iterable[tuple[UUID, UUID]]
    """(root cause, problem)"""
    addressing: Iterable[tuple[UUID, UUID]]
    """(action, root cause)"""
    today: datetime.date
    reviewed: Mapping[UUID, datetime.date] = field(default_factory=dict)
    """Immediate control → the day of its last review."""
    people: Mapping[UUID, Any] = field(default_factory=dict)
    """Memberships of the organisation by id: whose names may stand in a text that is shared."""
    confirmed: Collection[str] = ()
    """Words that look personal, for which somebody answered (D1)."""
    asked: Sequence[Any] = ()
    """Protected hours (`plans.rules.load.Ask`) asked, by this plan and others, of everybody of whom it asks some."""
    stated: Mapping[UUID, Sequence[tuple[datetime.date, Decimal]]] = field(default_factory=dict)
    """What these people have said they can protect, a week, from a Monday on."""

    criteria: Iterable[str] = ()
    """Gates that have an exit criterion."""

    @property
    def explained(self) -> set[UUID]:
        return {problem for _, problem in self.explaining}

    @property
    def addressed(self) -> set[UUID]:
        return {cause for _, cause in self.addressing}

    def causes_of(self, problem: UUID) -> set[UUID]:
        return {cause for cause, explained in self.explaining if explained == problem}

    def actions_on(self, causes: Iterable[UUID]) -> list:
        wanted = set(causes)
        acting = {action for action, cause in self.addressing if cause in wanted}
        return [action for action in self.actions if action.pk in acting]
