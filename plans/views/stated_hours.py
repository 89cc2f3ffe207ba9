"""What people say they can protect: everybody their own, managers and admins anybody's."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.urls import reverse

from plans import queries
from plans.domain import stated_hours
from plans.forms.workforce import StatedHoursForm
from plans.models import StatedHours
from plans.presenters import history as history_words
from plans.presenters import workload as words
from plans.queries import workforce
from plans.rules import load
from plans.views import editing
from recovery import dates
from recovery.history import queries as history
from recovery.tenancy.permissions import page

PER_PAGE = 20


@page("workforce.own")
def hours_own(request):
    return _state(request, request.workspace.membership, "Say how many hours you can protect")


@page("workforce.edit")
def hours_of(request, person_id):
    person = get_object_or_404(queries.colleagues(), pk=person_id)
    return _state(request, person, f"Hours that {person.name} can protect")


def _state(request, person, title: str):
    today, back = dates.today(), reverse("workload")
    form = StatedHoursForm(request.POST or None, initial={"starts_on": load.week_of(today)})
    if form.is_valid():
        stated_hours.state(person=person, by=request.actor, at=dates.now(), **form.cleaned_data)
        return editing.done(request, back, f"Saved for {person.name}")
    said = Paginator(workforce.statements_of(person), PER_PAGE).get_page(request.GET.get("page"))
    events = history.of_rows(StatedHours._meta.db_table, [one.pk for one in said.object_list])
    return editing.form_page(
        request,
        form,
        plan=None,
        title=title,
        intro=words.over_now(person, today),
        save="Save the hours",
        cancel=back,
        below="plans/hours_said.html",
        crumbs=[{"label": "Workload", "url": back}],
        said=said,
        entries=history_words.entries(events[:PER_PAGE]),
    )
