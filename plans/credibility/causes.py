"""How the causes are worded: C2."""

from collections.abc import Iterator
from dataclasses import replace

from plans.credibility import wording
from plans.credibility.beside import Typed, beside
from plans.credibility.facts import Facts
from plans.credibility.registry import WARNS, Finding, rule
from plans.credibility.structure import short


@rule("C2", WARNS, "A cause that blames people stops the question before it reaches what made the error likely.")
def causes_are_fair(facts: Facts) -> Iterator[Finding]:
    for cause in facts.causes:
        found = wording.causal_findings(
            cause.cause,
            cause.effect,
            cause.event,
            preceding_cause=cause.preceding_cause,
            duty_source=cause.duty_source,
        )
        for one in found:
            about = short(cause.cause, 40)
            yield replace(one, sentence=f"Root cause “{about}”: {one.sentence}", kind="cause", id=cause.pk)


@beside("C2", WARNS, "cause", "cause", "effect", "event", "preceding_cause", "duty_source")
def cause_reads_unfairly(typed: Typed) -> Iterator[Finding]:
    parts = [typed.text(part) for part in ("cause", "effect", "event")]
    yield from wording.causal_findings(
        *parts, preceding_cause=typed.text("preceding_cause"), duty_source=typed.text("duty_source")
    )


def asks(cause: str, effect: str, event: str) -> set[str]:
    """What the statement asks for besides: a preceding cause, the source of a duty."""
    found = {one.field for one in wording.causal_findings(cause, effect, event)}
    return found & {"preceding_cause", "duty_source"}
