"""A plan that is not written yet: what a template, a copy or a spreadsheet holds, before it stands in the tables.

Parts point to each other by keys of their own (P1, C2), which mean nothing outside. `plans.domain.drafting` writes one.
"""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from plans.enums import ActionState

Day = datetime.date | None


@dataclass
class Evidence:
    kind: str
    occurred_on: datetime.date
    reference: str
    summary: str = ""
    expires_on: Day = None
    owner_id: Any = None


@dataclass
class Problem:
    key: str
    fields: dict[str, Any]
    evidence: list[Evidence] = field(default_factory=list)


@dataclass
class Cause:
    key: str
    problems: list[str]
    fields: dict[str, Any]
    whys: list[str] = field(default_factory=list)


@dataclass
class Protected:
    """Hours of somebody besides the owner."""

    person_id: Any
    hours_a_week: Decimal
    purpose: str
    starts_on: Day = None
    ends_on: Day = None


@dataclass
class Milestone:
    """`original_due_on` is given where the date had been moved: it then stays for ever, as it would have."""

    name: str
    due_on: Day = None
    original_due_on: Day = None
    forecast_on: Day = None
    reached_on: Day = None
    withdrawn_on: Day = None
    is_completion: bool = False


@dataclass
class Action:
    key: str
    causes: list[str]
    fields: dict[str, Any]
    milestones: list[Milestone] = field(default_factory=list)
    """Its completion among them."""
    number: int | None = None
    evidence: list[Evidence] = field(default_factory=list)
    protected: list[Protected] = field(default_factory=list)
    state: str = ActionState.PLANNED
    started_on: Day = None
    completed_on: Day = None
    completion_note: str = ""
    withdrawn_on: Day = None

    @property
    def completion(self) -> Milestone:
        return next(one for one in self.milestones if one.is_completion)


@dataclass
class Partner:
    key: str
    organisation: str
    role: str
    contact: str = ""


@dataclass
class Contribution:
    """`partner` and `action`: their keys."""

    action: str
    partner: str
    contribution: str
    due_on: Day = None


@dataclass
class Criterion:
    """What is asked of a gate; `kind` and `settings` as `plans.criteria` knows them."""

    gate: str
    kind: str
    statement: str
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass
class Drafted:
    problems: list[Problem] = field(default_factory=list)
    causes: list[Cause] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    criteria: list[Criterion] = field(default_factory=list)
    partners: list[Partner] = field(default_factory=list)
    contributions: list[Contribution] = field(default_factory=list)
