"""What waits for a decision, and the one sensible next step for the person who looks at a plan."""

import datetime
import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plans import rules
from plans.enums import DONE, ActionState, PlanState
from plans.lifecycle import PLAN
from plans.models import Extension
from plans.panels import Point, Step
from plans.presenters.checks import Group, Item, asked
from plans.presenters.nav import address, of_plan
from plans.presenters.week import Week
from plans.queries import ActionRow
from plans.rules.gate import ENDED
from recovery import dates
from recovery.tenancy.context import Actor
from recovery.tenancy.permissions import TABLE, may, refusal
from recovery.ui.addresses import address_of

POINTS = 4


@dataclass(frozen=True)
class Waiting:
    """A decision that somebody must take. `url` only if the reader may take it; else `whose` says who can."""

    what: str
    since: str
    label: str
    url: str
    whose: str
    step: Step | None
    where: str
    """The page where the reader sees what it is about."""


def waiting(
    plan, rows: Sequence[ActionRow], also: Iterable[Waiting] = (), *, workspace, today: datetime.date
) -> list[Waiting]:
    """Extensions asked for, then completed actions that nobody has verified, then what else waits; the reader's own
    decisions first. The plan is as `plans.queries.overview` gives it."""
    asked = sorted(((one, row.action) for row in rows for one in row.asked), key=lambda pair: pair[0].asked_at)
    found = [_extension(extension, action, workspace, today) for extension, action in asked]
    if plan.state in rules.RUNNING:
        by = workspace.actor
        claimed = [row.action for row in rows if row.action.state == ActionState.COMPLETE]
        found += [_verification(plan, action, workspace, by, today) for action in claimed]
    return sorted([*found, *also], key=lambda one: not one.url)


def decisions_title(decisions: Sequence[Waiting]) -> str:
    own = sum(bool(one.url) for one in decisions)
    count = "One decision waits" if len(decisions) == 1 else f"{len(decisions)} decisions wait"
    if not own:
        return f"{count} for others"
    return f"{count} for you" if own == len(decisions) else f"{count}, {own} of them for you"


def _extension(extension: Extension, action, workspace, today: datetime.date) -> Waiting:
    own = extension.asked_by_id == workspace.membership.pk
    days = dates.days((extension.new_due_on - extension.old_due_on).days)
    what = f"{action.reference}: {days} more, to {dates.uk_date(extension.new_due_on)}"
    since = f"Asked by {extension.asked_by.name}, {dates.ago(extension.asked_at, at=today)}"
    where = address_of("action_detail", action.pk)
    if own or not may(workspace, "extension.decide"):
        return Waiting(what, since, "Decide", "", who_can("extension.decide"), None, where)
    url = address_of("extension_decide", extension.pk)
    step = Step(
        10,
        f"Decide about more time for {action.reference}",
        f"{extension.asked_by.name} asks to move it from {dates.uk_date(extension.old_due_on)} to "
        f"{dates.uk_date(extension.new_due_on)}. Until then: {_sentence(extension.interim_control)}",
        "Decide the extension",
        url,
    )
    return Waiting(what, since, "Decide", url, "", step, where)


def _verification(plan, action, workspace, by: Actor, today: datetime.date) -> Waiting:
    kinds = plan.evidence_kinds.get(str(action.pk), ())
    since = f"Reported complete {dates.ago(action.completed_at, at=today)}"
    what, where = f"{action.reference} {action.title}", address_of("action_detail", action.pk)
    if may(workspace, "action.verify"):
        refused = rules.explain(rules.may_verify, action, plan, by=by, evidence_kinds=kinds)
    else:
        refused = who_can("action.verify")
    if refused:
        return Waiting(what, since, "Verify", "", refused, None, where)
    url = address_of("action_verify", action.pk)
    step = Step(
        11,
        f"Verify {action.reference}",
        f"“{action.title}” was reported complete {dates.ago(action.completed_at, at=today)}. Look at it yourself: "
        "two kinds of evidence, for example an observation and a record.",
        f"Verify {action.reference}",
        url,
    )
    return Waiting(what, since, "Verify", url, "", step, where)


@functools.cache
def who_can(capability: str) -> str:
    holders = sorted(role.label.lower() for role in TABLE[capability])
    return f"Waits for: {', '.join(holders[:-1])} or {holders[-1]}"


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if text.endswith(".") else f"{text}."


# --- The next step -------------------------------------------------------------------------------------------


def next_step(plan, rows, week: Week, decisions: Sequence[Waiting], added, checks, *, workspace, actor, wrote) -> Step:
    """Exactly one. `wrote` is asked only when it decides: whether this person wrote any of a submitted plan."""
    if plan.state == PlanState.DRAFT:
        return _draft(plan, checks, workspace)
    if plan.state == PlanState.SUBMITTED:
        return _submitted(plan, workspace, actor, wrote)
    if plan.state not in rules.RUNNING:
        return Step(99, f"This plan is {plan.get_state_display().lower()}", "Nothing in it is waiting for anybody.", "")
    steps = [
        *(step for one in added for step in one.steps),
        *(one.step for one in decisions if one.step),
        *_dates(week, workspace),
        _gate(plan, rows, workspace),
        _report(plan, workspace),
    ]
    return min((step for step in steps if step), key=lambda step: step.rank)


