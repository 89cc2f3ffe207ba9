"""The list of plans, and changing what one says of itself."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render

from plans import rules
from plans.domain import plans
from plans.forms import PlanFilter, PlanForm
from plans.models import Plan
from plans.presenters import pages
from plans.presenters import plan_list as list_words
from plans.queries import plan_list as list_queries
from plans.views import editing
from recovery import dates
from recovery.exceptions import Stale
from recovery.tenancy.permissions import page

PER_PAGE = 50


@page("plan.view")
def plan_list(request):
    form = PlanFilter(request.GET)
    found = Paginator(list_queries.PlansMatching(**form.wanted), PER_PAGE).get_page(request.GET.get("page"))
    context = pages.frame(request, None, "Plans") | {
        "form": form,
        "page": found,
        "lines": list_words.lines(found.object_list),
    }
    return render(request, "plans/plan_list.html", context)


@page("plan.edit")
def plan_edit(request, plan_id):
    plan = get_object_or_404(Plan.objects.select_related("service", "lead"), pk=plan_id)
    rules.may_edit(plan)
    form = editing.open_form(PlanForm, request, plan)
    cancel = editing.written(plan)
    if form.is_bound and form.is_valid():
        try:
            plans.change(plan=plan, version=form.opened_version, by=request.actor, at=dates.now(), **form.facts)
        except Stale as stale:
            return editing.conflict(request, form, stale, plan=plan, what="what the plan is about", cancel=cancel)
        return editing.done(request, cancel)
    return editing.form_page(request, form, plan=plan, title="What the plan is about", save="Save", cancel=cancel)
