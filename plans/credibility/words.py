"""How the actions are worded: A4 and A8."""

from collections.abc import Iterator
from dataclasses import replace

from plans.credibility import wording
from plans.credibility.beside import Typed, beside
from plans.credibility.facts import Facts
from plans.credibility.registry import ADVISES, WARNS, Finding, rule
from plans.enums import ActionState

AS_CHECK = "Keep it as the way the problem is monitored, and say in an action what changes."


@rule("A4", WARNS, "Looking at something does not change it: a check shows whether an action works.")
def checks_are_no_actions(facts: Facts) -> Iterator[Finding]:
    for action in facts.actions:
        looked = wording.reads_as_check(told(action.title, action.deliverable))
        if looked and action.state == ActionState.PLANNED:
            yield Finding(
                f"{action.reference}: “{looked}” is a check, not an action.",
                AS_CHECK,
                "action",
                action.pk,
                "as_check" if facts.plan.activated_at is None else "title",
                matched=looked,
            )


@rule("A8", ADVISES, "What is said exactly can be inspected; what is vague can only be believed.")
def words_are_exact(facts: Facts) -> Iterator[Finding]:
    for action in facts.actions:
        if action.state != ActionState.PLANNED:
            continue
        found = wording.findings(
            told(action.title, action.deliverable),
            has_owner=action.owner_id is not None,
            has_due=bool(facts.due.get(action.pk)),
        )
        for one in found:
            yield replace(
                one,
                sentence=f"{action.reference}: {one.sentence}",
                kind="action",
                id=action.pk,
                field=one.field or "deliverable",
            )


def told(title: str, deliverable: str) -> str:
    """Title and deliverable are read together: what one leaves open the other may say."""
    return "\n".join(part.strip() for part in (title, deliverable) if part.strip())


@beside("A4", WARNS, "action", "title")
def reads_as_check(typed: Typed) -> Iterator[Finding]:
    looked = wording.reads_as_check(told(typed.text("title"), typed.text("deliverable")))
    if looked:
        yield Finding(f"“{looked}” is a check, not an action.", AS_CHECK, matched=looked)


@beside("A8", ADVISES, "action", "title", "deliverable")
def reads_vaguely(typed: Typed) -> Iterator[Finding]:
    text = told(typed.text("title"), typed.text("deliverable"))
    if not text:
        return
    found = wording.findings(text, has_owner=typed.given("owner"), has_due=typed.given("due_on"))
    for one in found:
        yield replace(one, field=one.field or "deliverable")
