"""The commissioner's progress report. One content for commissioner and provider alike.

Built only from what a commissioner's database role may read: titles and dates, owners by name and job title, never
the columns that may hold personal data. Reads inside the asker's tenant; gives plain values to the template.
"""

import datetime
from collections import Counter, defaultdict

from django.utils.safestring import mark_safe

from governance.enums import FlagKind
from governance.models import Acknowledgement, Escalation, RedFlag
from governance.presenters import kinds
from governance.reports.episodes import episodes_of
from governance.reports.imprint import Imprint
from plans import queries, rules, shared_texts
from plans.enums import ActionState, ExtensionState, Stage, Status
from plans.models import Extension, Plan, Problem
from plans.presenters import gates as gate_words
from plans.queries import gates, partners
from recovery import dates
from recovery.tenancy.models import Organisation, Service
from recovery.ui.charts import timeline

TEMPLATE = "pdf/progress_report.html"
ON_TIMELINE = 16
"""More milestones than this would not fit a page; the table beneath lists every one."""


def title_of(plan: Plan) -> str:
    return f"Progress report: {plan.title}"


def context(plan: Plan, imprint: Imprint) -> dict:
    day = imprint.day
    rows = queries.action_rows(plan, at=day)
    shared_texts.as_shared(plan, *(row.action for row in rows), *(one for row in rows for one in row.milestones))
    flags = _flags(plan, rows, day)
    decided = gates.outside(plan)
    contributions = partners.told(plan)
    current = rules.stage_of(plan, [(row.action.stage, row.action.state) for row in rows])
    return {
        "imprint": imprint,
        "plan": plan,
        "provider": Organisation.objects.only("id", "name").get(pk=plan.org_id),
        "service": Service.objects.only("id", "org", "name", "kind", "place").get(pk=plan.service_id),
        "lead": _lead(plan),
        "state": plan.state,
        "stage_now": _stage_now(current, rows),
        "summary": _summary(rows, flags, day),
        "problems": shared_texts.as_shared(
            *Problem.objects.filter(plan=plan)
            .only("id", "org", "plan", "position", "title", "found_on", "held")
            .order_by("position", "id")
        ),
        "stages": [_stage(stage, rows, contributions, day) for stage in Stage],
        "gates": gate_words.told(plan, decided),
        "sustaining": gate_words.reviews_told(decided, day),
        "timeline": _timeline(rows, day),
        "ledger": _ledger(rows, day),
        "extensions": _extensions(plan, rows),
        "flags": flags,
        "open_flags": [flag for flag in flags if not flag["closed_on"]],
        "closed_flags": [flag for flag in flags if flag["closed_on"]],
        "statuses": list(Status),
    }


def _stage_now(current: Stage | None, rows: list) -> str:
    if current:
        return current.label
    return "Every action is complete or verified" if rows else "No action yet"


def _lead(plan: Plan) -> str:
    lead = plan.lead
    return lead.name_and_title if lead else ""


def _summary(rows: list, flags: list[dict], day: datetime.date) -> dict:
    """The figures, and the sentence that says what they amount to."""
    going = [row for row in rows if row.action.state != ActionState.WITHDRAWN]
    statuses = Counter(row.status for row in rows)
    late = [row for row in going if row.status is Status.OFF_TRACK]
    open_flags = sum(not flag["closed_on"] for flag in flags)
    return {
        "actions": len(going),
        "due": sum(bool(row.due_on and row.due_on <= day) for row in going),
        "complete": statuses[Status.COMPLETE],
        "verified": statuses[Status.VERIFIED],
        "overdue": len(late),
        "statuses": [(status, statuses[status]) for status in Status if statuses[status]],
        "headline": _headline(len(going), late, statuses, open_flags, day),
    }


def _headline(total: int, late: list, statuses: Counter, open_flags: int, day: datetime.date) -> str:
    if not total:
        first = "This plan has no action yet."
    elif late:
        longest = max(row.days_late(day) for row in late)
        first = f"{len(late)} of {total} actions {_is(len(late))} off track, the longest by {dates.days(longest)}."
    elif statuses[Status.AT_RISK]:
        risky = statuses[Status.AT_RISK]
        first = f"No action is off track; {risky} of {total} {_is(risky)} at risk."
    else:
        first = f"None of the {total} actions is off track or at risk."
    if not open_flags:
        return f"{first} No red flag is open."
    return f"{first} {open_flags} red flag{'' if open_flags == 1 else 's'} {_is(open_flags)} open."


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _stage(stage: Stage, rows: list, contributions: dict, day: datetime.date) -> dict:
    own = [row for row in rows if row.action.stage == stage]
    return {
        "name": stage.label,
        "id": f"stage-{stage.value}",
        "rows": [
            {
                "ref": row.action.reference,
                "title": row.action.title,
                "deliverable": row.action.deliverable,
                "contributions": contributions.get(row.action.pk, ()),
                "owner": row.action.owner.name if row.action.owner else "",
                "owner_title": row.action.owner.job_title if row.action.owner else "",
                "original": row.original_due_on,
                "due": row.due_on,
                "moved": bool(row.due_on and row.original_due_on and row.due_on != row.original_due_on),
                "done": row.action.completed_at,
                "verified": row.action.verified_at,
                "stood_down": row.action.stood_down_at,
                "days_late": row.days_late(day),
                "status": row.status,
            }
            for row in own
        ],
        "over": sum(row.status in (Status.COMPLETE, Status.VERIFIED) for row in own),
        "total": sum(row.status is not Status.WITHDRAWN for row in own),
    }


