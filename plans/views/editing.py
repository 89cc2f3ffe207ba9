"""How the pages of a plan answer: a form, a form that must be mended, a confirmation, two versions side by side.

Each answer is a page, and with htmx the fragment of the same template that takes the place of a card (`slot`).
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from plans.credibility.beside import fields_of
from plans.enums import PlanState
from plans.forms import Editable
from plans.models import Plan
from plans.presenters import pages
from plans.views import card_pages
from recovery.exceptions import Stale
from recovery.history import queries as history
from recovery.ui import htmx


def written(plan: Plan, anchor: str = "") -> str:
    """The place on the writing page where this part of the plan stands."""
    address = reverse("plan_write", args=[plan.pk])
    return f"{address}{card_pages.query_of(plan, anchor)}#{anchor}" if anchor else address


def back(request: HttpRequest, place: str) -> str:
    """Where to go when a form is done with: to my work if it was opened from there, else to its own place."""
    return reverse("my_work") if request.GET.get("from") == "work" else place


def open_form(kind: type[Editable], request: HttpRequest, row: Any, **kwargs: Any) -> Editable:
    """The form over an existing row: as it is, or as it was posted."""
    if request.method == "POST":
        return kind.sent(request.POST, row, **kwargs)
    return kind.opened(row, **kwargs)


def committed(plan: Plan) -> bool:
    """Whether what submission asks for may no longer be left empty."""
    return plan.state != PlanState.DRAFT


def form_page(
    request: HttpRequest,
    form: Any,
    *,
    plan: Plan | None,
    title: str,
    save: str,
    cancel: str,
    intro: str = "",
    fields: str = "",
    slot: str = "",
    **extra: Any,
) -> HttpResponse:
    """A form to fill in; 422 if it came back with something to mend. `fields`: a template that lays the fields out."""
    slot = slot if htmx.asks_for_part(request) else ""
    if slot:
        form.auto_id = f"{slot}_%s"  # several cards of one page may be open at once
    asked = request.GET.get("field")
    if not form.is_bound and asked in form.fields and form[asked].subwidgets:  # a list of choices may be empty
        form.focused = asked
    context = pages.frame(request, plan, title) | {
        "form": form,
        "save": save,
        "cancel": back(request, cancel),
        "intro": intro,
        "fields": fields,
        "slot": slot,
        "check_url": _check_url(plan, form, slot),
        "here": request.get_full_path(),
        **extra,
    }
    status = 422 if form.is_bound and not getattr(form, "pressed", "") else 200
    return htmx.respond(request, "plans/part_form.html", context, partial="form", status=status)


def _check_url(plan: Plan, form: Any, slot: str) -> str:
    """Where the form asks, while it is written, what is said beside its fields."""
    kind = getattr(form, "kind", "")
    if not kind or not fields_of(kind):
        return ""
    url = reverse(f"{kind}_check", args=[plan.pk])
    return f"{url}?at={slot}" if slot else url


def confirm_page(
    request: HttpRequest,
    *,
    plan: Plan,
    title: str,
    sentence: str,
    label: str,
    cancel: str,
    form: Any = None,
    kind: str = "warning",
    slot: str = "",
    refusal: str = "",
) -> HttpResponse:
    """Asks before a decision. With a `refusal` it only explains why it may not be taken."""
    context = pages.frame(request, plan, title) | {
        "sentence": sentence,
        "label": label,
        "cancel": back(request, cancel),
        "form": form,
        "kind": kind,
        "refusal": refusal,
        "slot": slot if htmx.asks_for_part(request) else "",
        "here": request.get_full_path(),
    }
    status = 422 if form is not None and form.is_bound else 200
    return htmx.respond(request, "plans/part_confirm.html", context, partial="confirm", status=status)


def conflict(
    request: HttpRequest,
    form: Editable,
    stale: Stale,
    *,
    plan: Plan | None,
    what: str,
    cancel: str,
    slot: str = "",
    **extra: Any,
) -> HttpResponse:
    """Somebody saved first: both versions, field by field. What was typed is in the page, twice if need be."""
    table = stale.current._meta.db_table
    last = history.last_of_row(table, stale.current.pk)
    base = history.row_at_version(table, stale.current.pk, form.opened_version)
    context = pages.frame(request, plan, "Two versions of the same thing") | {
        "what": what,
        "fields": form.beside(stale.current, base),
        "who": "" if last.actor_id == request.actor.id else last.actor_label.split(",")[0],
        "at": last.recorded_at,
        "cancel": back(request, cancel),
        "here": request.get_full_path(),
        "newest": stale.current.version,
        "slot": slot if htmx.asks_for_part(request) else "",
        **extra,
    }
    return htmx.respond(request, "plans/conflict.html", context, partial="conflict", status=409)


def done(request: HttpRequest, url: str, said: str = "Saved") -> HttpResponse:
    messages.success(request, said)
    return htmx.redirect(request, back(request, url))


def saved(request: HttpRequest, url: str, card: Callable[[], dict[str, Any]]) -> HttpResponse:
    """After a change on the writing page: htmx gets the new card and the checks, everybody else the page."""
    if not htmx.asks_for_part(request):
        return done(request, url)
    return htmx.respond(request, "plans/plan_write.html", card() | {"oob": True}, partial="saved")
