"""The exit criteria that a plan itself can answer: its actions, its controls, its dates; and stated facts."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from plans import queries, rules
from plans.criteria import Kind, Met, Number, register, require
from plans.enums import DONE, ActionState, Gate, Stage, SustainingOutcome
from plans.models import ExitCriterion, Plan, SustainingReview
from plans.models.gate import TWELVE_MONTHS
from plans.rules.gate import ENDED
from recovery import dates


def _stages(gate: str) -> Iterable[Stage]:
    """Those whose actions a criterion of the gate asks about."""
    ended = ENDED.get(Gate(gate))
    return (ended,) if ended else tuple(Stage)


def _actions(done: Sequence[ActionState], word: str):
    def evaluate(plan: Plan, criteria: Iterable[ExitCriterion], *, today: datetime.date) -> Mapping[UUID, Met]:
        rows = [row for row in queries.action_rows(plan, at=today) if row.action.state != ActionState.WITHDRAWN]
        found = {}
        for one in criteria:
            own = [row.action for row in rows if row.action.stage in _stages(one.gate)]
            left = [action.reference for action in own if action.state not in done]
            evidence = {"actions": len(own), word: len(own) - len(left), "not yet": left}
            if not own:
                sentence = "No action stands in this stage"
            elif left:
                sentence = f"{len(own) - len(left)} of {len(own)} {word}. Not yet: {', '.join(left[:8])}"
                sentence += f" and {len(left) - 8} more" if len(left) > 8 else ""
            else:
                sentence = f"All {len(own)} {word}" if len(own) > 1 else f"{own[0].reference} is {word}"
            found[one.pk] = Met(bool(own) and not left, f"{sentence}.", evidence)
        return found

    return evaluate


def _controls(plan: Plan, criteria: Iterable[ExitCriterion], *, today: datetime.date) -> Mapping[UUID, Met]:
    standing = [row.action for row in queries.action_rows(plan, at=today) if rules.stands(row.action)]
    late = [one.reference for one in standing if one.review_on is None or one.review_on < today]
    if late:
        sentence = f"Past its review, or without one: {', '.join(late)}."
    elif standing:
        sentence = f"Every control that stands is within its review ({len(standing)})."
    else:
        sentence = "No immediate control stands any more."
    met = Met(not late, sentence, {"standing": [one.reference for one in standing], "past their review": late})
    return {one.pk: met for one in criteria}


def _no_slip(plan: Plan, criteria: Iterable[ExitCriterion], *, today: datetime.date) -> Mapping[UUID, Met]:
    rows = queries.action_rows(plan, at=today)
    slips = [(slip, row.action.reference) for row in rows for own in row.slips.values() for slip in own]
    found = {}
    for one in criteria:
        weeks = one.settings["weeks"]
        since = today - datetime.timedelta(weeks=weeks)
        own = sorted({ref for slip, ref in slips if slip.open or slip.due_on >= since})
        sentence = f"Slipped since {dates.uk_date(since)}, or late now: {', '.join(own)}." if own else ""
        sentence = sentence or f"Nothing has slipped since {dates.uk_date(since)}, and nothing is late now."
        found[one.pk] = Met(not own, sentence, {"since": since.isoformat(), "slipped": own})
    return found


def _stated(plan: Plan, criteria: Iterable[ExitCriterion], *, today: datetime.date) -> Mapping[UUID, Met]:
    return {one.pk: Met(None, "Whoever decides says what shows it.") for one in criteria}


def twelve_months(plan: Plan, *, today: datetime.date) -> Iterable[tuple[str, Met]]:
    """Closing rests on the review after 12 months of this sustaining year, whatever else was agreed."""
    since = plan.sustaining_at
    held = SustainingReview.objects.filter(plan=plan, months=TWELVE_MONTHS, held_at__gte=since) if since else ()
    last = next(iter(held), None)
    statement = "The review after 12 months found that the improvement holds"
    if last is None:
        yield statement, Met(False, "It has not been held.", {})
    else:
        day = dates.uk_date(last.held_at)
        yield (
            statement,
            Met(
                last.outcome == SustainingOutcome.HOLDS,
                f"Held on {day}: {last.get_outcome_display().lower()}.",
                {"held on": dates.day_of(last.held_at).isoformat(), "outcome": last.outcome},
            ),
        )


def register_all() -> None:
    """What this app knows; called when it is ready."""
    register(
        Kind(
            "stage_complete",
            "Every action of the stage is complete",
            "Reported complete or verified. Withdrawn actions do not count.",
            _actions(DONE, "complete"),
        )
    )
    register(
        Kind(
            "stage_verified",
            "Every action of the stage is verified",
            "Somebody else has looked at each, with two kinds of evidence.",
            _actions((ActionState.VERIFIED,), "verified"),
        )
    )
    register(
        Kind(
            "controls_reviewed",
            "No immediate control is past its review",
            "Each control that stands has a review date, and it is not past.",
            _controls,
        )
    )
    register(
        Kind(
            "no_slip",
            "Nothing has slipped for a number of weeks",
            "No due date was missed in these weeks, and none is late now.",
            _no_slip,
            numbers=(Number("weeks", "How many weeks?", 1, 52, 4),),
            shown="No slip for {weeks} weeks",
        )
    )
    register(
        Kind(
            "stated",
            "A fact that somebody confirms",
            "For what cannot be looked up here. Whoever decides the gate says what shows it.",
            _stated,
        )
    )
    require(Gate.CLOSING, "twelve_months", twelve_months)