def _milestones(rows: list):
    """Every milestone with its action's row, by current date."""
    both = [(milestone, row) for row in rows for milestone in row.milestones]
    return sorted(
        both,
        key=lambda pair: (pair[0].due_on or datetime.date.max, pair[1].action.number, str(pair[0].pk)),
    )


def _called(milestone, row) -> str:
    """A completion milestone is called by its action: the reader knows that name."""
    if milestone.is_completion:
        return f"{row.action.reference} {row.action.title}"
    return f"{row.action.reference} {milestone.name}"


def _timeline(rows: list, day: datetime.date) -> str:
    drawn = [
        timeline.Row(
            name=_called(milestone, row),
            original=milestone.original_due_on or milestone.due_on,
            due=milestone.due_on,
            status=row.status_of(milestone, day),
            forecast=milestone.forecast_on,
            done=dates.day_of(milestone.done_at) if milestone.done_at else None,
        )
        for milestone, row in _milestones(rows)
        if milestone.due_on and not milestone.withdrawn_at and row.status is not Status.WITHDRAWN
    ]
    if not 0 < len(drawn) <= ON_TIMELINE:
        return ""
    return mark_safe(  # noqa: S308  the chart escapes its own words
        timeline.draw(drawn, today=day, uid="milestones", title="Milestones: original, current and forecast dates")
    )


def _ledger(rows: list, day: datetime.date) -> list[dict]:
    """Milestones whose date was missed, moved, or is forecast to be: with the original date for ever."""
    found = []
    for milestone, row in _milestones(rows):
        slips = row.slips.get(milestone.pk, [])
        status = row.status_of(milestone, day)
        forecast = milestone.forecast_on if not milestone.done_at else None
        moved = bool(milestone.original_due_on and milestone.due_on != milestone.original_due_on)
        late_forecast = bool(forecast and milestone.due_on and forecast > milestone.due_on)
        if not (slips or moved or late_forecast):
            continue
        found.append(
            {
                "name": _called(milestone, row),
                "original": milestone.original_due_on,
                "current": milestone.due_on,
                "forecast": forecast,
                "done": milestone.done_at,
                "slips": len(slips),
                "late": dates.relative(milestone.due_on, at=day) if status is Status.OFF_TRACK else "",
                "status": status,
            }
        )
    return found


def _extensions(plan: Plan, rows: list) -> list[dict]:
    names = {milestone.pk: _called(milestone, row) for milestone, row in _milestones(rows)}
    return [
        {
            "name": names.get(extension.milestone_id, ""),
            "old": extension.old_due_on,
            "new": extension.new_due_on,
            "reason": extension.reason,
            "interim_control": extension.interim_control,
            "asked_on": extension.asked_at,
            "decided_on": extension.decided_at,
            "decision": ExtensionState(extension.state).label,
        }
        for extension in shared_texts.as_shared(*Extension.objects.filter(plan=plan).order_by("asked_at", "id"))
    ]


def _flags(plan: Plan, rows: list, day: datetime.date) -> list[dict]:
    names = {milestone.pk: (_called(milestone, row), row.action) for milestone, row in _milestones(rows)}
    rungs, answers = defaultdict(list), defaultdict(list)
    for escalation in Escalation.objects.filter(plan=plan):
        rungs[escalation.flag_id].append(escalation)
    said = Acknowledgement.objects.filter(plan=plan).select_related("acknowledged_by")
    for answer in shared_texts.as_shared(*said.order_by("acknowledged_at", "id")):
        answers[answer.flag_id].append(answer)
    found = []
    for flag in RedFlag.objects.filter(plan=plan).order_by("since", "id"):
        name, action = names.get(flag.milestone_id, ("", None))
        end = dates.day_of(flag.closed_at) if flag.closed_at else day
        *before, now = episodes_of(flag, rungs[flag.pk], answers[flag.pk])
        found.append(
            {
                "kind": FlagKind(flag.kind).label,
                "subject": name,
                "owner": action.owner.name_and_title if action and action.owner else "",
                "at_stake": kinds.at_stake(flag),
                "since": flag.since,
                "age": max((end - flag.since).days, 0),
                "rung": max((rung.rung for rung in now.rungs), default=0),
                "gaps": [rung.rung for rung in now.rungs if rung.told == 0],
                "answers": [_answer(answer, None if flag.closed_at else day) for answer in now.answers],
                "again_on": now.raised_at if before else None,
                "before": [
                    {"raised_at": one.raised_at, "answers": [_answer(answer) for answer in one.answers]}
                    for one in before
                ],
                "closed_on": dates.day_of(flag.closed_at) if flag.closed_at else None,
            }
        )
    return found


def _answer(answer: Acknowledgement, day: datetime.date | None = None) -> dict:
    """`day`: of the report, for an answer to a flag that is still open."""
    return {
        "who": answer.acknowledged_by.name_and_title,
        "at": answer.acknowledged_at,
        "promise": answer.promise,
        "promised_on": answer.promised_on,
        "missed": day is not None and answer.promised_on < day,
    }
