"""The log of notices on a plan: who was told what, when, what became of it, and the email as it went."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from governance.filter_forms import NoticeFilter
from governance.presenters import notices as shown
from governance.queries import notices as reads
from plans.models import Plan
from plans.presenters.nav import plan_subnav
from recovery.tenancy.permissions import page

NOTICES_A_PAGE = 25


@page("flag.view")
@require_safe
def plan_notices(request, plan_id):
    plan = get_object_or_404(Plan.objects.select_related("service"), pk=plan_id)
    counts = reads.counts(plan)
    form = NoticeFilter(request.GET, counts=counts)
    current = Paginator(reads.of_plan(plan, **form.wanted), NOTICES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": plan,
        "crumbs": [
            {"label": "Plans", "url": reverse("plan_list")},
            {"label": plan.title, "url": reverse("plan_overview", args=[plan.pk])},
        ],
        "places": plan_subnav(plan, "notices", request.workspace),
        "form": form,
        "total": counts["total"],
        "troubles": shown.troubles(counts),
        "rows": [shown.row(notice) for notice in current],
        "page": current,
    }
    return render(request, "governance/plan_notices.html", context)
