"""The history of a plan, and of each thing in it."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from plans import presenters_history, presenters_pages
from plans.models import Plan
from recovery.history import queries as history
from recovery.tenancy.permissions import page

PER_PAGE = 40


@page("plan.view")
def plan_history(request, plan_id):
    plan = get_object_or_404(Plan.objects.select_related("service"), pk=plan_id)
    about = request.GET.get("about", "")
    tables = presenters_history.tables_about(about)
    found = Paginator(history.of_root(plan.pk, tables=tables), PER_PAGE).get_page(request.GET.get("page"))
    context = presenters_pages.frame(request, plan, "History") | {
        "page": found,
        "entries": presenters_history.entries(found.object_list),
        "choices": presenters_history.choices(about),
    }
    return render(request, "plans/plan_history.html", context)


@page("plan.view")
def object_history(request, plan_id, kind, row_id):
    """One thing, and what points to it. What was removed can still be read here."""
    plan = get_object_or_404(Plan.objects.select_related("service"), pk=plan_id)
    about = presenters_history.KINDS.get(kind)
    last = history.last_of_row(about.table, row_id) if about else None
    if last is None or last.root_id != plan.pk:
        raise Http404
    events = history.of_row(plan.pk, row_id, pointing=about.pointing)
    found = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    context = presenters_pages.frame(request, plan, presenters_history.title(last)) | {
        "page": found,
        "entries": presenters_history.entries(found.object_list, whole=True),
    }
    return render(request, "plans/object_history.html", context)
