"""The life of an action: start, report complete, verify, reopen, withdraw."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from plans import lifecycle, queries, rules
from plans.domain import progress
from plans.exceptions import Unread
from plans.forms import NoteForm, ReasonForm, VerifyForm
from plans.models import Action
from plans.queries import seen as seen_queries
from plans.views import editing
from recovery import dates
from recovery.tenancy.permissions import page


def _action(action_id) -> Action:
    return get_object_or_404(Action.objects.select_related("plan__service", "owner"), pk=action_id)


def _back(action: Action) -> str:
    return reverse("action_detail", args=[action.pk])


def _done(request, action: Action, verb: str):
    return editing.done(request, _back(action), lifecycle.ACTION[verb].said.capitalize())


def _evidence(action: Action) -> str:
    """The evidence in one line, so that whoever decides sees it."""
    items = [str(item) for item in queries.evidence_of(action) if not item.withdrawn_at]
    return f"The evidence: {'; '.join(items)}." if items else "There is no evidence yet."


@page("action.progress")
@require_POST
def action_start(request, action_id):
    action = _action(action_id)
    progress.start(action=action, by=request.actor, at=dates.now())
    return _done(request, action, "start")


@page("action.progress")
def action_complete(request, action_id):
    action = _action(action_id)
    rules.may_complete(
        action, action.plan, evidence_kinds=queries.evidence_kinds(action), outputs=queries.outputs_open(action)
    )
    form = NoteForm(request.POST or None)
    if form.is_valid():
        progress.complete(action=action, by=request.actor, at=dates.now(), **form.cleaned_data)
        return _done(request, action, "complete")
    return editing.confirm_page(
        request,
        plan=action.plan,
        form=form,
        kind="primary",
        title=f"Report {action.reference} {action.title} complete?",
        sentence=f"This is your claim that it is done. Somebody else verifies it. {_evidence(action)}",
        label=lifecycle.ACTION["complete"].label,
        cancel=_back(action),
    )


@page("action.verify")
def action_verify(request, action_id):
    action = _action(action_id)
    kinds = queries.evidence_kinds(action)
    rules.may_verify(action, action.plan, by=request.actor, evidence_kinds=kinds)
    seen = seen_queries.of_action(action)
    form = VerifyForm(request.POST or None, initial={"seen": seen})
    if form.is_valid():
        try:
            progress.verify(action=action, by=request.actor, at=dates.now(), **form.facts)
            return _done(request, action, "verify")
        except Unread as refusal:
            form.again(str(refusal), seen)
    return editing.confirm_page(
        request,
        plan=action.plan,
        form=form,
        kind="primary",
        title=f"Verify {action.reference} {action.title}?",
        sentence=f"You confirm that you looked for yourself, and it is done. {_evidence(action)}",
        label=lifecycle.ACTION["verify"].label,
        cancel=_back(action),
    )


@page("action.verify")
def action_reopen(request, action_id):
    action = _action(action_id)
    rules.may_change_action_state(action, action.plan, "reopen")
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        progress.reopen(action=action, by=request.actor, at=dates.now(), **form.cleaned_data)
        return _done(request, action, "reopen")
    return editing.confirm_page(
        request,
        plan=action.plan,
        form=form,
        title=f"Reopen {action.reference} {action.title}?",
        sentence="It is in progress again, on the date it had. The history keeps that it was reported complete.",
        label=lifecycle.ACTION["reopen"].label,
        cancel=_back(action),
    )


@page("plan.edit")
def action_withdraw(request, action_id):
    action = _action(action_id)
    rules.may_withdraw_action(action, action.plan, by=request.actor, flagged=queries.flagged(action))
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        progress.withdraw(action=action, by=request.actor, at=dates.now(), **form.cleaned_data)
        return _done(request, action, "withdraw")
    return editing.confirm_page(
        request,
        plan=action.plan,
        form=form,
        title=f"Withdraw {action.reference} {action.title}?",
        sentence="It stays in the ledger with your reason, and its open milestones are withdrawn with it.",
        label=lifecycle.ACTION["withdraw"].label,
        cancel=_back(action),
    )
