"""From a spreadsheet to a draft, step by step: the file, its sheet, its columns, the people, and a look before it is
written. Each step can be gone back to; nothing is written before the last."""

from typing import Any

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from plans.domain import imports
from plans.exceptions import BadUpload
from plans.forms import ColumnsForm, FinishImportForm, PeopleForm, SheetForm, SpreadsheetForm
from plans.models import SpreadsheetImport
from plans.presenters import imports as words
from plans.presenters import pages
from plans.queries import importing
from plans.spreadsheets import arrangement, writing
from plans.views import editing
from plans.views.exports import CSV, XLSX, download
from recovery import dates
from recovery.tenancy.permissions import page

NOTES_PER_PAGE = 100


@page("plan.edit")
def import_new(request):
    sent = request.method == "POST"
    form = SpreadsheetForm(request.POST, request.FILES) if sent else SpreadsheetForm()
    if form.is_valid():
        try:
            row = imports.receive(upload=form.cleaned_data["upload"], by=request.actor, at=dates.now())
            return redirect("import_preview" if row.arrangement["own"] else "import_sheet", row.pk)
        except BadUpload as refusal:
            form.add_error("upload", str(refusal))
    under_way = [words.begun(row) for row in importing.under_way(request.actor)[:5]]
    context = _frame(request, "Import an action plan") | {"form": form, "under_way": under_way}
    return render(request, "plans/import_new.html", context, status=422 if form.is_bound else 200)


@page("plan.edit")
@require_GET
def import_blank(request):
    return download(writing.blank(), XLSX, "action-plan.xlsx")


@page("plan.edit")
def import_sheet(request, import_id):
    row = _under_way(import_id)
    if row.arrangement["own"]:
        return redirect("import_preview", row.pk)
    form = SheetForm(request.POST or None, row=row)
    if form.is_valid():
        place, first, count = (int(form.cleaned_data[key]) for key in ("sheet", "first", "count"))
        chosen = arrangement.of_sheet(row.sheets, place, first, count)
        if words.same_place(row.arrangement, chosen):
            chosen = {}
        imports.arrange(row=row, by=request.actor, at=dates.now(), **chosen)
        return redirect("import_columns", row.pk)
    return _step(request, row, form, words.SHEET, tables=words.beginnings(row))


@page("plan.edit")
def import_columns(request, import_id):
    row = _under_way(import_id)
    if row.arrangement["own"]:
        return redirect("import_preview", row.pk)
    form = ColumnsForm(request.POST or None, row=row)
    if form.is_valid():
        imports.arrange(row=row, by=request.actor, at=dates.now(), **form.chosen)
        return redirect("import_preview", row.pk)
    return _step(request, row, form, words.COLUMNS)


@page("plan.edit")
def import_people(request, import_id):
    row = _under_way(import_id)
    people = row.arrangement["people"]
    form = PeopleForm(request.POST or None, outcome=importing.outcome(row), people=people)
    if form.is_valid():
        imports.arrange(row=row, by=request.actor, at=dates.now(), people=people | form.chosen)
        return redirect("import_preview", row.pk)
    return _step(request, row, form, words.PEOPLE)


@page("plan.edit")
def import_preview(request, import_id):
    """Everything as it would be written, and the plan that it goes into."""
    row = _under_way(import_id)
    outcome = importing.outcome(row)
    form = FinishImportForm(request.POST or None, initial=words.about(outcome), seal=words.seal(row))
    if form.is_valid() and not outcome.faults:
        facts = form.facts
        into = facts.pop("into")
        about = None if into else facts
        imports.finish(row=row, outcome=outcome, into=into, about=about, by=request.actor, at=dates.now())
        return redirect("import_report", row.pk)
    context = _frame(request, "Look before it is written") | words.preview(row, outcome) | {"form": form, "row": row}
    return render(request, "plans/import_preview.html", context, status=422 if form.is_bound else 200)


@page("plan.edit")
@require_GET
def import_faults(request, import_id):
    """Everything that is wrong with the file, to mend it by."""
    return download(writing.faults(importing.outcome(_under_way(import_id)).faults), CSV, "to-mend.csv")


@page("plan.edit")
@require_POST
def import_cancel(request, import_id):
    imports.cancel(row=_under_way(import_id), by=request.actor, at=dates.now())
    return editing.done(request, reverse("import_new"), "Given up. What was read from the file is gone.")


@page("plan.edit")
def import_report(request, import_id):
    """What was imported, and what the file said that the plan does not say."""
    rows = SpreadsheetImport.objects.select_related("plan__service", "uploaded_by")
    row = get_object_or_404(rows, pk=import_id, finished_at__isnull=False)
    notes = Paginator(row.notes, NOTES_PER_PAGE).get_page(request.GET.get("page"))
    context = pages.frame(request, row.plan, "Imported") | words.report(row, notes.object_list) | {"page": notes}
    return render(request, "plans/import_report.html", context | {"row": row})


def _under_way(import_id) -> SpreadsheetImport:
    return get_object_or_404(SpreadsheetImport, pk=import_id, finished_at=None, cancelled_at=None)


def _frame(request, title: str) -> dict[str, Any]:
    crumbs = [*pages.crumbs(None), {"label": "Start a plan", "url": reverse("plan_new")}]
    return pages.frame(request, None, title) | {"crumbs": crumbs}


def _step(request, row: SpreadsheetImport, form, step: words.Step, **extra):
    context = _frame(request, step.title) | {"form": form, "row": row, "step": step, "back": step.back(row), **extra}
    return render(request, "plans/import_step.html", context, status=422 if form.is_bound else 200)
