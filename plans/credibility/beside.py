"""What is said beside a field while it is written: the rules that can judge one form alone.

A module of rules declares, beside its rule, what of it can be said before anything is saved:

    @beside("A8", ADVISES, "action", "title", "deliverable")
    def vague(typed: Typed) -> Iterator[Finding]:
        ...

It yields findings that name one of its fields (`field=`; the first, if there is only one to name). Each registered
field has a place for them in its form. Nothing is read from the database but what the form itself reads, and, of a
text that looks personal, who may be named in it. Nothing here keeps anything from being saved.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from plans.credibility.personal_data import Found
from plans.credibility.registry import Finding
from plans.enums import Severity


@dataclass(frozen=True)
class Typed:
    """A form as it stands: the values of the fields that can be read so far."""

    plan: Any
    values: Mapping[str, Any]
    today: datetime.date
    personal: Callable[[str], Iterable[Found]] = lambda text: ()
    """What in a text keeps it from being shared (D1): see `plans.queries.held.Known.found`."""

    def text(self, name: str) -> str:
        return str(self.values.get(name) or "").strip()

    def given(self, name: str) -> bool:
        """What the form does not hold, or what cannot be read yet, is spoken of elsewhere."""
        return bool(self.values.get(name, True))


Say = Callable[[Typed], Iterable[Finding]]


@dataclass(frozen=True)
class FieldCheck:
    rule: str
    severity: Severity
    fields: tuple[str, ...]
    say: Say


_checks: dict[str, dict[str, FieldCheck]] = {}


def beside(rule: str, severity: Severity, kind: str, *fields: str) -> Callable[[Say], Say]:
    """Declare what is said beside these fields of the form of a kind of thing; declaring it again replaces it."""

    def declared(say: Say) -> Say:
        _checks.setdefault(kind, {})[f"{say.__module__}.{say.__name__}"] = FieldCheck(rule, severity, fields, say)
        return say

    return declared


def fields_of(kind: str) -> set[str]:
    """The fields beside which something may be said."""
    return {field for check in _checks.get(kind, {}).values() for field in check.fields}


def said(kind: str, typed: Typed) -> Iterator[Finding]:
    for check in _checks.get(kind, {}).values():
        for finding in check.say(typed):
            yield replace(finding, rule=check.rule, severity=check.severity, field=finding.field or check.fields[0])
