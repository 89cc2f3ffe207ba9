"""The writing page in words: stages with their actions, the strength of an action, where a finding is mended."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from plans import rules
from plans.enums import AIMS, Stage, Strength, Theme
from plans.models import Action, Plan, RootCause
from plans.queries import ActionRow
from recovery.tenancy.permissions import refusal

NOT_A_MANAGER = refusal("plan.submit")

MAY_START = "These may start while the plan is a draft."
STRENGTHS = {
    Strength.STRONGER: "a stronger kind of action",
    Strength.INTERMEDIATE: "an intermediate kind of action",
    Strength.WEAKER: "a weaker kind of action: it relies on people remembering",
}


@dataclass(frozen=True)
class ActionCard:
    action: Action
    row: ActionRow
    plan: Plan
    flagged: bool = False

    @property
    def change_refusal(self) -> str:
        return rules.explain(rules.may_change_action, self.action, self.plan)

    @property
    def remove_refusal(self) -> str:
        return rules.explain(rules.may_remove_action, self.action, self.plan, flagged=self.flagged)

    @property
    def strength(self) -> str:
        return STRENGTHS[self.action.strength] if self.action.strength else ""


@dataclass(frozen=True)
class StageSection:
    stage: Stage
    goal: str
    cards: list[ActionCard]
    total: int

    @property
    def elsewhere(self) -> str:
        """What is said where the actions of a stage stand on several pages."""
        if len(self.cards) == self.total:
            return ""
        count = "One action" if self.total == 1 else f"{self.total} actions"
        here = f"{len(self.cards)} of them" if self.cards else "none of them"
        return f"{count} in this stage, {here} on this page."


def card(plan: Plan, action: Action, row: ActionRow, flagged: Collection[UUID]) -> ActionCard:
    return ActionCard(action, row, plan, any(one.pk in flagged for one in row.milestones))


def stages(
    plan: Plan, actions: Iterable[Action], rows: Iterable[ActionRow], flagged: Collection[UUID]
) -> list[StageSection]:
    """`rows`: of every action of the plan, of which `actions` are those on this page."""
    rows = list(rows)
    totals = Counter(row.action.stage for row in rows)
    by_id = {row.action.pk: row for row in rows}
    cards = [card(plan, action, by_id[action.pk], flagged) for action in actions]
    return [
        StageSection(
            stage,
            f"{AIMS[stage]} {MAY_START}" if stage == Stage.IMMEDIATE else AIMS[stage],
            [one for one in cards if one.action.stage == stage],
            totals[stage],
        )
        for stage in Stage
    ]


def themes(causes: Iterable[RootCause]) -> list[dict[str, Any]]:
    """How many root causes each theme has, the most frequent first."""
    counts = Counter(cause.theme for cause in causes)
    return [{"label": Theme(theme).label, "count": count} for theme, count in counts.most_common()]


def place_after(neighbours: Iterable[Any], row: Any, shown: Collection[UUID] | None = None) -> str:
    """The id of the card that now follows `row`, or of the place to add another. `shown`: the cards on the page."""
    keys = [one.pk for one in neighbours if shown is None or one.pk in shown]
    kind = type(row).__name__.lower().removeprefix("root")
    following = keys[keys.index(row.pk) + 1 : keys.index(row.pk) + 2]
    if following:
        return f"entry-{following[0]}" if kind == "problem" else f"{kind}-{following[0]}"
    return f"{kind}-new-{row.stage}" if kind == "action" else f"{kind}-new"
