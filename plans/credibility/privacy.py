"""D1: what would leave the provider with a person's identity in it. It blocks sharing, not sending for approval."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from plans.credibility import personal_data
from plans.credibility.beside import Typed, beside
from plans.credibility.facts import Facts
from plans.credibility.registry import WARNS, Finding, rule

SHARED_FIELDS = {"plan": ("title", "summary"), "problem": ("title",), "action": ("title", "deliverable")}


@rule("D1", WARNS, "Whoever reads this outside your organisation must not learn who a person is.")
def nobody_is_identified(facts: Facts) -> Iterator[Finding]:
    names = [person.name for person in facts.people.values()]
    rows = [
        ("plan", facts.plan),
        *(("problem", one) for one in facts.problems),
        *(("action", one) for one in facts.actions),
    ]
    for kind, row in rows:
        for field in SHARED_FIELDS[kind]:
            for finding in field_findings(getattr(row, field), names, facts.confirmed):
                yield Finding(finding.sentence, finding.advice, kind, row.pk, field, matched=finding.matched)


@beside("D1", WARNS, "problem", "title")
@beside("D1", WARNS, "action", "title", "deliverable")
def somebody_is_identified(typed: Typed) -> Iterator[Finding]:
    """Saving is allowed, since it stays inside; commissioners go on reading what passed."""
    for field in ("title", "deliverable"):
        for finding in _said(typed.personal(typed.text(field))):
            yield replace(finding, field=field)


def field_findings(text: str, names: Collection[str], confirmed: Collection[str]) -> Iterator[Finding]:
    """What keeps one text from being shared. Nothing here keeps it from being saved: it stays inside."""
    return _said(personal_data.unconfirmed(text, names=names, confirmed=confirmed))


def _said(found: Iterable[personal_data.Found]) -> Iterator[Finding]:
    for one in found:
        may_confirm = "" if one.kind == personal_data.NEVER_CONFIRMED else " Or confirm it on the sharing page."
        yield Finding(one.sentence, f"{one.advice}{may_confirm}", matched=one.words)
