"""Search over everything that this workspace may read."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans.forms.search import SearchFilter
from plans.presenters import search as words
from plans.queries import search as reads
from plans.queries.asked import read
from recovery.tenancy.permissions import page

PLANS_A_PAGE = 10
PLACES_A_PAGE = 50


@page("search.view")
@require_safe
def search(request):
    capacity = request.workspace.capacity
    form = SearchFilter(request.GET, reader=capacity)
    wanted, asked = form.wanted, read(form.wanted["q"])
    plan = wanted["plan"]
    found = reads.search(asked, kind=wanted["kind"], state=wanted["state"], plan=str(plan.pk) if plan else "")
    listed = [place for places in found.plans for place in places] if plan else found.plans
    current = Paginator(listed, PLACES_A_PAGE if plan else PLANS_A_PAGE).get_page(request.GET.get("page"))
    places = current.object_list if plan else [place for places in current.object_list for place in places]
    context = {
        "form": form,
        "asked": asked,
        "page": current,
        "what": "places" if plan else "plans",
        "count": words.count(found, len(listed)) if asked.text else "Nothing asked yet",
        "groups": words.groups(reads.shown(places, asked), places, asked, capacity, applied=form.data.dict()),
        "nothing": words.nothing(asked, capacity, form.narrowed),
    }
    return render(request, "plans/search.html", context)
