"""Would a commissioner believe this plan? `findings(facts)` says what they would miss, why, and how to mend it."""

from plans.credibility import (  # noqa: F401  (each declares its rules)
    causes,
    gates,
    privacy,
    problems,
    stages,
    strength,
    structure,
    words,
    workforce,
)
from plans.credibility.facts import Facts
from plans.credibility.registry import ADVISES, BLOCKS, WARNS, Finding, findings, rule, rules

__all__ = ["ADVISES", "BLOCKS", "WARNS", "Facts", "Finding", "findings", "rule", "rules"]
