"""Red flags: the list, one flag, and the answer to it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from governance import rules
from governance.domain import acknowledgement
from governance.filter_forms import FlagFilter
from governance.forms import AcknowledgeForm
from governance.presenters import flags as shown
from governance.presenters import kinds, ladder
from governance.queries import flags as reads
from plans.rules import explain
from recovery import dates
from recovery.tenancy.permissions import may, page, refusal
from recovery.ui import htmx

FLAGS_A_PAGE = 24


@page("flag.view")
@require_safe
def flag_list(request):
    today = dates.today()
    form = FlagFilter(request.GET)
    closed = form.wanted["show"] == "closed"
    wanted = {name: value for name, value in form.wanted.items() if name != "show"}
    counts = reads.counts()
    current = Paginator(reads.flags(closed=closed, **wanted), FLAGS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "chosen": any(wanted.values()),
        "closed": closed,
        "cards": [shown.card(flag, today) for flag in current],
        "page": current,
        "counts": counts,
        "count": shown.count(current.paginator.count, counts, closed=closed),
    }
    return render(request, "governance/flag_list.html", context)


@page("flag.view")
@require_safe
def flag_detail(request, flag_id):
    flag = get_object_or_404(reads.flag(), pk=flag_id)
    context = _context(request, flag)
    if not context["refusal"]:
        context["form"] = AcknowledgeForm(stage=flag.milestone.action.stage)
    return render(request, "governance/flag_detail.html", context)


@page("flag.acknowledge")
@require_http_methods(["GET", "HEAD", "POST"])
def flag_acknowledge(request, flag_id):
    flag = get_object_or_404(reads.flag(), pk=flag_id)
    rules.may_acknowledge(flag, flag.answers, dates.today())
    posted = request.POST if request.method == "POST" else None
    form = AcknowledgeForm(posted, stage=flag.milestone.action.stage)
    if request.method == "POST" and form.is_valid():
        acknowledgement.acknowledge(flag=flag, **form.cleaned_data, by=request.actor, at=dates.now())
        messages.success(request, "Your answer is recorded. The ladder waits until the day you promised.")
        return htmx.redirect(request, reverse("flag_detail", args=[flag.pk]))
    context = _context(request, flag) | {"form": form}
    status = 422 if request.method == "POST" else 200
    return htmx.respond(request, "governance/flag_acknowledge.html", context, partial="form", status=status)


def _context(request, flag) -> dict:
    today = dates.today()
    climbed = reads.climbed(flag)
    return {
        "flag": flag,
        "today": today,
        "title": shown.subject(flag),
        "what": kinds.title(flag),
        "state": shown.state(flag, today),
        "age": shown.age(flag, today),
        "facts": shown.facts(flag, today),
        "again": shown.raised_again(flag),
        "ladder": ladder.ladder(flag, climbed[flag.episode], today),
        "answers": shown.answers(flag, today),
        "earlier": shown.earlier(reads.earlier(flag, climbed)),
        "history": shown.history_of(flag),
        "may_review": kinds.of_review(flag) and not flag.closed_at and may(request.workspace, "plan.edit"),
        "refusal": _refusal(request.workspace, flag, today),
        "crumbs": [
            {"label": "Red flags", "url": reverse("flag_list")},
            {"label": kinds.title(flag), "url": reverse("flag_detail", args=[flag.pk])},
        ],
    }


def _refusal(workspace, flag, today) -> str:
    """Why this person cannot answer now, for the button that says so."""
    if not may(workspace, "flag.acknowledge"):
        return refusal("flag.acknowledge")
    return explain(rules.may_acknowledge, flag, flag.answers, today)