def _draft(plan, checks: Sequence[Group], workspace) -> Step:
    """What must be mended, or what a commissioner would still ask; each leads to where it is mended."""
    blocking = [item for group in checks for item in group.every if item.finding.blocks]
    others = [item for group in checks for item in group.every if not item.finding.blocks]
    submit = "" if may(workspace, "plan.submit") else refusal("plan.submit")
    if blocking and not submit:
        submit = "Once nothing is missing, it can be sent."
    sending = Step(0, "", "", PLAN["submit"].label, address("plan_submit", plan.pk), submit)
    writing = Step(0, "", "", "Go on writing", address("plan_write", plan.pk))
    if blocking:
        sentence = (
            "One thing is missing before it can be sent for approval:"
            if len(blocking) == 1
            else f"{len(blocking)} things are missing before it can be sent for approval:"
        )
        return Step(
            0,
            "Finish writing the plan",
            sentence,
            writing.label if may(workspace, "plan.edit") else "Read the plan in full",
            writing.url,
            also=(sending,) if may(workspace, "plan.edit") else (),
            points=_points(blocking, writing.url),
        )
    told = "Nothing is missing. A governance lead who wrote none of it decides; then its dates are committed."
    if others:
        told += f" {asked([item.finding for item in others])}"
    return Step(
        0,
        "Send it for approval",
        told,
        sending.label,
        sending.url,
        submit,
        also=(writing,) if may(workspace, "plan.edit") else (),
        points=_points(others, writing.url),
    )


def _points(items: Sequence[Item], everything: str) -> tuple[Point, ...]:
    shown = items if len(items) <= POINTS + 1 else items[:POINTS]
    more = len(items) - len(shown)
    points = tuple(Point(item.finding.sentence, item.mend.url) for item in shown)
    return (*points, Point(f"{more} more", f"{everything}#checks")) if more else points


def _submitted(plan, workspace, actor, wrote) -> Step:
    allowed = may(workspace, "plan.approve")
    refused = refusal("plan.approve")
    if allowed:
        refused = rules.explain(rules.may_approve, plan, by=actor, wrote=wrote())
    back = Step(0, "", "", PLAN["send_back"].label, address("plan_send_back", plan.pk))
    return Step(
        0,
        "Approve the plan, or send it back",
        f"Sent for approval {dates.ago(plan.submitted_at)} by {plan.submitted_by.name}. Approving it commits every "
        "date: from then on a date moves only by an extension.",
        PLAN["approve"].label,
        address("plan_approve", plan.pk),
        refused,
        also=(back,) if allowed else (),
    )


def _dates(week: Week, workspace) -> Iterable[Step]:
    me = workspace.membership.pk
    own = [one for one in week.items if one.owner and one.owner.pk == me]
    late = next((one for one in own if one.status == "off_track"), None)
    if late:
        yield Step(0, f"Say where {late.ref} stands", _say(late, "It is yours"), f"Open {late.ref}", late.url)
    elif own:
        yield Step(20, f"Keep {own[0].ref} on its date", _say(own[0], "It is yours"), f"Open {own[0].ref}", own[0].url)
    if week.late:
        worst = week.late[0]
        whose = f"{worst.owner.name} owns it" if worst.owner else "Nobody owns it yet"
        yield Step(30, f"Ask about {worst.ref}", _say(worst, whose), f"Open {worst.ref}", worst.url)


def _say(due, whose: str) -> str:
    what = "Its review" if due.review else f"“{due.title}”"
    was = "was" if due.status == "off_track" else "is"
    return f"{what} {was} due on {dates.uk_date(due.due_on)}, {dates.relative(due.due_on)}. {whose}."


def _gate(plan, rows: Sequence[ActionRow], workspace) -> Step | None:
    """Every action of the stage is done, so somebody should decide whether the plan goes on."""
    gate = rules.next_gate(plan)
    stage = ENDED.get(gate)
    own = [row.action for row in rows if row.action.stage == stage and row.action.state != ActionState.WITHDRAWN]
    if not own or any(action.state not in DONE for action in own):
        return None
    mine = may(workspace, "gate.decide") and plan.lead_id != workspace.membership.pk
    return Step(
        15 if mine else 35,
        f"{stage.label}: ready for a decision",
        f"Every action of this stage is complete. Whether the plan goes {gate.within_sentence} is decided by "
        "somebody who does not lead it.",
        "Decide the gate" if mine else "Look at the gate",
        address("plan_gates", plan.pk),
    )


def _report(plan, workspace) -> Step:
    url = of_plan("document_new", plan) if may(workspace, "report.build") else ""
    if url:
        return Step(
            40, "Show how it stands", "Nothing late waits for you. A progress report takes a minute to build.",
            "Build a progress report", url,
        )  # fmt: skip
    return Step(
        50, "Nothing waits for you", "When one of your dates comes near, or a decision is yours, it is said here.",
        "See the whole history", address("plan_history", plan.pk),
    )  # fmt: skip
