"""What a plan must hold before it is sent: A1 (without its measure part), A6, C1 and C3. Pure, like `plans.rules`."""

import datetime
from dataclasses import dataclass

from plans.enums import Stage

REVIEWED_WITHIN = datetime.timedelta(days=28)
"""A6"""


@dataclass(frozen=True)
class Finding:
    """What a reader outside would miss. `kind` and `id` say where it is mended."""

    rule: str
    sentence: str
    kind: str
    id: object
    blocks: bool = True


@dataclass(frozen=True)
class Facts:
    """A plan as the structure rules see it: rows, and who points to whom (sets of ids)."""

    plan: object
    problems: list
    causes: list
    actions: list
    due: dict  # action id → current due date
    evidenced: set  # problem ids
    explained: set  # problem ids
    addressed: set  # root cause ids
    answering: set  # action ids that address a root cause


def findings(facts: Facts) -> list[Finding]:
    """What blocks submission, in the order of the plan."""
    found: list[Finding] = []
    if not facts.problems:
        found.append(Finding("C3", "It names no problem yet.", "plan", facts.plan.pk))
    if not facts.actions:
        found.append(Finding("A1", "It has no action yet.", "plan", facts.plan.pk))
    for problem in facts.problems:
        if problem.pk not in facts.evidenced:
            found.append(Finding("C3", f"The problem “{problem.title}” has no evidence.", "problem", problem.pk))
        if problem.pk not in facts.explained:
            found.append(Finding("C3", f"No root cause explains the problem “{problem.title}”.", "problem", problem.pk))
    for cause in facts.causes:
        missing = [part for part in ("cause", "effect", "event") if not getattr(cause, part).strip()]
        if missing:
            found.append(Finding("C1", f"A root cause does not say its {' or '.join(missing)}.", "cause", cause.pk))
        if cause.pk not in facts.addressed:
            found.append(
                Finding("C3", f"No action addresses the root cause “{_short(cause.cause)}”.", "cause", cause.pk)
            )
    for action in facts.actions:
        missing = _missing_of(action, facts)
        if missing:
            found.append(Finding("A1", f"{action.reference} needs {_listed(missing)}.", "action", action.pk))
        if action.stage == Stage.IMMEDIATE:
            found += _review(action)
    return found


def _missing_of(action, facts: Facts) -> list[str]:
    missing = []
    if action.pk not in facts.answering:
        missing.append("a root cause it addresses")
    if action.owner is None:
        missing.append("an accountable owner")
    elif not action.owner.job_title.strip():
        missing.append("a job title for its owner")
    if not facts.due.get(action.pk):
        missing.append("a due date")
    if not action.deliverable.strip():
        missing.append("a deliverable that an outsider could inspect")
    if action.escalation_contact_id is None:
        missing.append("an escalation contact")
    return missing


def _review(action) -> list[Finding]:
    """A6: an immediate control is looked at again within 28 days of its start, against a criterion."""
    found = []
    if not action.step_down_criterion.strip():
        found.append(
            Finding("A6", f"{action.reference} does not say when it can be stepped down.", "action", action.pk)
        )
    if action.review_on is None:
        found.append(Finding("A6", f"{action.reference} has no review date.", "action", action.pk))
    elif action.starts_on and action.review_on > action.starts_on + REVIEWED_WITHIN:
        found.append(
            Finding("A6", f"{action.reference} must be reviewed within 28 days of its start.", "action", action.pk)
        )
    return found


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _short(text: str, length: int = 60) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else f"{text[: length - 1].rsplit(' ', 1)[0]}…"
