"""The credibility check as its writer meets it: findings by severity, each with the way to mend it, and the meter."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from plans.credibility import Facts, Finding
from plans.credibility.problems import answers
from plans.enums import PlanState, Severity
from plans.models import Problem
from plans.presenters import mending
from plans.presenters.mending import Mend

SHAPES = {
    Severity.BLOCKS: ("square", "red"),
    Severity.WARNS: ("diamond", "amber"),
    Severity.ADVISES: ("half-ring", "plain"),
}
SHOWN = {Severity.BLOCKS: 8, Severity.WARNS: 5, Severity.ADVISES: 3}
"""The rest of a long list is folded away."""
LABELS = {Severity.BLOCKS: "An auditor would list this as a gap"}
"""Once the plan is sent nothing keeps it from being sent."""


@dataclass(frozen=True)
class Item:
    finding: Finding
    mend: Mend


@dataclass(frozen=True)
class Group:
    label: str
    shape: str
    tone: str
    items: list[Item]
    more: list[Item]
    unlisted: int = 0

    @property
    def every(self) -> list[Item]:
        return self.items + self.more

    @property
    def count(self) -> int:
        return len(self.every) + self.unlisted


def groups(
    findings: Sequence[Finding],
    facts: Facts,
    *,
    may_write: bool,
    cards: Collection[UUID] | None = None,
    folded: int | None = None,
) -> list[Group]:
    """`cards`: see `mending.place`. `folded`: how many of the folded ones are listed; the rest is only counted."""
    found = []
    for severity, (shape, tone) in SHAPES.items():
        own = [one for one in findings if one.severity == severity]
        listed = own if folded is None else own[: SHOWN[severity] + folded]
        items = [
            Item(one, mending.place(facts, one.kind, one.id, one.field, may_write=may_write, cards=cards))
            for one in listed
        ]
        label = severity.label if facts.plan.state == PlanState.DRAFT else LABELS.get(severity, severity.label)
        if items:
            shown, rest = items[: SHOWN[severity]], items[SHOWN[severity] :]
            found.append(Group(label, shape, tone, shown, rest, len(own) - len(listed)))
    return found


def summary(plan, findings: Sequence[Finding]) -> str:
    """What is so when nothing blocks."""
    if not findings:
        return (
            "Nothing is missing: each problem has evidence and a cause, each cause an action, "
            "each action what it needs."
        )
    held = (
        "Nothing keeps it from being sent."
        if plan.state == PlanState.DRAFT
        else "Nothing that it must hold is missing."
    )
    return f"{held} {asked(findings)}"


def asked(findings: Sequence[Finding]) -> str:
    """What a commissioner would still ask about."""
    count = sum(one.severity == Severity.WARNS for one in findings)
    if count:
        return f"A commissioner would ask about {'one thing' if count == 1 else f'{count} things'}."
    clearer = sum(one.severity == Severity.ADVISES for one in findings)
    return f"{'One thing' if clearer == 1 else f'{clearer} things'} could be said more exactly." if clearer else ""


# --- The five questions of a problem (P1) ----------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    question: str
    given: bool
    missing: str
    mend: Mend


@dataclass(frozen=True)
class Meter:
    problem: object
    parts: list[Part]

    @property
    def words(self) -> str:
        given = sum(part.given for part in self.parts)
        return f"{given} of {len(self.parts)} questions answered"


def metered(problems: Iterable[Problem], found: Iterable[Meter]) -> list[Problem]:
    """The same problems, each with its `meter`."""
    by_problem = {meter.problem.pk: meter for meter in found}
    problems = list(problems)
    for problem in problems:
        problem.meter = by_problem[problem.pk]
    return problems


def meters(facts: Facts, *, may_write: bool) -> list[Meter]:
    return [
        Meter(
            problem,
            [
                Part(
                    one.question,
                    one.given,
                    one.missing,
                    mending.place(facts, one.kind, one.id, one.field, may_write=may_write),
                )
                for one in answers(problem, facts)
            ],
        )
        for problem in facts.problems
    ]
