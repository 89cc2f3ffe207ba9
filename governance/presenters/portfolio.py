"""A shared plan on a page in words: what a commissioner reads, and in which tone."""

import datetime
from collections.abc import Iterable
from typing import Any

from governance.enums import FlagKind
from governance.presenters import flags as words
from governance.queries.portfolio import PlanOnAPage
from plans import rules
from plans.enums import AIMS, ActionState, ExtensionState, PlanState, Stage, Status
from plans.models import Extension, Milestone
from plans.queries import ActionRow
from recovery import dates
from recovery.ui.charts import timeline

ON_TIMELINE = 30
"""More milestones than this are listed, not drawn: only those that are late, moved or still open."""
DECISION = {ExtensionState.ASKED: "amber", ExtensionState.APPROVED: "plain", ExtensionState.REFUSED: "grey"}


def many(count: int, noun: str, plural: str = "") -> str:
    """1 plan, 3 plans"""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


# --- One plan ------------------------------------------------------------------------------------------------


def vitals(page: PlanOnAPage, today: datetime.date) -> list[dict[str, Any]]:
    going = [one for one in page.actions if one.status is not Status.WITHDRAWN]
    total = len(going)
    due = [one for one in going if one.due_on and one.due_on <= today]
    done = [one for one in going if one.action.state in (ActionState.COMPLETE, ActionState.VERIFIED)]
    verified = sum(one.status is Status.VERIFIED for one in going)
    late = [one for one in going if one.status is Status.OFF_TRACK]
    risky = sum(one.status is Status.AT_RISK for one in going)
    flags = [flag for flag in page.flags if flag.closed_at is None]
    unanswered = sum(words.state(flag, today) == "open" for flag in flags)
    return [
        {
            "label": "Actions due by now",
            "figure": len(due),
            "unit": f"of {total}",
            "sentence": _due_sentence(due),
            "tone": "plain",
        },
        {
            "label": "Complete",
            "figure": len(done),
            "unit": f"of {total}",
            "sentence": f"{verified} verified by somebody else" if done else "None reported complete yet",
            "tone": "plain",
        },
        {
            "label": "Overdue",
            "figure": len(late),
            "unit": f"of {total}",
            "sentence": _late_sentence(late, today),
            "tone": "red" if late else "plain",
            "shape": "square" if late else "",
        },
        {
            "label": "At risk",
            "figure": risky,
            "unit": f"of {total}",
            "sentence": _risk_sentence(risky, late),
            "tone": "amber" if risky else "plain",
            "shape": "diamond" if risky else "",
        },
        {
            "label": "Open red flags",
            "figure": len(flags),
            "sentence": _flag_sentence(flags, unanswered, today),
            "tone": "red" if unanswered else "amber" if flags else "plain",
            "shape": "flag" if flags else "",
        },
    ]


def _due_sentence(due: list[ActionRow]) -> str:
    if not due:
        return "None has fallen due yet"
    done = sum(one.action.state in (ActionState.COMPLETE, ActionState.VERIFIED) for one in due)
    return f"{done} of them complete"


def _late_sentence(late: list[ActionRow], today: datetime.date) -> str:
    if not late:
        return "No date is missed"
    return f"The longest by {dates.days(max(one.days_late(today) for one in late))}"


def _risk_sentence(risky: int, late: list[ActionRow]) -> str:
    if risky:
        return "Forecast late, extended, or slipped twice"
    return "No other action is at risk" if late else "None forecast late or extended"


def _flag_sentence(flags: list, unanswered: int, today: datetime.date) -> str:
    if not flags:
        return "None is open"
    oldest = dates.days(max((today - min(flag.since for flag in flags)).days, 0))
    answer = f"{unanswered} without an answer" if unanswered else "all answered"
    return f"The oldest {oldest} old; {answer}"


def stages(page: PlanOnAPage) -> list[dict[str, Any]]:
    """The three columns: what is asked of each stage, and where the plan is now."""
    now = rules.stage_of(page.plan, [(one.action.stage, one.action.state) for one in page.actions])
    order = list(Stage)
    columns = []
    for stage in order:
        own = [one for one in page.actions if one.action.stage == stage]
        total = sum(one.status is not Status.WITHDRAWN for one in own)
        met = sum(one.action.state in (ActionState.COMPLETE, ActionState.VERIFIED) for one in own)
        if now is None or order.index(stage) < order.index(now):
            state = "done" if total else "later"
        else:
            state = "now" if stage is now else "later"
        columns.append(
            {
                "title": stage.label,
                "goal": AIMS[stage],
                "state": state,
                "note": f"{met} of {total} complete" if total else "",
                "met": met,
                "total": total,
                "rows": [_action(one) for one in own],
            }
        )
    return columns


def _action(one: ActionRow) -> dict[str, Any]:
    action = one.action
    owner = action.owner
    return {
        "ref": action.reference,
        "title": action.title,
        "url": f"#{action.reference}",
        "status": one.status,
        "owner": owner.name if owner else "",
        "owner_title": owner.job_title if owner else "",
        "due": one.due_on,
        "done": action.completed_at and dates.day_of(action.completed_at),
        "original": one.original_due_on,
        "note": f"stood down {dates.uk_short(action.stood_down_at)}" if action.stood_down_at else "",
    }


def actions(page: PlanOnAPage) -> list[dict[str, Any]]:
    """Every action with what an outsider could inspect, in the order of the stages; the columns link here."""
    order = list(Stage)
    staged = sorted(page.actions, key=lambda one: order.index(Stage(one.action.stage)))
    return [
        _action(one)
        | {"deliverable": one.action.deliverable, "contributions": page.contributions.get(one.action.pk, ())}
        for one in staged
    ]


