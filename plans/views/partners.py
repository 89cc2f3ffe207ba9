"""Organisations outside the provider that contribute, and what each does for an action."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from plans import rules
from plans.domain import partners
from plans.forms import ContributionForm, PartnerForm, ReasonForm
from plans.models import Action, Contribution, Partner, Plan
from plans.views import editing
from recovery import dates
from recovery.exceptions import Stale
from recovery.tenancy.permissions import page


def _written(plan: Plan) -> str:
    return editing.written(plan, "partners")


def _action(action: Action) -> str:
    return reverse("action_detail", args=[action.pk]) + "#partners"


@page("plan.edit")
def partner_new(request, plan_id):
    plan = get_object_or_404(Plan.objects.select_related("service"), pk=plan_id)
    rules.may_edit(plan)
    form = PartnerForm(request.POST or None)
    if form.is_valid():
        partners.add(plan=plan, by=request.actor, at=dates.now(), **form.facts)
        return editing.done(request, _written(plan))
    return editing.form_page(
        request, form, plan=plan, title="Add a partner", save="Save the partner", cancel=_written(plan)
    )


@page("plan.edit")
def partner_edit(request, partner_id):
    partner = get_object_or_404(Partner.objects.select_related("plan__service"), pk=partner_id)
    plan, cancel = partner.plan, _written(partner.plan)
    rules.may_end(partner, plan)
    form = editing.open_form(PartnerForm, request, partner)
    if form.is_bound and form.is_valid():
        try:
            partners.change(
                partner=partner, version=form.opened_version, by=request.actor, at=dates.now(), **form.facts
            )
            return editing.done(request, cancel)
        except Stale as stale:
            return editing.conflict(request, form, stale, plan=plan, what="this partner", cancel=cancel)
    return editing.form_page(
        request, form, plan=plan, title="Change the partner", save="Save the partner", cancel=cancel
    )


@page("plan.edit")
def partner_end(request, partner_id):
    partner = get_object_or_404(Partner.objects.select_related("plan__service"), pk=partner_id)
    what = f"“{partner.organisation}” no longer takes part, and what it was to do ends with it."
    return _end(request, partner, _written(partner.plan), "Does this partner no longer take part?", what)


def _end(request, row: Partner | Contribution, back: str, title: str, what: str):
    plan = row.plan
    rules.may_end(row, plan)
    stays = bool(plan.activated_at)
    form = ReasonForm(request.POST or None) if stays else None
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["reason"] if form else ""
        partners.end(row=row, reason=reason, by=request.actor, at=dates.now())
        return editing.done(request, back, "Withdrawn" if stays else "Removed")
    kept = "It stays in sight, with your reason in the history." if stays else "The history keeps it."
    return editing.confirm_page(
        request,
        plan=plan,
        form=form,
        title=title,
        sentence=f"{what} {kept}",
        label="Withdraw it" if stays else "Remove it",
        cancel=back,
    )


@page("plan.edit")
def contribution_new(request, action_id):
    action = get_object_or_404(Action.objects.select_related("plan__service"), pk=action_id)
    rules.may_change_action(action, action.plan)
    form = ContributionForm(request.POST or None, plan=action.plan)
    if form.is_valid():
        partners.contribute(action=action, by=request.actor, at=dates.now(), **form.facts)
        return editing.done(request, _action(action))
    return editing.form_page(
        request,
        form,
        plan=action.plan,
        title=f"Who outside contributes to {action.reference}?",
        intro=f"{action.title}. A partner is added to the plan first, on the plan in full.",
        save="Save the contribution",
        cancel=_action(action),
    )


def _contribution(contribution_id) -> Contribution:
    return get_object_or_404(
        Contribution.objects.select_related("plan__service", "action", "partner"), pk=contribution_id
    )


@page("plan.edit")
def contribution_edit(request, contribution_id):
    row = _contribution(contribution_id)
    plan, cancel = row.plan, _action(row.action)
    rules.may_end(row, plan)
    form = editing.open_form(ContributionForm, request, row, plan=plan)
    if form.is_bound and form.is_valid():
        try:
            partners.change_contribution(
                row=row, version=form.opened_version, by=request.actor, at=dates.now(), **form.facts
            )
            return editing.done(request, cancel)
        except Stale as stale:
            return editing.conflict(request, form, stale, plan=plan, what="this contribution", cancel=cancel)
    return editing.form_page(
        request, form, plan=plan, title="Change the contribution", save="Save the contribution", cancel=cancel
    )


@page("plan.edit")
def contribution_end(request, contribution_id):
    row = _contribution(contribution_id)
    what = f"{row.partner.organisation}: “{row.contribution}”."
    return _end(request, row, _action(row.action), "Does this contribution end?", what)
