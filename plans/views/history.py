"""The history of a plan, and of each thing in it."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from plans.forms.history import HistoryFilter
from plans.models import Plan
from plans.presenters import history as history_words
from plans.presenters import pages
from plans.queries import history as happened
from recovery.history import queries as history
from recovery.tenancy.permissions import page

PER_PAGE = 40


@page("plan.view")
def plan_history(request, plan_id):
    plan = get_object_or_404(Plan.objects.select_related("service"), pk=plan_id)
    form = HistoryFilter(request.GET, actors=happened.actors_of(plan.pk))
    tables = history_words.tables_about(form.wanted["about"])
    events = happened.of_plan(plan.pk, tables=tables, who=form.wanted["who"])
    found = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    context = pages.frame(request, plan, "History") | {
        "page": found,
        "entries": history_words.entries(found.object_list),
        "form": form,
    }
    return render(request, "plans/plan_history.html", context)


@page("plan.view")
def object_history(request, plan_id, kind, row_id):
    """One thing, and what points to it. What was removed can still be read here."""
    plan = get_object_or_404(Plan.objects.select_related("service"), pk=plan_id)
    about = history_words.KINDS.get(kind)
    last = history.last_of_row(about.table, row_id) if about else None
    if last is None or last.root_id != plan.pk:
        raise Http404
    if kind == "action":
        events = happened.of_action(plan.pk, row_id)
    else:
        events = history.of_row(plan.pk, row_id, pointing=about.pointing)
    found = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    context = pages.frame(request, plan, history_words.title(last)) | {
        "page": found,
        "entries": history_words.entries(found.object_list, whole=True),
    }
    return render(request, "plans/object_history.html", context)
