"""The rota of a service, week by week: who filled it. A week that nobody recorded is a gap, never nought."""

import datetime

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from plans import rules
from plans.domain import rota
from plans.forms.workforce import RotaWeekForm
from plans.models import RotaWeek
from plans.presenters import history as history_words
from plans.presenters import pages
from plans.presenters import rota as words
from plans.queries import workforce
from plans.rules import load
from plans.views import editing
from recovery import dates
from recovery.exceptions import Refused, Stale
from recovery.history import queries as history
from recovery.tenancy.models import Service
from recovery.tenancy.permissions import page

PER_PAGE = 13
RECENT = 12
FIELDS = "plans/rota_fields.html"
SAVE = "Save the week"


def _crumbs(service: Service | None = None) -> list[dict[str, str]]:
    found = [{"label": "Workload", "url": reverse("workload")}]
    if service is not None:
        found.append({"label": f"Rota of {service.name}", "url": _address(service)})
    return found


def _address(service: Service) -> str:
    return reverse("rota_list", args=[service.pk])


@page("workforce.view")
@require_safe
def rota_list(request, service_id):
    service = get_object_or_404(Service, pk=service_id)
    today = dates.today()
    mondays = [*words.shown_weeks(today), load.week_of(today)]
    asked = workforce.hours_asked(mondays, service=service.pk, at=today)
    recorded = workforce.rotas_since(mondays[0], [service])[service.pk]
    first = workforce.rota(service).last()
    listed = Paginator(words.EveryWeek(first.week_on if first else None, today), PER_PAGE)
    found = listed.get_page(request.GET.get("page"))
    title = f"Rota of {service.name}"
    context = pages.frame(request, None, title) | {
        "service": service,
        "today": today,
        "crumbs": _crumbs(),
        "rota": words.panel(service, recorded, asked, today, asks="Its plans ask"),
        "page": found,
        "lines": words.lines(found.object_list, workforce.weeks_recorded(service, found.object_list), asked),
    }
    return render(request, "plans/rota.html", context)


@page("workforce.edit")
def rota_record(request, service_id):
    service = get_object_or_404(Service, pk=service_id)
    form = RotaWeekForm(request.POST or None, initial={"week_on": _asked_for(request.GET.get("week", ""))})
    if form.is_valid():
        try:
            rota.record(service=service, by=request.actor, at=dates.now(), **form.facts)
        except Refused as refusal:
            form.refuse(str(refusal), "week_on")
        else:
            return editing.done(request, _address(service), f"Week of {dates.uk_date(form.facts['week_on'])} recorded")
    return editing.form_page(
        request,
        form,
        plan=None,
        title=f"Record a week of {service.name}",
        save=SAVE,
        cancel=_address(service),
        fields=FIELDS,
        crumbs=_crumbs(service),
    )


def _asked_for(written: str) -> datetime.date:
    """The week that the link names, or the last one that is over."""
    today = dates.today()
    try:
        day = load.week_of(datetime.date.fromisoformat(written))
    except ValueError:
        return load.last_full_week(today)
    return day if not rules.explain(rules.may_record, day, today=today) else load.last_full_week(today)


@page("workforce.edit")
def rota_change(request, week_id):
    week = get_object_or_404(RotaWeek.objects.select_related("service"), pk=week_id)
    service = week.service
    form = editing.open_form(RotaWeekForm, request, week, known=True)
    cancel, crumbs = _address(service), _crumbs(service)
    if form.is_bound and form.is_valid():
        try:
            rota.change(week=week, version=form.opened_version, by=request.actor, at=dates.now(), **form.facts)
        except Stale as stale:
            return editing.conflict(request, form, stale, plan=None, what="this week", cancel=cancel, crumbs=crumbs)
        return editing.done(request, cancel, f"Week of {dates.uk_date(week.week_on)} corrected")
    return editing.form_page(
        request,
        form,
        plan=None,
        title=f"{service.name}, week of {dates.uk_date(week.week_on)}",
        save=SAVE,
        cancel=cancel,
        fields=FIELDS,
        crumbs=crumbs,
        below="plans/rota_before.html",
        entries=history_words.entries(history.of_rows(RotaWeek._meta.db_table, [week.pk])[:RECENT], whole=True),
    )
