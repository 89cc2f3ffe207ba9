"""Whether it is agreed beforehand what must be true at each gate: P4."""

from collections.abc import Iterator

from plans.credibility.facts import Facts
from plans.credibility.registry import WARNS, Finding, rule
from plans.credibility.structure import listed
from plans.enums import Gate

ASKED = (Gate.STABILISATION, Gate.IMPROVEMENT, Gate.SUSTAINING)
"""What ends the sustaining year can be agreed in it."""


@rule("P4", WARNS, "Where nobody has said beforehand what done means, a stage ends when people are tired of it.")
def gates_have_criteria(facts: Facts) -> Iterator[Finding]:
    missing = [gate for gate in ASKED if gate not in facts.criteria]
    if missing and facts.actions:
        named = listed([gate.within_sentence for gate in missing])
        yield Finding(
            f"Nothing says what must be true before the plan goes {named}.",
            "Write an exit criterion for each: a fact that an outsider could check.",
            "plan",
            facts.plan.pk,
            "criteria",
        )
