"""What a plan must hold before it is sent: A1 (its measures join later), A6, C1 and C3. They block."""

import datetime
from collections.abc import Iterator

from plans.credibility.beside import Typed, beside
from plans.credibility.facts import Facts
from plans.credibility.registry import BLOCKS, Finding, rule
from plans.enums import Stage

REVIEWED_WITHIN = datetime.timedelta(days=28)
"""A6"""


@rule("C3", BLOCKS, "What has no evidence, no cause or no action is a promise that nobody can check.")
def hangs_together(facts: Facts) -> Iterator[Finding]:
    if not facts.problems:
        yield Finding("It names no problem yet.", "Say what broke down.", "plan", facts.plan.pk, "problems")
    for problem in facts.problems:
        about = f"the problem “{problem.title}”"
        if problem.pk not in facts.evidenced:
            yield Finding(
                f"{about[:1].upper()}{about[1:]} has no evidence.",
                "Add an incident, a complaint, an audit finding: something dated that an outsider could look up.",
                "problem",
                problem.pk,
                "evidence",
            )
        if problem.pk not in facts.explained:
            yield Finding(
                f"No root cause explains {about}.",
                "Write why it happened, and tick the problem there.",
                "problem",
                problem.pk,
                "causes",
            )
    for cause in facts.causes:
        if cause.pk not in facts.addressed:
            yield Finding(
                f"No action addresses the root cause “{short(cause.cause)}”.",
                "Add an action, or tick this cause on one that is there.",
                "cause",
                cause.pk,
                "actions",
            )


@rule("C1", BLOCKS, "A cause that does not say what it led to cannot be shown to be gone.")
def causes_are_whole(facts: Facts) -> Iterator[Finding]:
    for cause in facts.causes:
        missing = [part for part in ("cause", "effect", "event") if not getattr(cause, part).strip()]
        if missing:
            yield Finding(
                f"A root cause does not say its {' or '.join(missing)}.",
                "Finish the sentence: cause, what it led to, and what that made more likely.",
                "cause",
                cause.pk,
                missing[0],
            )


@rule("A1", BLOCKS, "Without an owner, a date and something to inspect, nobody can tell whether it was done.")
def actions_are_whole(facts: Facts) -> Iterator[Finding]:
    if not facts.actions:
        yield Finding("It has no action yet.", "Say what keeps people safe today.", "plan", facts.plan.pk, "actions")
    answering = {action for action, _ in facts.addressing}
    for action in facts.actions:
        missing = _missing_of(action, facts, answering)
        if missing:
            yield Finding(
                f"{action.reference} needs {listed([words for _, words in missing])}.",
                "Fill these in on the action.",
                "action",
                action.pk,
                missing[0][0],
            )


def _missing_of(action, facts: Facts, answering: set) -> list[tuple[str, str]]:
    """The fields that are missing, each with its words."""
    missing = []
    if action.pk not in answering:
        missing.append(("root_causes", "a root cause it addresses"))
    if action.owner is None:
        missing.append(("owner", "an accountable owner"))
    elif not action.owner.job_title.strip():
        missing.append(("owner", "a job title for its owner"))
    if not facts.due.get(action.pk):
        missing.append(("due_on", "a due date"))
    if not action.deliverable.strip():
        missing.append(("deliverable", "a deliverable that an outsider could inspect"))
    if action.escalation_contact_id is None:
        missing.append(("escalation_contact", "an escalation contact"))
    return missing


@rule("A6", BLOCKS, "A control that nobody looks at again lapses silently, or restricts people longer than it must.")
def controls_are_reviewed(facts: Facts) -> Iterator[Finding]:
    """Within 28 days of its start, and then of its last review, against a criterion. Not once it has stood down."""
    for action in facts.actions:
        if action.stage != Stage.IMMEDIATE or action.stood_down_at:
            continue
        reviewed_on = facts.reviewed.get(action.pk)
        begun = reviewed_on or action.starts_on
        if not action.step_down_criterion.strip():
            yield Finding(
                f"{action.reference} does not say when it can be stepped down.",
                "Name the fact that must be true first.",
                "action",
                action.pk,
                "step_down_criterion",
            )
        if action.review_on is None:
            yield Finding(
                f"{action.reference} has no review date.",
                "Review it, and say until when it is kept."
                if action.started_at
                else "Give a day within 28 days of its start.",
                "action",
                action.pk,
                "review_on",
            )
        elif begun and action.review_on > begun + REVIEWED_WITHIN:
            since = "last review" if reviewed_on else "start"
            yield Finding(
                f"{action.reference} must be reviewed within 28 days of its {since}.",
                "Review it again." if reviewed_on else "Bring its review date forward.",
                "action",
                action.pk,
                "review_on",
            )


@beside("A6", BLOCKS, "action", "review_on")
def review_comes_late(typed: Typed) -> Iterator[Finding]:
    """Counted from the start, or from today once it runs: each review gives the day of the next."""
    start, review = (typed.values.get(name) for name in ("starts_on", "review_on"))
    if typed.text("stage") != Stage.IMMEDIATE or not review:
        return
    if review > max(start or typed.today, typed.today) + REVIEWED_WITHIN:
        yield Finding("The review is more than 28 days after the start.", "Bring it forward.")


def listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def short(text: str, length: int = 60) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else f"{text[: length - 1].rsplit(' ', 1)[0]}…"
