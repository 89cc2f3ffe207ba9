"""How strong the actions are: A2, A3 and A5, by the action hierarchy. Never a score: a question that is asked once."""

from collections.abc import Iterator

from plans.credibility.facts import Facts
from plans.credibility.registry import BLOCKS, WARNS, Finding, rule
from plans.credibility.structure import short
from plans.enums import ActionType, Strength

HOLDS = {Strength.STRONGER, Strength.INTERMEDIATE}
TELLS_PEOPLE = {ActionType.TRAINING, ActionType.WARNING, ActionType.POLICY}
"""Training, reminders and policy: they ask people to remember."""


def holds(action) -> bool:
    """Whether it is a stronger or an intermediate kind of action."""
    return action.strength in HOLDS


@rule("A3", BLOCKS, "A plan of reminders and training alone fades when scrutiny eases.")
def has_a_strong_action(facts: Facts) -> Iterator[Finding]:
    if facts.actions and not any(holds(action) for action in facts.actions):
        yield Finding(
            "No action is of a stronger or intermediate kind.",
            "Choose the type of each action; if all are weaker, add one that changes the conditions people work in.",
            "action",
            facts.actions[0].pk,
            "action_type",
        )


@rule("A2", WARNS, "What only relies on people remembering leaves the cause where it is.")
def causes_have_a_strong_action(facts: Facts) -> Iterator[Finding]:
    """Said of what A5 does not say more exactly."""
    for cause in facts.causes:
        answers = facts.actions_on([cause.pk])
        if answers and not any(holds(action) for action in answers) and not _only_told(answers):
            yield Finding(
                f"No stronger or intermediate action addresses the root cause “{short(cause.cause)}”.",
                "Choose the type of its actions, or add one that makes the right thing easier to do than not.",
                "cause",
                cause.pk,
                "actions",
            )


@rule("A5", WARNS, "People who are told what to do still work in the conditions that let it happen.")
def people_are_not_only_told(facts: Facts) -> Iterator[Finding]:
    for cause in facts.causes:
        if _only_told(facts.actions_on([cause.pk])):
            yield Finding(
                f"Training, reminders or policy are the only answer to “{short(cause.cause)}”.",
                "Add an action that changes the conditions: protected time, a form that asks, a step that cannot be "
                "skipped.",
                "cause",
                cause.pk,
                "actions",
            )


def _only_told(answers: list) -> bool:
    return bool(answers) and all(action.action_type in TELLS_PEOPLE for action in answers)
