"""What an auditor reads: the plans granted to them, and the whole of one plan. Read-only, for a limited time."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from governance.enums import DocumentKind
from governance.presenters import documents as shown
from governance.queries import audit as reads
from governance.queries import documents
from governance.queries.record import record_of
from governance.reports.change_history import changes
from governance.reports.evidence_pack import chapters
from plans.models import Plan
from recovery import dates
from recovery.tenancy.permissions import page

PLANS_A_PAGE = 20
CHANGES_A_PAGE = 25
PLACES = [
    {"label": label, "url": f"#{label.lower().replace(' ', '-')}"}
    for label in ("Gaps", "Flags", "Problems", "Actions", "Gates", "Milestones", "History")
]
"""The parts of a long page, for {% subnav %}."""


@page("audit.view")
@require_safe
def audit_plans(request):
    current = Paginator(reads.grants_in_force(), PLANS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "governance/audit_plans.html", {"page": current, "grants": current.object_list, "today": dates.today()}
    )


@page("audit.view")
@require_safe
def audit_plan(request, plan_id):
    plan = get_object_or_404(Plan.objects, pk=plan_id)
    today = dates.today()
    record = record_of(plan, on=today, history=False)
    events = Paginator(reads.history_of(plan), CHANGES_A_PAGE).get_page(request.GET.get("history"))
    context = {
        "plan": plan,
        "provider": record.provider,
        "service": record.service,
        "grant": reads.grant_for(plan),
        "today": today,
        "as_at": dates.now(),
        "crumbs": [{"label": "Plans to audit", "url": reverse("audit_plans")}],
        "ask_url": reverse("document_new", args=[plan.pk]),
        "pack": DocumentKind.EVIDENCE_PACK,
        "documents": [shown.row(each) for each in documents.documents_of_plan(request.workspace, plan)[:5]],
        "places": PLACES,
        "events": events,
        "entries": changes(events.object_list, whole=False),
        **chapters(record, {}),
    }
    return render(request, "governance/audit_plan.html", context)
