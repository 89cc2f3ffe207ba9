"""Starting a plan: with nothing in it, from a template, from a copy, or (see `imports`) from a spreadsheet."""

from typing import Any

from django.http import Http404
from django.shortcuts import render

from plans import starting_points
from plans.domain import plans, starting
from plans.forms import CopyForm, PlanForm
from plans.presenters import pages
from plans.presenters import starting as words
from plans.views import editing
from recovery import dates
from recovery.tenancy.permissions import page

EMPTY, COPY = "empty", "copy"


@page("plan.edit")
def plan_new(request):
    way = request.GET.get("from", EMPTY)
    if way not in (EMPTY, COPY, *starting_points.KEYS):
        raise Http404
    form = _form(request, way)
    if form.is_valid():
        plan = _begin(way, form.facts, by=request.actor, at=dates.now())
        return editing.done(request, editing.written(plan), "Started. It is a draft.")
    context = pages.frame(request, None, "Start a plan") | {
        "form": form,
        "ways": words.ways(way),
        "chosen": words.chosen(way),
        "here": request.get_full_path(),
    }
    return render(request, "plans/plan_new.html", context, status=422 if form.is_bound else 200)


def _form(request, way: str) -> PlanForm:
    if way == COPY:
        return CopyForm(request.POST or None)
    initial = {} if way == EMPTY else {"summary": starting_points.get(way).summary}
    return PlanForm(request.POST or None, initial=initial)


def _begin(way: str, about: dict[str, Any], **who):
    if way == EMPTY:
        return plans.create(**about, **who)
    if way == COPY:
        return starting.from_copy(**about, **who)
    return starting.from_template(template=starting_points.get(way), **about, **who)
