"""A plan as a workbook, and its actions as CSV: complete, and read back as they were."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from plans.models import Plan
from plans.queries import exporting
from plans.spreadsheets import writing
from recovery import dates
from recovery.tenancy.permissions import page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


@page("plan.view")
@require_GET
def plan_export(request, plan_id):
    plan = _plan(plan_id)
    return download(writing.workbook(exporting.book(plan)), XLSX, f"{_named(plan)}.xlsx")


@page("plan.view")
@require_GET
def plan_export_actions(request, plan_id):
    plan = _plan(plan_id)
    return download(writing.action_list(exporting.book(plan)), CSV, f"{_named(plan)}-actions.csv")


def _plan(plan_id) -> Plan:
    return get_object_or_404(Plan.objects.select_related("service", "lead"), pk=plan_id)


def _named(plan: Plan) -> str:
    return f"{plan.reference}-{slugify(plan.title)[:60]}-{dates.today().isoformat()}"


def download(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
