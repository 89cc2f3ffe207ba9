"""A plan at a glance: its state, five figures, its three stages, its dates. Words and links; no reads, no writes."""

import datetime
import functools
from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from plans import rules
from plans.enums import AIMS, DONE, ActionState, PlanState, Stage, Status
from plans.presenters import trends
from plans.presenters.nav import address
from plans.presenters.week import Week, shorten
from plans.queries import ActionRow, Reopened
from recovery import dates
from recovery.ui.addresses import address_of
from recovery.ui.charts.timeline import Row

DRAFTING = {PlanState.DRAFT, PlanState.SUBMITTED}
FOLD = 5
"""A stage with more actions than this folds away what is verified or withdrawn."""
TIMELINE = 12


def counted(rows: Sequence[ActionRow]) -> list[ActionRow]:
    return [row for row in rows if row.action.state != ActionState.WITHDRAWN]


def since(plan, today: datetime.date) -> str:
    """How long this has been going on: since the breakdown, and since the plan runs."""
    parts = []
    if plan.breakdown_on:
        parts.append(f"broke down {dates.ago(plan.breakdown_on, at=today)}, on {dates.uk_date(plan.breakdown_on)}")
    if plan.activated_at:
        begun = dates.day_of(plan.activated_at)
        parts.append(f"day {(today - begun).days + 1:,} of the plan")
    elif plan.submitted_at:
        parts.append(f"sent for approval {dates.ago(plan.submitted_at, at=today)}")
    words = "; ".join(parts)
    return words[:1].upper() + words[1:]


def changes(entries: Sequence[dict]) -> list[dict]:
    """History in a sentence each: what changed from what to what is on the page of the history."""
    return [entry | {"recorded_at": None, "also": [], "changes": []} for entry in entries]


# --- Vitals --------------------------------------------------------------------------------------------------


def vitals(plan, rows: Sequence[ActionRow], week: Week, findings, added, today: datetime.date) -> list[dict]:
    """At most five. What an app above adds stands after what is off track."""
    own = counted(rows)
    first = _written(own, findings) if plan.state == PlanState.DRAFT else _complete(plan, own, today)
    extra = [one.vital for one in added if one.vital][:1]
    return [first, _off_track(plan, own, today), *extra, _due(week, today), _controls(own, today)]


def _written(own: Sequence[ActionRow], findings) -> dict:
    missing = len([finding for finding in findings if finding.blocks])
    sentence = f"{missing} still missing before it can be sent" if missing else "Nothing is missing"
    tone = {"tone": "amber", "shape": "diamond"} if missing else {"tone": "green", "shape": "tick"}
    return {"label": "Actions written", "figure": len(own), "sentence": sentence, **tone}


def _complete(plan, own: Sequence[ActionRow], today: datetime.date) -> dict:
    states = Counter(row.action.state for row in own)
    done, verified = sum(states[state] for state in DONE), states[ActionState.VERIFIED]
    start = dates.day_of(plan.activated_at) if plan.activated_at else plan.starts_on or today
    if not done:
        sentence = "None is verified yet"
    elif done == verified:
        sentence = "All of these verified"
    else:
        sentence = f"{verified} verified, {done - verified} still to verify"
    return {
        "label": "Actions complete",
        "figure": done,
        "unit": f"of {len(own)}",
        "sentence": sentence,
        "trend": trends.done_against_plan(own, start, today),
    }


def _off_track(plan, own: Sequence[ActionRow], today: datetime.date) -> dict:
    late = [row for row in own if row.status is Status.OFF_TRACK]
    at_risk = sum(row.status is Status.AT_RISK for row in own)
    start = dates.day_of(plan.activated_at) if plan.activated_at else today
    shown = {"label": "Off track", "figure": len(late), "href": "#week"}
    if late:
        worst = max(late, key=lambda row: row.days_late(today))
        sentence = f"{worst.action.reference} is {dates.days(worst.days_late(today))} late"
        sentence += f", {at_risk} more at risk" if at_risk else ""
        shown |= {"sentence": sentence, "tone": "red", "shape": "square"}
    elif at_risk:
        shown |= {"sentence": f"{at_risk} at risk", "tone": "amber", "shape": "diamond"}
    else:
        shown |= {"sentence": "No date has been missed"}
    return shown | {"trend": trends.off_track(own, start, today, shown.get("tone", "plain"))}


