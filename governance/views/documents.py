"""Asking for a document, watching it being built, fetching it, in every capacity. Row-level security decides whose."""

import logging

from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from governance import document_rules, tasks
from governance.document_forms import AskForm, kinds_for
from governance.domain import documents
from governance.enums import DocumentKind
from governance.filter_forms import DocumentFilter
from governance.models import Document
from governance.presenters import documents as shown
from governance.queries import documents as reads
from governance.reports import fingerprints, imprint
from plans.models import Plan
from recovery import dates
from recovery.exceptions import Refused
from recovery.tenancy.enums import Capacity
from recovery.tenancy.permissions import may, page, refusal

A_PAGE = 20
PLAN_PAGE = {
    Capacity.PROVIDER: "plan_overview",
    Capacity.COMMISSIONER: "portfolio_plan",
    Capacity.AUDITOR: "audit_plan",
}
ALTERED = (
    "The stored document is no longer what was built, so it was not sent. Ask for a new one, and tell whoever runs "
    "Holdfast for you."
)
logger = logging.getLogger(__name__)


@page("document.view")
@require_safe
def document_list(request):
    form = DocumentFilter(request.GET, kinds=reads.kinds_for(request.workspace))
    asked = {name: wanted for name, wanted in form.wanted.items() if wanted}
    found = reads.documents_for(request.workspace).filter(**asked)
    current = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "governance/document_list.html",
        {"form": form, "page": current, "rows": [shown.row(document) for document in current.object_list]},
    )


@page("document.view")
@require_http_methods(["GET", "HEAD", "POST"])
def document_new(request, plan_id):
    plan = get_object_or_404(Plan.objects, pk=plan_id)
    kinds = kinds_for(request.workspace)
    if not kinds:
        raise Refused(refusal("report.build"))
    form = AskForm(request.POST or None, kinds=kinds, initial={"kind": request.GET.get("kind", kinds[0].value)})
    asked = request.POST.get("kind")
    if asked in DocumentKind.values and asked not in kinds:
        raise Refused(refusal(document_rules.CAPABILITY[DocumentKind(asked)]))
    if request.method == "POST" and form.is_valid():
        document = documents.ask(plan=plan, kind=form.cleaned_data["kind"], by=request.actor, at=dates.now())
        tasks.hurry(tasks.build_documents)
        return redirect("document_detail", document.pk)
    plan_url = reverse(PLAN_PAGE[request.workspace.capacity], args=[plan.pk])
    context = {
        "form": form,
        "plan": plan,
        "plan_url": plan_url,
        "crumbs": [{"label": f"{plan.reference} {plan.title}", "url": plan_url}],
        "earlier": [shown.row(each) for each in reads.documents_of_plan(request.workspace, plan)[:10]],
    }
    return render(request, "governance/document_new.html", context, status=422 if request.method == "POST" else 200)


@page("document.view")
@require_safe
def document_detail(request, document_id):
    document = _document(request, document_id)
    return render(request, "governance/document_detail.html", _shown(request, document))


@page("document.view")
@require_GET
def document_progress(request, document_id):
    """The fragment that the waiting page asks for; to a page load, the page."""
    document = _document(request, document_id)
    if not request.htmx:
        return redirect("document_detail", document.pk)
    return render(request, "governance/document_detail.html#progress", _shown(request, document) | {"swap": True})


@page("document.view")
@require_POST
def document_cancel(request, document_id):
    documents.cancel(document=_document(request, document_id), by=request.actor, at=dates.now())
    return redirect("document_detail", document_id)


@page("document.view")
@require_POST
def document_retry(request, document_id):
    document = _document(request, document_id)
    capability = document_rules.CAPABILITY[DocumentKind(document.kind)]
    if not may(request.workspace, capability):
        raise Refused(refusal(capability))
    again = documents.retry(document=document, by=request.actor, at=dates.now())
    tasks.hurry(tasks.build_documents)
    return redirect("document_detail", again.pk)


@page("document.view")
@require_GET
def document_download(request, document_id):
    """The bytes as they were built, or none: the fingerprint is computed again each time."""
    document = _document(request, document_id)
    documents.record_download(document=document, by=request.actor, at=dates.now())
    content = _bytes(document)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{imprint.filename_of(document, document.plan)}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _bytes(document: Document) -> bytes:
    try:
        if fingerprints.fingerprint(document.key) == (document.sha256, document.size):
            with default_storage.open(document.key) as stored:
                return stored.read()
    except OSError:
        logger.exception("the bytes of document %s cannot be read", document.pk)
    else:
        logger.error("the bytes of document %s are not what was built", document.pk)
    raise Refused(ALTERED)


def _document(request, document_id) -> Document:
    """A document that this workspace may see. A pack is for those who may ask for one."""
    document = get_object_or_404(Document.objects.select_related("plan"), pk=document_id)
    if document.kind == DocumentKind.EVIDENCE_PACK and not may(request.workspace, "pack.build"):
        raise Refused(refusal("pack.build"))
    return document


def _shown(request, document: Document) -> dict:
    return {
        "document": document,
        "crumbs": [{"label": "Documents", "url": reverse("document_list")}],
        "title": shown.title(document),
        "job": shown.job(document),
        "facts": shown.facts(document, imprint.reference_of(document, document.plan)),
        "doing": shown.doing(document, request.actor),
        "waiting": document.state in document_rules.WAITING,
        "downloads": list(reads.downloads_of(document)[:20]),
        "plan_url": reverse(PLAN_PAGE[request.workspace.capacity], args=[document.plan_id]),
    }
