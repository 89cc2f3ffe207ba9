"""Milestones of an action: named outputs with dates, forecasts, and that they are reached."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from plans import kept, queries, rules
from plans.domain import milestones
from plans.forms import ForecastForm, MilestoneForm, ReasonForm
from plans.models import Action, Milestone
from plans.views import editing
from recovery import dates
from recovery.exceptions import Stale
from recovery.tenancy.permissions import page

SAVE = "Save the milestone"


def _milestone(milestone_id) -> Milestone:
    return get_object_or_404(Milestone.objects.select_related("plan__service", "action"), pk=milestone_id)


def _ledger(action_id) -> str:
    return reverse("action_detail", args=[action_id]) + "#ledger"


def _bounds(action: Action) -> dict:
    """Between which days the date of one of its milestones may lie."""
    return {"commits": rules.commits(action, action.plan), "last_on": queries.due_on(action)}


@page("plan.edit")
def milestone_new(request, action_id):
    action = get_object_or_404(Action.objects.select_related("plan__service"), pk=action_id)
    rules.may_change_action(action, action.plan)
    form = MilestoneForm(request.POST or None, **_bounds(action))
    if form.is_valid():
        milestones.add(action=action, by=request.actor, at=dates.now(), **form.facts)
        return editing.done(request, _ledger(action.pk))
    intro = f"A named output on the way to {action.reference} {action.title}."
    if rules.commits(action, action.plan):
        intro += " Its date is committed as soon as you save it."
    return editing.form_page(
        request, form, plan=action.plan, title="Add a milestone", save=SAVE, intro=intro, cancel=_ledger(action.pk)
    )


@page("plan.edit")
def milestone_edit(request, milestone_id):
    milestone = _milestone(milestone_id)
    plan, back = milestone.plan, _ledger(milestone.action_id)
    rules.may_change_milestone(milestone, milestone.action, plan)
    bounds = _bounds(milestone.action) | {"locked": bool(milestone.committed_at)}
    form = editing.open_form(MilestoneForm, request, milestone, **bounds)
    if form.is_bound and form.is_valid():
        facts = {"due_on": milestone.due_on} | form.facts
        try:
            milestones.change(
                milestone=milestone, version=form.opened_version, by=request.actor, at=dates.now(), **facts
            )
        except Stale as stale:
            return editing.conflict(request, form, stale, plan=plan, what="this milestone", cancel=back)
        return editing.done(request, back)
    intro = rules.explain(rules.may_move_date, milestone)
    return editing.form_page(
        request, form, plan=plan, title="Change the milestone", save=SAVE, intro=intro, cancel=back
    )


@page("action.progress")
def milestone_forecast(request, milestone_id):
    milestone = _milestone(milestone_id)
    rules.may_report_on(milestone, milestone.action, milestone.plan)
    form = ForecastForm(request.POST or None, initial={"forecast_on": milestone.forecast_on})
    if form.is_valid():
        milestones.forecast(milestone=milestone, by=request.actor, at=dates.now(), **form.cleaned_data)
        return editing.done(request, _ledger(milestone.action_id))
    due = f"It is due on {dates.uk_date(milestone.due_on)}." if milestone.due_on else ""
    return editing.form_page(
        request,
        form,
        plan=milestone.plan,
        title="Give a forecast",
        intro=f"For “{milestone.name}” of {milestone.action.reference} {milestone.action.title}. {due}",
        save="Save the forecast",
        cancel=_ledger(milestone.action_id),
    )


@page("action.progress")
@require_POST
def milestone_reach(request, milestone_id):
    milestone = _milestone(milestone_id)
    milestones.reach(milestone=milestone, by=request.actor, at=dates.now())
    return editing.done(request, _ledger(milestone.action_id), "Reached")


@page("plan.edit")
def milestone_withdraw(request, milestone_id):
    milestone = _milestone(milestone_id)
    action, plan = milestone.action, milestone.plan
    flagged = bool(kept.among([milestone.pk]))
    rules.may_withdraw_milestone(milestone, action, plan, by=request.actor, flagged=flagged)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        milestones.withdraw(milestone=milestone, by=request.actor, at=dates.now(), **form.cleaned_data)
        return editing.done(request, _ledger(action.pk), "Withdrawn")
    return editing.confirm_page(
        request,
        plan=plan,
        form=form,
        title=f"Withdraw the milestone “{milestone.name}”?",
        sentence=f"It is an output of {action.reference} {action.title}. It stays in the ledger with your reason and "
        "its slips, and its date is no longer watched.",
        label="Withdraw the milestone",
        cancel=_ledger(action.pk),
    )


@page("plan.edit")
def milestone_remove(request, milestone_id):
    milestone = _milestone(milestone_id)
    flagged = bool(kept.among([milestone.pk]))
    rules.may_remove_milestone(milestone, milestone.plan, flagged=flagged)
    if request.method == "POST":
        milestones.remove(milestone=milestone, by=request.actor, at=dates.now())
        return editing.done(request, _ledger(milestone.action_id), "Removed")
    return editing.confirm_page(
        request,
        plan=milestone.plan,
        title=f"Remove the milestone “{milestone.name}”?",
        sentence="The history keeps what it said.",
        label="Remove the milestone",
        cancel=_ledger(milestone.action_id),
    )
