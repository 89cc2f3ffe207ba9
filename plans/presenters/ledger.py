"""The slip ledger of a plan in words: each milestone with its original, current and expected dates, and its moves."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from plans import rules
from plans.enums import ExtensionState, Status
from plans.models import Action, Extension, Milestone, Plan
from plans.queries import ActionRow
from plans.rules import Slip
from recovery import dates
from recovery.history.models import Event
from recovery.ui.addresses import address_of

TONES = {ExtensionState.ASKED: "amber", ExtensionState.APPROVED: "plain", ExtensionState.REFUSED: "grey"}
SHOWN = {
    # what is shown: its words
    "": "Every date",
    "late": "Late now",
    "moved": "Moved",
    "again": "Slipped more than once",
}


@dataclass(frozen=True)
class Line:
    milestone: Milestone
    row: ActionRow
    name: str
    url: str
    status: Status
    slips: list[Slip]
    days_slipped: int
    """Days past its due dates in all: a date that was moved after it had passed counts until it was moved."""
    moves: list[dict[str, Any]] = field(default_factory=list)
    forecasts: str = ""
    forecast_url: str = ""
    """Where to say what is expected of a missed date, for whoever may."""

    @property
    def late(self) -> bool:
        return any(slip.open for slip in self.slips)

    @property
    def moved_days(self) -> int:
        one = self.milestone
        return (one.due_on - one.original_due_on).days if one.due_on and one.original_due_on else 0

    @property
    def slipped(self) -> str:
        """How often, and by how many days in all."""
        if not self.slips:
            return ""
        often = {1: "once", 2: "twice"}.get(len(self.slips), f"{len(self.slips)} times")
        return f"Slipped {often}, {dates.days(self.days_slipped)} in all"


def lines(
    rows: Iterable[ActionRow],
    extensions: Mapping[UUID, Sequence[Extension]],
    forecasts: Mapping[UUID, Sequence[Event]],
    today: datetime.date,
    *,
    reporting_on: Plan | None = None,
) -> list[Line]:
    """Every milestone with a date, by the date it first had. `reporting_on`: the plan, for a role that may report."""
    found = [
        _line(one, row, extensions.get(one.pk, ()), forecasts.get(one.pk, ()), today, reporting_on)
        for row in rows
        for one in row.milestones
        if one.due_on
    ]
    return sorted(found, key=lambda line: (line.milestone.original_due_on or line.milestone.due_on, line.name))


def _line(one: Milestone, row: ActionRow, asked, changes, today: datetime.date, plan: Plan | None) -> Line:
    action = row.action
    slips = row.slips.get(one.pk, [])
    return Line(
        one,
        row,
        f"{action.reference} {action.title if one.is_completion else one.name}",
        f"{address_of('action_detail', action.pk)}#ledger",
        row.status_of(one, today),
        slips,
        _days_slipped(one, slips, asked, today),
        [_move(extension) for extension in asked],
        _forecasts(one, changes),
        _forecast_url(one, action, plan),
    )


def _days_slipped(one: Milestone, slips: list[Slip], asked, today: datetime.date) -> int:
    moved_on = {
        extension.old_due_on: dates.day_of(extension.decided_at)
        for extension in asked
        if extension.state == ExtensionState.APPROVED
    }
    ended = one.done_at or one.withdrawn_at
    last = dates.day_of(ended) if ended else today
    return sum((moved_on.get(slip.due_on, last) - slip.due_on).days for slip in slips)


def _forecast_url(one: Milestone, action: Action, plan: Plan | None) -> str:
    if plan is None or rules.explain(rules.may_report_on, one, action, plan):
        return ""
    return address_of("milestone_forecast", one.pk)


def _move(extension: Extension) -> dict[str, Any]:
    state = ExtensionState(extension.state)
    return {
        "extension": extension,
        "words": state.label,
        "tone": TONES[state],
        "days": dates.days((extension.new_due_on - extension.old_due_on).days),
    }


def _forecasts(one: Milestone, changes: Sequence[Event]) -> str:
    """What was expected before, where it changed more than once."""
    given = [event.after["forecast_on"] for event in changes if event.after.get("forecast_on")]
    if len(given) < 2:
        return ""
    earlier = [dates.uk_short(datetime.date.fromisoformat(day)) for day in given[:-1]]
    return f"Expected before: {', then '.join(earlier)}"


def narrowed(found: Iterable[Line], *, show: str, owner: str, stage: str) -> list[Line]:
    def wanted(line: Line) -> bool:
        shown = {
            "late": line.late,
            "moved": bool(line.moved_days),
            "again": len(line.slips) > 1,
        }.get(show, True)
        action = line.row.action
        return shown and owner in ("", str(action.owner_id)) and stage in ("", action.stage)

    return [line for line in found if wanted(line)]


def title(found: Sequence[Line]) -> str:
    """The answer in the title."""
    if not found:
        return "No milestone has a date yet"
    late, again = sum(line.late for line in found), sum(len(line.slips) > 1 for line in found)
    moved = sum(bool(line.moved_days) for line in found)
    parts = [
        f"{late} {'milestone is' if late == 1 else 'milestones are'} late" if late else "No milestone is late",
        f"{moved} moved from the original date" if moved else "none moved from its original date",
    ]
    if again:
        parts.append(f"{again} slipped more than once")
    return "; ".join(parts)