def _due(week: Week, today: datetime.date) -> dict:
    shown = {"label": "Due in the next 7 days", "figure": len(week.soon), "href": "#week"}
    if week.soon:
        first = week.soon[0]
        when = dates.relative(first.due_on, at=today)
        return shown | {"sentence": f"{first.ref} first, {when}{_whose(first)}"}
    if week.upcoming:
        return shown | {"sentence": f"Next: {week.upcoming.ref}, {dates.relative(week.upcoming.due_on, at=today)}"}
    return shown | {"sentence": "No date is open"}


def _whose(due) -> str:
    return f", {due.owner.name}" if due.owner else ""


def _controls(own: Sequence[ActionRow], today: datetime.date) -> dict:
    """Whether people are safe tonight: controls that run, and when somebody must look at them again."""
    every = [row.action for row in own if row.action.stage == Stage.IMMEDIATE]
    controls = [action for action in every if not action.stood_down_at]
    running = [action for action in controls if rules.stands(action)]
    shown = {"label": "Safety controls running", "figure": len(running), "unit": f"of {len(controls)}"}
    review = min((one for one in running if one.review_on), key=lambda one: one.review_on, default=None)
    undated = next((one for one in running if one.review_on is None), None)
    if every and not controls:
        return shown | {"unit": "", "sentence": "Every one has stood down"}
    if not controls:
        return shown | {"unit": "", "sentence": "None is planned", "tone": "amber", "shape": "diamond"}
    if review and review.review_on < today:
        late = dates.days((today - review.review_on).days)
        return shown | {"sentence": f"Review of {review.reference} is {late} late", "tone": "red", "shape": "square"}
    if undated:
        return shown | {"sentence": f"{undated.reference} has no review date", "tone": "red", "shape": "square"}
    if len(running) < len(controls):
        waiting = next(one for one in controls if one.state == ActionState.PLANNED)
        return shown | {"sentence": f"{waiting.reference} has not started", "tone": "amber", "shape": "diamond"}
    return shown | {"sentence": f"Next review {dates.relative(review.review_on, at=today)}, {review.reference}"}


# --- Stages --------------------------------------------------------------------------------------------------


def stages(
    plan, rows: Sequence[ActionRow], today: datetime.date, *, may_add: bool, reopened: Mapping[UUID, Reopened]
) -> list[dict]:
    """Three columns for {% stage_column %}. The current stage is the one that was decided; before any
    decision, the first with an action still to be done."""
    current = rules.stage_of(plan, [(row.action.stage, row.action.state) for row in rows])
    detail = functools.partial(address_of, "action_detail")
    new = address("action_new", plan.pk) if may_add else ""
    columns, passed = [], True
    for stage in Stage:
        own = [row for row in rows if row.action.stage == stage]
        met = sum(row.action.state in DONE for row in own)
        total = len(counted(own))
        passed = passed and stage != current
        state = "now" if stage == current else "done" if passed and total else "later"
        folded = [row for row in own if row.status in (Status.VERIFIED, Status.WITHDRAWN)] if len(own) > FOLD else []
        columns.append(
            {
                "title": stage.label,
                "goal": AIMS[stage],
                "state": state,
                "note": f"{met} of {total} complete" if total else "",
                "met": met,
                "total": total,
                "rows": [_row(row, detail, today, reopened) for row in own if row not in folded],
                "finished": [_row(row, detail, today, reopened) for row in folded],
                "finished_label": _folded(folded),
                "add_url": f"{new}?stage={stage.value}" if new else "",
            }
        )
    return columns


def _folded(rows: Sequence[ActionRow]) -> str:
    counts = Counter(row.status.label.lower() for row in rows)
    return " and ".join(f"{count} {words}" for words, count in sorted(counts.items()))


def _row(row: ActionRow, detail, today: datetime.date, reopened: Mapping[UUID, Reopened]) -> dict:
    action, owner = row.action, row.action.owner
    done = action.completed_at if action.state in DONE else None
    return {
        "ref": action.reference,
        "title": action.title,
        "url": detail(action.pk),
        "status": row.status,
        "owner": owner.name if owner else "No owner yet",
        "owner_title": owner.job_title if owner else "",
        "due": row.due_on,
        "original": row.original_due_on,
        "done": dates.day_of(done) if done else None,
        "note": "; ".join(part for part in (_note(row, today), _again(reopened.get(action.pk))) if part),
    }