def _milestones(rows: Iterable[ActionRow]) -> list[tuple[Milestone, ActionRow]]:
    both = [(milestone, one) for one in rows for milestone in one.milestones if milestone.due_on]
    return sorted(both, key=lambda pair: (pair[0].due_on, pair[1].action.number, pair[0].created_at))


def called(milestone: Milestone, one: ActionRow) -> str:
    """A completion milestone is called by its action."""
    return f"{one.action.reference} {one.action.title if milestone.is_completion else milestone.name}"


def _moved(milestone: Milestone) -> bool:
    return bool(milestone.original_due_on and milestone.original_due_on != milestone.due_on)


def _forecast_late(milestone: Milestone) -> bool:
    going = milestone.done_at is None and milestone.withdrawn_at is None
    return bool(going and milestone.forecast_on and milestone.due_on and milestone.forecast_on > milestone.due_on)


def timeline_rows(page: PlanOnAPage, today: datetime.date) -> list[timeline.Row]:
    shown = [
        (milestone, one)
        for milestone, one in _milestones(page.actions)
        if not milestone.withdrawn_at and one.status is not Status.WITHDRAWN
    ]
    if len(shown) > ON_TIMELINE:
        shown = [(milestone, one) for milestone, one in shown if milestone.done_at is None or _moved(milestone)]
    return [
        timeline.Row(
            name=called(milestone, one),
            original=milestone.original_due_on or milestone.due_on,
            due=milestone.due_on,
            status=one.status_of(milestone, today),
            forecast=milestone.forecast_on,
            done=milestone.done_at and dates.day_of(milestone.done_at),
        )
        for milestone, one in shown[:ON_TIMELINE]
    ]


def ledger(page: PlanOnAPage, today: datetime.date) -> list[dict[str, Any]]:
    """Every milestone that was late, was moved, or is forecast to be late: with its original date, for ever."""
    found = []
    for milestone, one in _milestones(page.actions):
        slips = one.slips.get(milestone.pk, [])
        if not (slips or _moved(milestone) or _forecast_late(milestone)):
            continue
        going = any(slip.open for slip in slips)
        found.append(
            {
                "name": called(milestone, one),
                "original": milestone.original_due_on or milestone.due_on,
                "due": milestone.due_on,
                "moved": _moved(milestone),
                "forecast": milestone.forecast_on if milestone.done_at is None else None,
                "done": milestone.done_at and dates.day_of(milestone.done_at),
                "status": one.status_of(milestone, today),
                "slips": len(slips),
                "late": dates.relative(milestone.due_on, at=today) if going else "",
                "extended": len(one.extensions.get(milestone.pk, [])),
            }
        )
    return found


def extensions(page: PlanOnAPage) -> list[dict[str, Any]]:
    names = {milestone.pk: called(milestone, one) for one in page.actions for milestone in one.milestones}
    return [_extension(one, names) for one in page.extensions]


def _extension(one: Extension, names: dict) -> dict[str, Any]:
    state = ExtensionState(one.state)
    return {
        "name": names.get(one.milestone_id, ""),
        "old": one.old_due_on,
        "new": one.new_due_on,
        "longer": dates.days((one.new_due_on - one.old_due_on).days),
        "decision": state.label,
        "tone": DECISION[state],
        "decided_on": one.decided_at and dates.day_of(one.decided_at),
        "reason": one.reason,
        "interim_control": one.interim_control,
    }


def flags(page: PlanOnAPage, today: datetime.date) -> dict[str, list[dict[str, Any]]]:
    """Open and closed, each with its age, how far it climbed, and what was answered."""
    by_milestone = {milestone.pk: (milestone, one) for one in page.actions for milestone in one.milestones}
    shown: dict[str, list[dict[str, Any]]] = {"open": [], "closed": []}
    for flag in page.flags:
        milestone, one = by_milestone[flag.milestone_id]
        last = words.last_answer(flag)
        again = words.raised_again(flag)
        owner = one.action.owner
        shown["closed" if flag.closed_at else "open"].append(
            {
                "title": FlagKind(flag.kind).label,
                "subject": called(milestone, one) + (f". {again}" if again else ""),
                "since": flag.since,
                "state": words.state(flag, today),
                "owner": owner.name if owner else "",
                "owner_title": owner.job_title if owner else "",
                "again": again,
                "rung": words.told_so_far(flag),
                "response": f"{last.promise} ({last.acknowledged_by.name_and_title})" if last else "",
                "promised_by": last.promised_on if last and not flag.closed_at else None,
                "due": flag.due_on,
                "closed_on": flag.closed_at and dates.day_of(flag.closed_at),
            }
        )
    return shown


def headline(page: PlanOnAPage, today: datetime.date) -> str:
    """The answer in the title of the slip ledger."""
    found = ledger(page, today)
    late = sum(bool(one["late"]) for one in found)
    moved = sum(one["moved"] for one in found)
    if not found:
        return "No milestone has slipped, moved or been forecast late"
    parts = [f"{many(late, 'milestone is', 'milestones are')} late" if late else "No milestone is late now"]
    if moved:
        parts.append(f"{moved} moved from {'its' if moved == 1 else 'their'} original date")
    return "; ".join(parts)


def flags_title(page: PlanOnAPage) -> str:
    going = sum(flag.closed_at is None for flag in page.flags)
    return many(going, "red flag is open", "red flags are open") if going else "No red flag is open"


def closed_words(plan) -> str:
    """Said above a plan that no longer runs."""
    if plan.state == PlanState.WITHDRAWN:
        return f"This plan was withdrawn on {dates.uk_date(plan.withdrawn_at)}. It is shown as it stood."
    if plan.state == PlanState.CLOSED:
        return "This plan is closed. It is shown as it stood."
    return ""
