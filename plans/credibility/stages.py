"""Whether an action stands in the stage that its date speaks of: A7."""

import datetime
from collections.abc import Iterator

from plans.credibility.beside import Typed, beside
from plans.credibility.facts import Facts
from plans.credibility.registry import WARNS, Finding, rule
from plans.enums import ActionState, Stage
from recovery import dates

WITHIN = datetime.timedelta(days=7)
"""An immediate control is in place by then."""
NOT_BEFORE = datetime.timedelta(days=14)
"""What is done by then improves nothing for good yet."""
ADVICE = "Check its date and its stage."


@rule("A7", WARNS, "A control that comes late leaves people at risk; a quick fix called improvement hides the drift.")
def dates_fit_their_stage(facts: Facts) -> Iterator[Finding]:
    for action in facts.actions:
        if action.state in (ActionState.COMPLETE, ActionState.VERIFIED):
            continue
        sentence = in_another_stage(action.stage, facts.due.get(action.pk), _begun(facts, action))
        if sentence:
            yield Finding(
                f"{action.reference}: {sentence[:1].lower()}{sentence[1:]}", ADVICE, "action", action.pk, "stage"
            )


def in_another_stage(stage: str, due: datetime.date | None, begun: datetime.date) -> str:
    """The sentence for an action whose due date speaks of another stage, or nothing."""
    if due is None:
        return ""
    if stage == Stage.IMMEDIATE and due > begun + WITHIN:
        return f"An immediate control that is due {dates.days((due - begun).days)} after the start comes late."
    if stage == Stage.IMPROVEMENT and due <= begun + NOT_BEFORE:
        return "An improvement that is due within 14 days is probably a control or stabilisation."
    return ""


def plan_begun(plan, today: datetime.date) -> datetime.date:
    """The day from which a plan's dates are counted; of a plan that names none, the day it was approved, or today."""
    return plan.starts_on or (dates.day_of(plan.activated_at) if plan.activated_at else today)


def _begun(facts: Facts, action) -> datetime.date:
    """What was added to a running plan is counted from the day it was added."""
    plan = facts.plan
    begun = plan_begun(plan, facts.today)
    if plan.activated_at and action.created_at > plan.activated_at:
        return max(begun, dates.day_of(action.created_at))
    return begun


@beside("A7", WARNS, "action", "due_on")
def due_in_another_stage(typed: Typed) -> Iterator[Finding]:
    plan = typed.plan
    begun = typed.today if plan.activated_at else plan_begun(plan, typed.today)
    sentence = in_another_stage(typed.text("stage"), typed.values.get("due_on"), begun)
    if sentence:
        yield Finding(sentence, ADVICE)
