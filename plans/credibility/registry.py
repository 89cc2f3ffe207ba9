"""The rules of the credibility check: one rule is one small function, and this is how they are found and asked.

A module of rules declares each with its id, its severity and why it matters:

    @rule("A3", BLOCKS, "A plan of reminders and training alone fades when scrutiny eases.")
    def has_a_strong_action(facts: Facts) -> Iterator[Finding]:
        ...

What a function yields says what is so and how it is mended; the registry adds the rest. A rule may have parts in
several apps: an app above this one declares its part under the same id when it is ready, and reads what it needs
through its own queries, with as many queries for one action as for a hundred. This app never imports them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from plans.credibility.facts import Facts
from plans.enums import Severity

BLOCKS, WARNS, ADVISES = Severity.BLOCKS, Severity.WARNS, Severity.ADVISES


@dataclass(frozen=True)
class Finding:
    """What a reader outside would miss. `kind`, `id` and `field` say where it is mended."""

    sentence: str
    advice: str = ""
    kind: str = ""
    id: object = None
    field: str = ""
    rule: str = ""
    severity: Severity = BLOCKS
    why: str = ""
    matched: str = ""
    """The words of the text that it is about, where it is about words."""

    @property
    def blocks(self) -> bool:
        return self.severity == BLOCKS


Check = Callable[[Facts], Iterable[Finding]]


@dataclass(frozen=True)
class Rule:
    id: str
    severity: Severity
    why: str
    check: Check


_rules: dict[tuple[str, str], Rule] = {}


def rule(id: str, severity: Severity, why: str) -> Callable[[Check], Check]:
    """Declare a rule, or a part of one, once; declaring the same function again replaces it."""

    def declared(check: Check) -> Check:
        _rules[id, f"{check.__module__}.{check.__name__}"] = Rule(id, severity, why, check)
        return check

    return declared


def rules() -> list[Rule]:
    return list(_rules.values())


def findings(facts: Facts) -> list[Finding]:
    """What the rules find, what blocks first; within that in the order of the rules."""
    found = [found for one in rules() for found in _asked(one, facts)]
    order = list(Severity)
    return sorted(found, key=lambda finding: order.index(finding.severity))


def _asked(one: Rule, facts: Facts) -> Iterator[Finding]:
    for finding in one.check(facts):
        yield replace(finding, rule=one.id, severity=one.severity, why=one.why)
