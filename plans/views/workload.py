"""What plans ask of people in the coming weeks, against what they have: of the organisation, and of one plan."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from plans.enums import PlanState
from plans.forms.workload import WorkloadFilter
from plans.models import Plan
from plans.presenters import pages
from plans.presenters import rota as rota_words
from plans.presenters import workload as words
from plans.queries import workforce
from plans.rules import load
from recovery import dates
from recovery.tenancy.models import Service
from recovery.tenancy.permissions import page

PEOPLE = 20
SERVICES = 20


def _people_page(request, found: dict, today) -> dict:
    """A page of people with what they carry, and the picture of it."""
    listed = Paginator(list(found.items()), PEOPLE).get_page(request.GET.get("page"))
    silent = words.unsaid(found)
    people = workforce.people([person for person, _ in listed.object_list] + silent[:PEOPLE])
    rows = [words.Carrying(people[person], loads) for person, loads in listed.object_list]
    return {
        "page": listed,
        "rows": rows,
        "weeks": load.weeks(today, words.WEEKS),
        "picture": words.picture(rows, today) if rows else "",
        "unsaid": [people[person] for person in silent[:PEOPLE]],
        "unsaid_more": max(len(silent) - PEOPLE, 0),
    }


@page("workforce.view")
@require_safe
def workload(request):
    """Everybody of whom a plan asks for hours, or who has said some; the rota of each service beside it."""
    today = dates.today()
    form = WorkloadFilter(request.GET)
    service, plan = form.wanted["service"], form.wanted["plan"]
    asks = workforce.asks(at=today)
    only = None
    if service or plan:
        only = {
            one.person
            for one in asks
            if (not plan or one.plan == plan.pk) and (not service or one.service == service.pk)
        }
    found = words.carried(asks, workforce.statements(), today, only=only)
    listed = _listed(found, asks, today)
    found = {person: loads for person, loads in found.items() if person in listed}
    services = Service.objects.filter(pk=service.pk) if service else Service.objects.all()
    shown = Paginator(services, SERVICES).get_page(request.GET.get("services"))
    context = pages.frame(request, None, "Workload") | {
        "form": form,
        "today": today,
        "answer": words.title(found),
        "services": shown,
        "rotas": _rotas(shown.object_list, asks, today),
        **_people_page(request, found, today),
    }
    return render(request, "plans/workload.html", context)


def _rotas(services, asks: list[load.Ask], today) -> list[rota_words.Panel]:
    """One line for each service, from the rows that the page has read already."""
    listed, this_week = list(services), load.week_of(today)
    recorded = workforce.rotas_since(rota_words.shown_weeks(today)[0], listed)
    found = []
    for one in listed:
        asked = sum(
            (ask.hours for ask in asks if ask.service == one.pk and not ask.drafted
             and load.touches(this_week, ask.first, ask.last)),
            load.NONE,
        )  # fmt: skip
        found.append(
            rota_words.panel(one, recorded[one.pk], {this_week: asked}, today, asks="Plans here ask", drawn=False)
        )
    return found


def _listed(found: dict, asks: list[load.Ask], today) -> set:
    """Whoever has left and carries nothing is not listed; whoever has left and still carries something is."""
    carrying = {one.person for one in asks}
    return carrying | workforce.here(set(found) - carrying, today)


@page("workforce.view")
@require_safe
def plan_workload(request, plan_id):
    """Does this plan ask more of anybody than they have, and does the rota of its service carry it?"""
    plan = get_object_or_404(Plan.objects.select_related("service"), pk=plan_id)
    today = dates.today()
    # Other drafts may never run: what counts here is what runs, and this plan.
    asks = [one for one in workforce.asks(plan=plan.pk, at=today) if not one.drafted or one.plan == plan.pk]
    people = {one.person for one in asks if one.plan == plan.pk}
    found = words.carried(asks, workforce.statements(people), today, only=people)
    shown = _people_page(request, found, today)
    waiting = plan.state in (PlanState.DRAFT, PlanState.SUBMITTED)
    asked = words.of_plan(shown["rows"], plan.pk)
    mondays = [*rota_words.shown_weeks(today), load.week_of(today)]
    context = pages.frame(request, plan, "Workload") | {
        "today": today,
        "answer": words.plan_title(asked, waiting),
        "asked": asked,
        "rota": rota_words.panel(
            plan.service,
            workforce.rotas_since(mondays[0], [plan.service])[plan.service_id],
            workforce.hours_asked(mondays, plan=plan.pk, at=today),
            today,
            asks="The plan would ask" if waiting else "The plan asks",
        ),
        **shown,
    }
    return render(request, "plans/plan_workload.html", context)
