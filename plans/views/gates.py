"""Gates: what must be true before a plan goes on, the decisions about it, and the reviews of its sustaining year."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from plans import lifecycle, rules
from plans.domain import gates, sustaining
from plans.enums import Gate, PlanState
from plans.exceptions import Unread
from plans.forms import CriterionForm, GateForm, HoldForm, ReasonForm, ReopenForm
from plans.models import ExitCriterion, Plan, SustainingReview
from plans.presenters import gates as words
from plans.presenters import pages
from plans.queries import gates as reads
from plans.queries import seen as seen_queries
from plans.views import editing
from recovery import dates
from recovery.exceptions import Refused, Stale
from recovery.tenancy.permissions import may, page, refusal

SAVE = "Save the exit criterion"


def _plan(plan_id) -> Plan:
    return get_object_or_404(Plan.objects.select_related("service"), pk=plan_id)


def _page(plan: Plan, gate: str = "") -> str:
    return reverse("plan_gates", args=[plan.pk]) + (f"#gate-{gate}" if gate else "")


@page("plan.view")
@require_safe
def plan_gates(request, plan_id):
    plan, today = _plan(plan_id), dates.today()
    coming = rules.next_gate(plan)
    lines = reads.lines(plan, coming, today=today) if coming else []
    role = "" if may(request.workspace, "gate.decide") else refusal("gate.decide")
    context = pages.frame(request, plan, "Gates") | {
        "gates": words.gates(
            plan,
            reads.agreed(plan),
            lines,
            list(reads.decisions(plan)),
            may_write=pages.may_write(request.workspace, plan),
        ),
        "decide_refusal": role or (coming and rules.explain(rules.may_decide_gate, plan, coming, by=request.actor)),
        "reviews": words.held(reads.reviews(plan), plan, by=request.actor, refusal=role, today=today),
        "reopen": lifecycle.PLAN["reopen"].label if plan.state in lifecycle.PLAN["reopen"].sources else "",
        "reopen_refusal": role,
        "running": plan.state in (PlanState.ACTIVE, PlanState.SUSTAINING),
    }
    return render(request, "plans/plan_gates.html", context)


@page("gate.decide")
def gate_decide(request, plan_id):
    """About the gate that comes next; what was typed about another one is refused with its sentence."""
    plan, today = _plan(plan_id), dates.today()
    coming = rules.next_gate(plan)
    rules.may_decide_gate(plan, coming or Gate.STABILISATION, by=request.actor)
    lines = reads.lines(plan, coming, today=today)
    seen = seen_queries.of_plan(plan)
    stated = [line.criterion for line in lines if line.criterion and line.found.met is None]
    form = GateForm(request.POST or None, stated=stated, initial={"seen": seen, "gate": coming.value})
    if form.is_valid():
        try:
            decision = gates.decide(plan=plan, by=request.actor, at=dates.now(), **form.facts)
            return editing.done(request, _page(plan, coming.value), decision.get_outcome_display())
        except Unread as refused:
            form.again(str(refused), seen)
        except Refused as refused:
            form.add_error("outcome", str(refused))
    return editing.form_page(
        request,
        form,
        plan=plan,
        title=f"{coming.label}: does the plan go on?",
        save="Record the decision",
        cancel=_page(plan, coming.value),
        fields="plans/gate_fields.html",
        criteria=words.lines(plan, lines),
        none_written=not any(line.criterion for line in lines),
    )


@page("plan.edit")
def criterion_new(request, plan_id):
    plan = _plan(plan_id)
    asked = request.GET.get("gate", "")
    gate = Gate(asked) if asked in Gate else Gate.STABILISATION
    rules.may_write_criterion(plan, gate)
    form = CriterionForm(request.POST or None, gate=gate)
    if form.is_valid():
        gates.add_criterion(plan=plan, gate=gate, by=request.actor, at=dates.now(), **form.facts)
        return editing.done(request, _page(plan, gate.value))
    return editing.form_page(
        request,
        form,
        plan=plan,
        title=f"{gate.label}: add an exit criterion",
        intro="Agreed before, so that nobody has to argue afterwards whether a stage is done.",
        save=SAVE,
        cancel=_page(plan, gate.value),
    )


def _criterion(criterion_id) -> ExitCriterion:
    return get_object_or_404(ExitCriterion.objects.select_related("plan__service"), pk=criterion_id)


@page("plan.edit")
def criterion_edit(request, criterion_id):
    criterion = _criterion(criterion_id)
    plan, gate = criterion.plan, Gate(criterion.gate)
    rules.may_change_criterion(criterion, plan)
    form = editing.open_form(CriterionForm, request, criterion, gate=gate)
    cancel = _page(plan, gate.value)
    if form.is_bound and form.is_valid():
        try:
            gates.change_criterion(
                criterion=criterion, version=form.opened_version, by=request.actor, at=dates.now(), **form.facts
            )
            return editing.done(request, cancel)
        except Stale as stale:
            return editing.conflict(request, form, stale, plan=plan, what="this exit criterion", cancel=cancel)
    return editing.form_page(
        request, form, plan=plan, title=f"{gate.label}: change the exit criterion", save=SAVE, cancel=cancel
    )


@page("plan.edit")
def criterion_remove(request, criterion_id):
    criterion = _criterion(criterion_id)
    plan = criterion.plan
    rules.may_remove(plan)
    if request.method == "POST":
        gates.remove_criterion(criterion=criterion, by=request.actor, at=dates.now())
        return editing.done(request, _page(plan, criterion.gate), "Removed")
    return editing.confirm_page(
        request,
        plan=plan,
        title="Remove this exit criterion?",
        sentence=f"“{criterion.statement}” The history keeps it.",
        label="Remove the exit criterion",
        cancel=_page(plan, criterion.gate),
    )


@page("plan.edit")
def criterion_withdraw(request, criterion_id):
    criterion = _criterion(criterion_id)
    plan = criterion.plan
    rules.may_withdraw_criterion(criterion, plan, by=request.actor)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        gates.withdraw_criterion(criterion=criterion, by=request.actor, at=dates.now(), **form.cleaned_data)
        return editing.done(request, _page(plan, criterion.gate), "Withdrawn")
    return editing.confirm_page(
        request,
        plan=plan,
        form=form,
        title="Withdraw this exit criterion?",
        sentence=f"“{criterion.statement}” It is not asked any more. It stays in sight, withdrawn, with your name.",
        label="Withdraw the exit criterion",
        cancel=_page(plan, criterion.gate),
    )


@page("gate.decide")
def sustaining_hold(request, review_id):
    review = get_object_or_404(SustainingReview.objects.select_related("plan__service"), pk=review_id)
    plan = review.plan
    rules.may_hold_review(review, plan, by=request.actor, today=dates.today())
    form = HoldForm(request.POST or None)
    back = f"{_page(plan)}#reviews"
    if form.is_valid():
        sustaining.hold(review=review, by=request.actor, at=dates.now(), **form.cleaned_data)
        return editing.done(request, back, "Held")
    return editing.form_page(
        request,
        form,
        plan=plan,
        title=f"{review.months} months on: does it hold?",
        intro="What is written here stays as it is.",
        save="Record the review",
        cancel=back,
    )


@page("gate.decide")
def plan_reopen(request, plan_id):
    plan = _plan(plan_id)
    rules.may_reopen_plan(plan)
    seen = seen_queries.of_plan(plan)
    form = ReopenForm(request.POST or None, initial={"seen": seen, "stage": plan.stage})
    if form.is_valid():
        try:
            sustaining.reopen(plan=plan, by=request.actor, at=dates.now(), **form.facts)
            return editing.done(request, _page(plan), "Reopened")
        except Unread as refused:
            form.again(str(refused), seen)
    return editing.form_page(
        request,
        form,
        plan=plan,
        title="Reopen this plan?",
        intro="It becomes active again. What was decided stays, and gates are decided anew from that stage on.",
        save="Reopen the plan",
        cancel=_page(plan),
    )
