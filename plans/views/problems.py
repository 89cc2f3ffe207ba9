"""Problems: what broke down."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from plans import rules
from plans.domain import problems
from plans.forms import ProblemForm
from plans.models import Plan, Problem
from plans.views import editing, write
from recovery import dates
from recovery.exceptions import Stale
from recovery.tenancy.permissions import page

FORM = {"save": "Save the problem", "intro": "State it so that an outsider can tell whether it still happens."}


def _problem(problem_id) -> Problem:
    return get_object_or_404(Problem.objects.select_related("plan__service"), pk=problem_id)


@page("plan.edit")
def problem_new(request, plan_id):
    plan = get_object_or_404(Plan, pk=plan_id)
    rules.may_edit(plan)
    form = ProblemForm(request.POST or None, plan=plan)
    if form.is_valid():
        problem = problems.add(plan=plan, by=request.actor, at=dates.now(), **form.facts)
        return write.added(request, plan, "problem", problem.pk)
    cancel = editing.written(plan, "problem-new")
    return editing.form_page(request, form, plan=plan, title="Add a problem", cancel=cancel, slot="problem-new", **FORM)


@page("plan.edit")
def problem_edit(request, problem_id):
    problem = _problem(problem_id)
    plan, slot = problem.plan, f"problem-{problem.pk}"
    rules.may_edit(plan)
    form = editing.open_form(ProblemForm, request, problem, plan=plan)
    cancel = editing.written(plan, slot)
    if form.is_bound and form.is_valid():
        try:
            problems.change(
                problem=problem, version=form.opened_version, by=request.actor, at=dates.now(), **form.facts
            )
        except Stale as stale:
            return editing.conflict(request, form, stale, plan=plan, what="this problem", cancel=cancel, slot=slot)
        return write.saved(request, plan, "problem", problem.pk)
    return editing.form_page(request, form, plan=plan, title="Change the problem", cancel=cancel, slot=slot, **FORM)


@page("plan.edit")
def problem_remove(request, problem_id):
    problem = _problem(problem_id)
    plan, slot = problem.plan, f"problem-{problem.pk}"
    rules.may_remove(plan)
    if request.method == "POST":
        problems.remove(problem=problem, by=request.actor, at=dates.now())
        return write.removed(request, plan, "problem", problem_id)
    return editing.confirm_page(
        request,
        plan=plan,
        slot=slot,
        title=f"Remove the problem “{problem.title}”?",
        sentence="Its evidence goes with it. The history keeps what it said.",
        label="Remove the problem",
        cancel=editing.written(plan, slot),
    )


@page("plan.edit")
@require_POST
def problem_move(request, problem_id):
    problem = _problem(problem_id)
    direction = "up" if request.POST.get("direction") == "up" else "down"
    problems.move(problem=problem, direction=direction, by=request.actor, at=dates.now())
    return write.moved(request, problem.plan, "problem", problem.pk)
