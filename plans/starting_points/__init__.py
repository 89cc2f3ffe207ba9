"""Three plans to start from, as data beside this file: wording to adapt, never a plan that is finished.

Days count from the day on which the plan starts. An owner is a job title: where exactly one person has it, they are
proposed; nobody else is named. Evidence is for the organisation to add, so a template says what to look for.
"""

import datetime
import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from plans import drafted
from plans.enums import ActionType, CauseMethod, Gate, Stage, Theme

FOLDER = Path(__file__).parent
KEYS = ("repeated_incidents", "missed_reviews", "commissioner_confidence")


Named = Callable[[str], Any]
"""A job title → the id of the one person who has it, or nothing."""


@dataclass(frozen=True)
class StartingPoint:
    key: str
    title: str
    about: str
    summary: str
    problems: list[dict[str, Any]]
    causes: list[dict[str, Any]]
    actions: list[dict[str, Any]]
    gates: list[dict[str, Any]]
    """What must be true before each stage ends."""

    def drafted(self, starts_on: datetime.date, owner: Named, contact: Named) -> drafted.Drafted:
        """As a plan that begins on this day. `owner` and `contact`: who has a job title, if that is one person."""

        def day(offset: int | None) -> datetime.date | None:
            return None if offset is None else starts_on + datetime.timedelta(days=offset)

        return drafted.Drafted(
            [drafted.Problem(one["key"], _problem(one)) for one in self.problems],
            [drafted.Cause(one["key"], one["problems"], _cause(one)) for one in self.causes],
            [
                _action(one, day, owner(one["role"].casefold()), contact(one["contact"].casefold()))
                for one in self.actions
            ],
            [_criterion(one) for one in self.gates],
        )


def _problem(one: dict[str, Any]) -> dict[str, Any]:
    statement = f"{one['statement'].strip()}\n\nEvidence to look for: {one['evidence'].strip()}"
    return {"title": one["title"], "statement": statement, "monitoring": one["watched"].strip()}


def _cause(one: dict[str, Any]) -> dict[str, Any]:
    fields = {name: one[name] for name in ("cause", "effect", "event")}
    return fields | {"theme": Theme(one["theme"]), "method": CauseMethod(one["method"])}


def _action(one: dict[str, Any], day: Callable, owner: Any, contact: Any) -> drafted.Action:
    fields = {
        "stage": Stage(one["stage"]),
        "title": one["title"],
        "deliverable": one["deliverable"],
        "evidence_expected": one["evidence_expected"],
        "action_type": ActionType(one["type"]),
        "owner_id": owner,
        "escalation_contact_id": contact if contact != owner else None,
        "starts_on": day(one["starts"]),
        "hours_a_week": one.get("hours"),
        "review_on": day(one.get("review")),
        "step_down_criterion": one.get("step_down", ""),
    }
    outputs = [drafted.Milestone(given["name"], day(given["due"])) for given in one.get("milestones", ())]
    completion = drafted.Milestone("Complete", day(one["due"]), is_completion=True)
    return drafted.Action(one["key"], one["causes"], fields, [completion, *outputs])


def _criterion(one: dict[str, Any]) -> drafted.Criterion:
    settings = {"weeks": one["weeks"]} if "weeks" in one else {}
    return drafted.Criterion(Gate(one["gate"]), one["kind"], one["statement"], settings)


@functools.cache
def get(key: str) -> StartingPoint:
    return StartingPoint(key, **yaml.safe_load((FOLDER / f"{key}.yaml").read_text()))


def every() -> list[StartingPoint]:
    return [get(key) for key in KEYS]
