"""What a commissioner reads: the plans shared with them, and one plan on a page. Read-only."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from governance.filter_forms import ATTENTION, PortfolioFilter
from governance.presenters import portfolio as shown
from governance.presenters import portfolio_list as listed
from governance.queries import portfolio as reads
from governance.queries import portfolio_list
from plans.models import Plan
from plans.presenters import gates as gate_words
from recovery import dates
from recovery.tenancy.permissions import page

PLANS_A_PAGE = 20


@page("portfolio.view")
@require_safe
def portfolio(request):
    today = dates.today()
    everything = portfolio_list.index(today)
    form = PortfolioFilter(request.GET, providers=portfolio_list.providers(everything))
    provider, attention = form.wanted["provider"], form.wanted["show"] == ATTENTION
    chosen = [
        one
        for one in everything
        if (not provider or one.provider_id == provider) and (not attention or one.needs_attention)
    ]
    current = Paginator(chosen, PLANS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "empty_sentence": listed.nothing_shared(request.workspace.org),
        "code": request.workspace.org.code,
        "lines": listed.lines(portfolio_list.rows(current.object_list, today), today),
        "page": current,
        "total": len(everything),
        "attention": attention,
        "as_at": dates.now(),
    }
    return render(request, "governance/portfolio.html", context)


@page("portfolio.view")
@require_safe
def portfolio_plan(request, plan_id):
    today = dates.today()
    plan = get_object_or_404(Plan.objects.defer("summary").select_related("org", "service", "lead"), pk=plan_id)
    found = reads.plan_on_a_page(plan, today)
    context = {
        "plan": plan,
        "crumbs": [{"label": "Portfolio", "url": reverse("portfolio")}],
        "report_url": reverse("document_new", args=[plan.pk]),
        "closed": shown.closed_words(plan),
        "problems": found.problems,
        "vitals": shown.vitals(found, today),
        "stages": shown.stages(found),
        "actions": shown.actions(found),
        "timeline": shown.timeline_rows(found, today),
        "headline": shown.headline(found, today),
        "ledger": shown.ledger(found, today),
        "extensions": shown.extensions(found),
        "gates": gate_words.told(plan, found.gates),
        "sustaining": gate_words.reviews_told(found.gates, today),
        "flags": shown.flags(found, today),
        "flags_title": shown.flags_title(found),
        "as_at": dates.now(),
        "today": today,
    }
    return render(request, "governance/portfolio_plan.html", context)
