"""The slip ledger of a plan: every date with the one it first had, what moved it, and what is expected now."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from plans import queries
from plans.forms import LedgerFilter
from plans.models import Plan
from plans.presenters import ledger as words
from plans.presenters import pages
from plans.queries import ledger as reads
from recovery import dates
from recovery.tenancy.permissions import may, page

PER_PAGE = 25


@page("plan.view")
@require_safe
def plan_ledger(request, plan_id):
    plan = get_object_or_404(Plan.objects.select_related("service"), pk=plan_id)
    today = dates.today()
    rows = queries.action_rows(plan, at=today)
    every = words.lines(
        rows,
        reads.extensions_by_milestone(plan),
        reads.forecasts_by_milestone(plan),
        today,
        reporting_on=plan if may(request.workspace, "action.progress") else None,
    )
    form = LedgerFilter(request.GET, owners=reads.owners_in(rows))
    found = words.narrowed(every, **form.wanted)
    context = pages.frame(request, plan, "Dates") | {
        "today": today,
        "form": form,
        "ledger_title": words.title(every),
        "total": len(every),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "plans/plan_ledger.html", context)
