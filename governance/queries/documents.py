"""Named reads of documents. The row-level policies decide whose: one's organisation's, or an auditor's own."""

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from governance import document_rules
from governance.enums import DocumentKind
from governance.models import Document, Download
from plans.models import Plan
from recovery.tenancy.permissions import may

LISTED = (
    "id", "org", "plan", "version", "created_at", "kind", "capacity", "asked_for_org", "asked_by", "asked_by_label",
    "asked_at", "state", "step", "progress", "failure", "built_at", "sha256", "size", "plan__org", "plan__number",
    "plan__title",
)  # fmt: skip


def kinds_for(workspace) -> list[DocumentKind]:
    """Anybody of the organisation may read its progress reports; evidence packs only those who may build one."""
    return [
        kind
        for kind, capability in document_rules.CAPABILITY.items()
        if kind == DocumentKind.PROGRESS_REPORT or may(workspace, capability)
    ]


def plans():
    """Plans of which a document can be listed: all that the reader may see."""
    return Plan.objects.only("number", "title")


def documents_for(workspace):
    """What this workspace may list: newest first, with how often each was fetched."""
    kinds = kinds_for(workspace)
    fetched = Download.objects.filter(document=OuterRef("pk")).order_by()
    many = fetched.values("document").annotate(many=Count("pk")).values("many")
    last = fetched.order_by("-downloaded_at").values("downloaded_at")[:1]
    # Counted apart: a commissioner sees plans through a view, by whose key the database cannot group.
    return (
        Document.objects.filter(kind__in=kinds)
        .select_related("plan")
        .only(*LISTED)
        .annotate(fetched=Coalesce(Subquery(many, output_field=IntegerField()), 0), last_fetched_at=Subquery(last))
        .order_by("-asked_at", "id")
    )


def documents_of_plan(workspace, plan):
    return documents_for(workspace).filter(plan=plan)


def downloads_of(document: Document):
    return document.downloads.order_by("-downloaded_at", "id")
