"""Asking for a document, calling it off, fetching it. The row is the due work; `building` is the worker's side."""

from datetime import datetime

from django.db import connection

from governance import document_rules
from governance.domain.locks import one_at_a_time
from governance.models import Document, Download
from recovery.exceptions import Refused
from recovery.tenancy import context
from recovery.verbs import verb


@verb
def ask(*, plan, kind: str, by: context.Actor, at: datetime) -> Document:
    """Ask for a document about this plan, as the person and capacity one works in now.

    Asking twice while the first is still waiting gives the first: a second click builds nothing twice.
    """
    document_rules.may_ask(plan, kind)
    here = context.required()
    asker = {"asked_by_id": by.user_id, "asked_for_org": here.org_id, "capacity": here.role}
    one_at_a_time("document", plan.pk, kind, *asker.values())
    waiting = Document.objects.filter(plan=plan, kind=kind, state__in=document_rules.WAITING, **asker)
    return waiting.first() or Document.objects.create(
        org_id=plan.org_id, plan=plan, kind=kind, asked_by_label=by.label, asked_at=at, **asker
    )


@verb
def cancel(*, document: Document, by: context.Actor, at: datetime) -> None:
    """Call off what one asked for. A build under way stops at its next step and leaves nothing behind."""
    document_rules.may_cancel(document, by=by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.cancel_document(%s)", [document.pk])
        if not cursor.fetchone()[0]:
            raise Refused("This document has just been finished, so there is nothing to call off.")


@verb
def retry(*, document: Document, by: context.Actor, at: datetime) -> Document:
    """Ask again for what failed. The failed one stays on the list, as it was."""
    document_rules.may_retry(document)
    return ask(plan=document.plan, kind=document.kind, by=by, at=at)


@verb
def record_download(*, document: Document, by: context.Actor, at: datetime) -> Download:
    """Who fetched it, when, for which organisation. Every time."""
    document_rules.may_download(document)
    return Download.objects.create(
        org_id=document.org_id,
        plan_id=document.plan_id,
        document=document,
        downloaded_at=at,
        downloaded_by_id=by.user_id,
        downloaded_by_label=by.label,
        downloaded_for_org=context.required().org_id,
    )
