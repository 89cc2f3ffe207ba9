"""Every text that a commissioner can read, declared once: the personal-data guard (D1) watches these and no others.

A contract reads the database's own grants and fails for a text that is granted and not declared. To let a further text
leave: declare it here (or, of an app above this one, when that app is ready), give its table the column `held`
(`plans.models.base.held_texts`), call `leaves(…)` for the table in a migration, and ask `plans.domain.guard` in the
verb that writes it. Names of organisations, services and owners are no such texts: they are said by name on purpose.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.apps import apps
from django.db.models import Model

Row = TypeVar("Row", bound=Model)
WITHHELD = "Withheld by the provider while it is checked."
"""Read instead of a text of which no version has passed."""


@dataclass(frozen=True)
class SharedText:
    model: str
    column: str
    label: str
    mended: str = ""
    """The URL name of the form that changes it, given the id of the row; without it the text stands as written."""

    @property
    def table(self) -> type[Model]:
        return apps.get_model(self.model)


_texts: dict[tuple[str, str], SharedText] = {}


def declare(model: str, column: str, label: str, mended: str = "") -> None:
    """Once; declaring it again replaces it."""
    _texts[model, column] = SharedText(model, column, label, mended)


def every() -> list[SharedText]:
    return list(_texts.values())


def models() -> list[type[Model]]:
    return [apps.get_model(name) for name in dict.fromkeys(text.model for text in every())]


def of(model: type[Model]) -> Iterator[SharedText]:
    return (text for text in every() if text.model == model._meta.label)


def held(row: Model) -> dict[str, dict[str, str]]:
    """What is held of a row. A statement that is written out gives it as text."""
    return json.loads(row.held) if isinstance(row.held, str) else row.held


def as_shared(*rows: Row) -> list[Row]:
    """These rows in the words that may leave the provider. For what leaves by hand or by email, whoever makes it: the
    rows are changed in memory, so they are not for writing. In a commissioner's tenant they are so already."""
    for row in rows:
        for column, kept in held(row).items():
            setattr(row, column, kept["text"])
    return list(rows)


declare("plans.Plan", "title", "Title of the plan", "plan_edit")
declare("plans.Plan", "summary", "Summary of the plan", "plan_edit")
declare("plans.Problem", "title", "Problem", "problem_edit")
declare("plans.Action", "title", "What will be done", "action_edit")
declare("plans.Action", "deliverable", "Deliverable", "action_edit")
declare("plans.Milestone", "name", "Milestone", "milestone_edit")
declare("plans.Extension", "reason", "Why more time is needed")
declare("plans.Extension", "interim_control", "What keeps people safe until then")
declare("plans.ExitCriterion", "statement", "Exit criterion", "criterion_edit")
declare("plans.Partner", "organisation", "Partner organisation", "partner_edit")
declare("plans.Partner", "role", "Role of a partner", "partner_edit")
declare("plans.Contribution", "contribution", "What a partner contributes", "contribution_edit")
