"""From draft to active: send for approval, send back, approve, withdraw."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from plans import credibility, lifecycle, queries, rules
from plans.domain import approval
from plans.forms import Read, ReasonForm
from plans.models import Plan
from plans.queries import seen as seen_queries
from plans.views import editing
from recovery import dates
from recovery.tenancy.permissions import page


def _plan(plan_id) -> Plan:
    return get_object_or_404(Plan.objects.select_related("service", "submitted_by"), pk=plan_id)


def _overview(plan: Plan) -> str:
    return reverse("plan_overview", args=[plan.pk])


def _done(request, plan: Plan, verb: str):
    return editing.done(request, _overview(plan), lifecycle.PLAN[verb].said.capitalize())


@page("plan.submit")
def plan_submit(request, plan_id):
    plan = _plan(plan_id)
    if request.method == "POST":
        approval.submit(plan=plan, by=request.actor, at=dates.now())
        return _done(request, plan, "submit")
    findings = credibility.findings(queries.facts(plan))
    return editing.confirm_page(
        request,
        plan=plan,
        kind="primary",
        title="Send this plan for approval?",
        sentence="A governance lead who wrote none of it reads it and approves it or sends it back. "
        "Until then it cannot be changed. Immediate controls may go on.",
        label=lifecycle.PLAN["submit"].label,
        cancel=editing.written(plan),
        refusal=rules.explain(rules.may_submit, plan, findings),
    )


@page("plan.approve")
def plan_approve(request, plan_id):
    plan = _plan(plan_id)
    form = Read(request.POST if request.method == "POST" else None, initial={"seen": seen_queries.of_plan(plan)})
    if form.is_valid():
        approval.approve(plan=plan, by=request.actor, at=dates.now(), **form.facts)
        return _done(request, plan, "approve")
    wrote = queries.wrote(plan, request.actor)
    sender = f"{plan.submitted_by.name} sent it on {dates.uk_date(plan.submitted_at)}. " if plan.submitted_by else ""
    return editing.confirm_page(
        request,
        plan=plan,
        form=form,
        kind="primary",
        title="Approve this plan?",
        sentence=f"{sender}The plan becomes active and every date in it is committed: from then on a date moves only "
        "by an approved extension. It can be approved by a governance lead who neither sent it nor wrote any of it.",
        label=lifecycle.PLAN["approve"].label,
        cancel=_overview(plan),
        refusal=rules.explain(rules.may_approve, plan, by=request.actor, wrote=wrote),
    )


@page("plan.approve")
def plan_send_back(request, plan_id):
    plan = _plan(plan_id)
    rules.may_change_state(plan, "send_back")
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        approval.send_back(plan=plan, by=request.actor, at=dates.now(), **form.cleaned_data)
        return _done(request, plan, "send_back")
    return editing.confirm_page(
        request,
        plan=plan,
        form=form,
        title="Send this plan back?",
        sentence="It becomes a draft again, and its writers see your reason in the history.",
        label=lifecycle.PLAN["send_back"].label,
        cancel=_overview(plan),
    )


@page("plan.withdraw")
def plan_withdraw(request, plan_id):
    plan = _plan(plan_id)
    rules.may_change_state(plan, "withdraw")
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        approval.withdraw(plan=plan, by=request.actor, at=dates.now(), **form.cleaned_data)
        return _done(request, plan, "withdraw")
    return editing.confirm_page(
        request,
        plan=plan,
        form=form,
        title="Withdraw this plan?",
        sentence="Its dates are no longer watched and nothing in it can be changed. It stays, with your reason.",
        label=lifecycle.PLAN["withdraw"].label,
        cancel=_overview(plan),
    )
