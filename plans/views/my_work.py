"""My work: one page for one person, over all plans. What is late, what is near, what waits for them."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans import waiting
from plans.presenters import my_work as words
from plans.queries import my_work as reads
from recovery import dates
from recovery.tenancy.permissions import page

PER_PAGE = 25


@page("work.view")
@require_safe
def my_work(request):
    today, me = dates.today(), request.workspace.membership
    until = today + words.SOON
    waits = waiting.waiting_for(actor=request.actor, workspace=request.workspace, today=today)
    found = Paginator(reads.dates_of(me), PER_PAGE).get_page(request.GET.get("page"))
    items = words.items(found.object_list, request.workspace, today)
    context = {
        "today": today,
        "vitals": words.vitals(reads.counted(me, today=today, until=until), waits, until),
        "waiting": waits,
        "groups": words.groups(items, today, until),
        "page": found,
    }
    return render(request, "plans/my_work.html", context)