def _note(row: ActionRow, today: datetime.date) -> str:
    """What the due date does not say: another milestone missed, the forecast, days moved so far."""
    if row.action.stood_down_at:
        return f"stood down {dates.uk_short(row.action.stood_down_at)}"
    if row.action.state in DONE or row.action.state == ActionState.WITHDRAWN:
        return ""
    late = row.days_late(today)
    if late and row.next_open is not row.completion:
        return f"“{row.next_open.name}” is {dates.days(late)} late"
    if row.forecast_on and row.due_on and row.forecast_on > row.due_on:
        return f"expected {dates.uk_short(row.forecast_on)}, {dates.days((row.forecast_on - row.due_on).days)} over"
    moved = _moved(row)
    return f"+{dates.days(moved)}" if moved else ""


def _again(found: Reopened | None) -> str:
    """Of what was reported complete and is not: how often, and why."""
    if found is None:
        return ""
    often = {1: "", 2: " twice, last"}.get(found.times, f" {found.times} times, last")
    return f"reopened{often} because: {shorten(found.reason, 90)}"


def _moved(row: ActionRow) -> int:
    """By how many days the milestone that was moved furthest stands after its original date."""
    return max(
        (
            (one.due_on - one.original_due_on).days
            for one in row.milestones
            if one.due_on and one.original_due_on and not one.withdrawn_at
        ),
        default=0,
    )


# --- Milestones on a line ------------------------------------------------------------------------------------


def timeline(plan, rows: Sequence[ActionRow], today: datetime.date, *, whole: bool) -> dict:
    """Rows for {% timeline %}: what is late, moved or next before what is done and far, then in order of date."""
    every = [(row, one) for row in rows for one in row.milestones if one.due_on and not one.withdrawn_at and one.name]
    every = [(row, one) for row, one in every if row.action.state != ActionState.WITHDRAWN]
    chosen = every if whole else sorted(every, key=lambda pair: _interest(*pair, today))[:TIMELINE]
    chosen.sort(key=lambda pair: (pair[1].original_due_on or pair[1].due_on, pair[0].action.number))
    open_late = sum(not one.done_at and one.due_on < today for _, one in every)
    moved = sum(bool(one.original_due_on) and one.due_on != one.original_due_on for _, one in every)
    return {
        "rows": [_mark(row, one, today) for row, one in chosen],
        "title": _dates_title(plan, len(every), open_late, moved),
        "note": _dates_note(plan, len(chosen), len(every)),
        "more": len(every) - len(chosen),
        "total": len(every),
    }


def _interest(row: ActionRow, one, today: datetime.date) -> tuple:
    if one.done_at:
        return 2, (today - dates.day_of(one.done_at)).days
    troubled = one.due_on < today or (one.forecast_on and one.forecast_on > one.due_on)
    moved = one.original_due_on and one.due_on != one.original_due_on
    return (0 if troubled or moved else 1), (one.due_on - today).days


def _mark(row: ActionRow, one, today: datetime.date) -> Row:
    action = row.action
    return Row(
        name=f"{action.reference} {action.title if one.is_completion else one.name}",
        original=one.original_due_on or one.due_on,
        due=one.due_on,
        status=row.status_of(one, today),
        forecast=None if one.done_at else one.forecast_on,
        done=dates.day_of(one.done_at) if one.done_at else None,
        start=action.starts_on if one.is_completion else None,
    )


def _dates_note(plan, shown: int, total: int) -> str:
    if shown < total:
        return f"{shown} of {total}: in trouble, next, or just done"
    return "Committed once the plan is approved, or an action starts" if total and plan.state in DRAFTING else ""


def _dates_title(plan, total: int, late: int, moved: int) -> str:
    if not total:
        return "No milestone has a date yet"
    parts = []
    if late:
        parts.append(f"{_count(late, 'milestone is', 'milestones are')} late")
    if moved:
        parts.append(f"{_count(moved, 'date has', 'dates have')} moved")
    if parts:
        words = " and ".join(parts)
        return words[:1].upper() + words[1:]
    if plan.state in DRAFTING:
        return "One milestone is planned" if total == 1 else f"{total} milestones are planned"
    return "Every milestone stands on its original date"


def _count(count: int, one: str, many: str) -> str:
    return f"one {one}" if count == 1 else f"{count} {many}"
