"""Whether each problem answers its five questions: P1. The meter on a problem's card shows the same answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from plans.credibility.facts import Facts
from plans.credibility.registry import WARNS, Finding, rule
from plans.credibility.strength import holds
from plans.credibility.structure import listed
from plans.enums import Stage


@dataclass(frozen=True)
class Answer:
    """One of the five questions about a problem. `kind`, `id` and `field` say where it is answered."""

    question: str
    given: bool
    missing: str
    advice: str
    kind: str
    id: Any
    field: str


def answers(problem, facts: Facts) -> list[Answer]:
    """People affected, others at risk, systemic change, monitoring, date: in this order."""
    acting = facts.actions_on(facts.causes_of(problem.pk))
    systemic = any(holds(action) and action.stage != Stage.IMMEDIATE for action in acting)
    undated = next((action for action in acting if not facts.due.get(action.pk)), None)
    dated = ("action", undated.pk, "due_on") if undated else ("problem", problem.pk, "actions")
    own = ("problem", problem.pk)
    return [
        Answer(
            "People affected", bool(problem.people_affected.strip()),
            "who was affected and what is done for them", "Say who, how, and what is done for them now.",
            *own, "people_affected",
        ),
        Answer(
            "Others at risk", bool(problem.others_at_risk.strip()),
            "who else is at risk", "Say who else lives or works with the same conditions.",
            *own, "others_at_risk",
        ),
        Answer(
            "Systemic change", systemic,
            "what changes in the system",
            "Add a stronger or intermediate action, in stabilisation or improvement, that addresses its causes.",
            *own, "actions",
        ),
        Answer(
            "Monitoring", bool(problem.monitoring.strip()),
            "how you will know whether it still happens", "Say what is looked at, how often and by whom.",
            *own, "monitoring",
        ),
        Answer(
            "Date", bool(acting) and undated is None,
            "by when it is mended", "Give every action that answers it a due date.",
            *dated,
        ),
    ]  # fmt: skip


@rule("P1", WARNS, "These are the five questions that a family, an inspector and a commissioner ask about any problem.")
def problems_answer_five_questions(facts: Facts) -> Iterator[Finding]:
    for problem in facts.problems:
        left = [answer for answer in answers(problem, facts) if not answer.given]
        if left:
            yield Finding(
                f"The problem “{problem.title}” leaves open: {listed([one.question.lower() for one in left])}.",
                left[0].advice,
                left[0].kind,
                left[0].id,
                left[0].field,
            )
