"""The page of one action in words: its facts, its ledger of dates, and what may be done now or why not."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse

from plans import lifecycle, rules
from plans.enums import ActionState, ExtensionState, Stage, Status
from plans.models import Action, EvidenceItem, Extension, Milestone, Problem
from plans.presenters import history as history_words
from plans.presenters import write as write_words
from plans.queries import ActionRow, Reopened
from plans.queries import history as happened
from recovery import dates
from recovery.tenancy.permissions import may, refusal

RECENT = 8


@dataclass(frozen=True)
class Doing:
    """A button: where it leads, or why it may not be pressed."""

    label: str
    url: str
    refusal: str = ""
    kind: str = "secondary"
    posts: bool = False

    @property
    def id(self) -> str:
        return "-".join(self.label.lower().split())


@dataclass(frozen=True)
class Group:
    """Buttons that may be pressed, or that may not for one and the same reason."""

    buttons: list[Doing]
    refusal: str = ""


def grouped(doing: Iterable[Doing]) -> list[Group]:
    """In their order; what is refused for a reason given before stands with it."""
    groups: dict[str, Group] = {}
    for one in doing:
        groups.setdefault(one.refusal, Group([], one.refusal)).buttons.append(one)
    return list(groups.values())


@dataclass(frozen=True)
class LedgerLine:
    """A milestone with what became of its dates."""

    milestone: Milestone
    slips: list
    extensions: list[Extension]
    waiting: Extension | None = None
    doing: list[Group] = field(default_factory=list)

    @property
    def status(self) -> Status:
        one = self.milestone
        if one.done_at and not one.withdrawn_at:
            return Status.COMPLETE
        return rules.milestone_status(one.action, one, len(self.slips), dates.today())

    @property
    def name(self) -> str:
        return "Completion of the action" if self.milestone.is_completion else self.milestone.name

    @property
    def words(self) -> str:
        """A milestone is reached, not complete. Otherwise the words of its status."""
        return "Reached" if self.status is Status.COMPLETE else ""

    @property
    def extended(self) -> bool:
        one = self.milestone
        return bool(one.original_due_on and one.due_on and one.due_on > one.original_due_on)


def _allowed(workspace, capability: str, rule: Callable, *args, **kwargs) -> str:
    """Why not: first the role, then the state of things. Empty if it may be done."""
    if not may(workspace, capability):
        return refusal(capability)
    return rules.explain(rule, *args, **kwargs)


def doing(request, row: ActionRow, evidence_kinds: Iterable[str], flagged: Collection[UUID]) -> list[Doing]:
    """What moves this action on, in the order of its life. What is over or far off is left out.

    `flagged`: milestones that must stay, so that in a draft too their action is withdrawn and not removed.
    """
    action, workspace, by = row.action, request.workspace, request.actor
    plan = action.plan
    kinds = set(evidence_kinds)

    def button(verb, rule, *args, kind="secondary", posts=False, **kwargs):
        step = lifecycle.ACTION[verb]
        if action.state not in step.sources:
            return []
        why = _allowed(workspace, step.capability, rule, action, plan, *args, **kwargs)
        return [Doing(step.label, reverse(f"action_{verb}", args=[action.pk]), why, kind, posts)]

    claim = "primary" if action.state == ActionState.IN_PROGRESS else "secondary"
    buttons = [
        *button("start", rules.may_start, due_on=row.due_on, kind="primary", posts=True),
        *button("complete", rules.may_complete, evidence_kinds=kinds, outputs=row.outputs_open, kind=claim),
        *button("verify", rules.may_verify, by=by, evidence_kinds=kinds, kind="primary"),
        *button("reopen", rules.may_change_action_state, "reopen"),
    ]
    if rules.stands(action):
        why = _allowed(workspace, "plan.edit", rules.may_review, action, plan)
        kind = "primary" if action.state == ActionState.VERIFIED else "secondary"
        buttons.append(Doing("Review the control", reverse("action_review", args=[action.pk]), why, kind))
    if plan.activated_at or rules.explain(rules.may_remove_action, action, plan, flagged=bool(flagged)):
        buttons += button("withdraw", rules.may_withdraw_action, by=by, flagged=bool(flagged), kind="quiet")
    return buttons


def evidence(action: Action, items: Iterable[EvidenceItem]) -> list[tuple[EvidenceItem, str]]:
    """Each piece, with the reason why it may not be withdrawn now."""
    items = list(items)
    counted = [(one.pk, one.kind) for one in items if not one.withdrawn_at]
    return [
        (
            item,
            rules.explain(
                rules.may_withdraw_evidence, item, action.plan, action,
                others=[kind for key, kind in counted if key != item.pk],
            ),
        )
        for item in items
    ]  # fmt: skip


def ledger(request, row: ActionRow, extensions: Iterable[Extension], flagged: Collection[UUID]) -> list[LedgerLine]:
    by_milestone: dict[Any, list[Extension]] = {}
    for extension in extensions:
        by_milestone.setdefault(extension.milestone_id, []).append(extension)
    lines = []
    for milestone in row.milestones:
        own = by_milestone.get(milestone.pk, [])
        waiting = next((one for one in own if one.state == ExtensionState.ASKED), None)
        lines.append(
            LedgerLine(
                milestone,
                row.slips.get(milestone.pk, []),
                own,
                waiting,
                grouped(_milestone_doing(request, row.action, milestone, waiting, flagged)),
            )
        )
    return lines


def _milestone_doing(request, action: Action, milestone: Milestone, waiting, flagged) -> list[Doing]:
    if milestone.done_at or milestone.withdrawn_at or action.state in (ActionState.COMPLETE, ActionState.VERIFIED):
        return []
    plan, workspace = action.plan, request.workspace

    def link(label, name, capability, rule, *args, row=milestone, posts=False, **kwargs):
        why = _allowed(workspace, capability, rule, *args, **kwargs)
        return Doing(label, reverse(name, args=[row.pk]), why, "secondary", posts)

    given = (milestone, action, plan)
    found = []
    if not milestone.is_completion:
        found.append(
            link("Mark as reached", "milestone_reach", "action.progress", rules.may_report_on, *given, posts=True)
        )
    found.append(link("Give a forecast", "milestone_forecast", "action.progress", rules.may_report_on, *given))
    if waiting:
        found.append(
            link(
                "Decide the extension", "extension_decide", "extension.decide", rules.may_decide_extension,
                waiting, by=request.actor, row=waiting,
            )
        )  # fmt: skip
    elif milestone.committed_at:
        found.append(link("Ask for an extension", "extension_ask", "extension.ask", rules.may_ask_extension, *given))
    if not milestone.is_completion:
        found.append(link("Change", "milestone_edit", "plan.edit", rules.may_change_milestone, *given))
        stays = milestone.pk in flagged
        if rules.explain(rules.may_remove_milestone, milestone, plan, flagged=stays):
            rule, by = rules.may_withdraw_milestone, request.actor
            found.append(link("Withdraw", "milestone_withdraw", "plan.edit", rule, *given, by=by, flagged=stays))
        else:
            rule = rules.may_remove_milestone
            found.append(link("Remove", "milestone_remove", "plan.edit", rule, milestone, plan, flagged=stays))
    return found


def facts(action: Action) -> list[dict[str, Any]]:
    """Rows for {% summary_list %}: everything that is said of the action."""
    strength = write_words.STRENGTHS[action.strength] if action.strength else ""
    rows = [
        {"label": "Stage", "value": action.get_stage_display()},
        {"label": "Deliverable", "value": action.deliverable},
        {"label": "Accountable owner", "value": action.owner.name_and_title if action.owner else ""},
        {
            "label": "Stands in for the owner",
            "value": action.stand_in.name_and_title if action.stand_in else "",
            "empty": "Nobody",
        },
        {"label": "Start", "value": dates.uk_date(action.starts_on) if action.starts_on else ""},
        {"label": "Evidence expected", "value": action.evidence_expected},
        {
            "label": "Told if it slips",
            "value": action.escalation_contact.name_and_title if action.escalation_contact else "",
        },
        {
            "label": "Type of action",
            "value": action.get_action_type_display(),
            "note": f"({strength})" if strength else "",
        },
        {
            "label": "Protected hours a week",
            "value": f"{action.hours_a_week.normalize():f}" if action.hours_a_week is not None else "",
        },
        {"label": "Affected until it is done", "value": action.people_affected},
    ]
    if action.stage == Stage.IMMEDIATE:
        rows += [
            {"label": "Stepped down when", "value": action.step_down_criterion},
            _stood_down(action)
            if action.stood_down_at
            else {"label": "Review date", "value": dates.uk_date(action.review_on) if action.review_on else ""},
        ]
    if action.completion_note:
        rows.append({"label": "Said when complete", "value": action.completion_note})
    return rows


def _stood_down(action: Action) -> dict[str, Any]:
    who = action.stood_down_by.name_and_title
    return {"label": "Stood down", "value": dates.uk_date(action.stood_down_at), "note": f"by {who}"}


def reopened(found: Reopened | None) -> str:
    """Reopened 2 times, last on 3 May 2026 by Ruth Calder because: …"""
    if found is None:
        return ""
    last = "last " if found.times > 1 else ""
    return f"Reopened {times(found.times)}, {last}on {dates.uk_date(found.at)} by {found.by}, because: {found.reason}"


def times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def adding(request, action: Action) -> dict[str, Doing]:
    """What may be added to it or changed of it, or why not: first the role, then the state of things."""
    plan, workspace = action.plan, request.workspace
    change = _allowed(workspace, "plan.edit", rules.may_change_action, action, plan)
    proof = _allowed(workspace, "action.progress", rules.may_add_evidence, action, plan)
    note = _allowed(workspace, "action.progress", rules.may_comment, plan)
    change_url = f"{reverse('action_edit', args=[action.pk])}?from=action"
    return {
        "change": Doing("Change the action", change_url, change),
        "milestone": Doing("Add a milestone", reverse("milestone_new", args=[action.pk]), change),
        "evidence": Doing("Add evidence", reverse("action_evidence_new", args=[action.pk]), proof),
        "note": Doing("Note progress", reverse("action_note", args=[action.pk]), note),
    }


def as_check(action: Action, problems: list[Problem]) -> str:
    """What becomes of an action that is kept as a check."""
    named = " and ".join(f"“{problem.title}”" for problem in problems)
    return (
        f"“{action.title}” then says how {named} {'is' if len(problems) == 1 else 'are'} monitored, and is no longer "
        "an action. Its owner, dates and milestones go with it; the history keeps them."
    )


def recent_history(action: Action) -> list[dict[str, Any]]:
    """The newest entries of the action and of what belongs to it."""
    return history_words.entries(happened.of_action(action.plan_id, action.pk)[:RECENT])
