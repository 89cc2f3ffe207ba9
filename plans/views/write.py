"""The writing page: problems, evidence, causes and actions on one calm page, each a card that opens where it stands.

The views of the parts answer htmx with pieces of this page: `saved`, `removed` and `moved` below.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django_htmx.http import retarget

from plans import credibility, lifecycle, queries, rules
from plans.enums import Stage
from plans.models import Plan, Problem
from plans.presenters import checks as check_words
from plans.presenters import gates as gate_words
from plans.presenters import pages
from plans.presenters import write as write_words
from plans.queries import comments as comment_reads
from plans.queries import gates as gate_reads
from plans.queries import partners as partner_reads
from plans.views import card_pages, editing
from recovery.tenancy.permissions import may, page
from recovery.ui import htmx

TEMPLATE = "plans/plan_write.html"
FOLDED = 100
"""Findings that a plan of several pages lists behind a fold."""
LINES = {"problem": ("causes",), "cause": ("actions",), "action": ()}
"""Changing one kind of thing changes a line on the cards of these: what they explain, what they address."""


@page("plan.view")
def plan_write(request, plan_id):
    plan = get_object_or_404(Plan.objects.select_related("service", "lead"), pk=plan_id)
    if "part" in request.GET and htmx.asks_for_part(request):
        return _part(request, plan, request.GET["part"])
    rows = queries.action_rows(plan)
    shown = card_pages.opened(request, [row.action.pk for stage in Stage for row in rows if row.action.stage == stage])
    context = pages.frame(request, plan, plan.title) | _context(request, plan, shown)
    context |= queries.written(plan) | {"page": shown}
    context["actions"] = context["actions"].filter(pk__in=shown.object_list)
    context["problems"] = check_words.metered(context["problems"], context["lines_of_problems"])
    _count_comments(plan, context["problems"], context["causes"], context["actions"])
    flagged = queries.flagged_of(plan, rows)
    context["partners"] = partner_reads.partners_of(plan)
    context["may_withdraw"] = may(request.workspace, "plan.withdraw") and not rules.explain(
        rules.may_change_state, plan, "withdraw"
    )
    context["gates"] = gate_words.agreed(plan, gate_reads.agreed(plan), may_write=context["may_write"])
    context["stages"] = write_words.stages(plan, context["actions"], rows, flagged)
    return render(request, TEMPLATE, context)


def _count_comments(plan: Plan, problems=(), causes=(), actions=()) -> None:
    evidence = [item for problem in problems for item in problem.evidence.all()]
    comment_reads.mark(comment_reads.counted(plan), problems, causes, actions, evidence)


def _context(request, plan: Plan, shown: Page | None = None) -> dict[str, Any]:
    """`shown`: the actions on the page that is open."""
    cards = card_pages.cards(shown or card_pages.beside(request, plan))
    facts = queries.facts(plan)
    findings = credibility.findings(facts)
    may_write = pages.may_write(request.workspace, plan)
    meters = check_words.meters(facts, may_write=may_write)
    submit = "" if may(request.workspace, "plan.submit") else write_words.NOT_A_MANAGER
    return {
        "plan": plan,
        "may_write": may_write,
        "edit_refusal": pages.write_refusal(request.workspace, plan),
        "may_remove": not rules.explain(rules.may_remove, plan),
        "checks": check_words.groups(
            findings, facts, may_write=may_write, cards=cards, folded=None if cards is None else FOLDED
        ),
        "check_summary": "" if any(one.blocks for one in findings) else check_words.summary(plan, findings),
        "lines_of_problems": meters,
        "themes": write_words.themes(facts.causes),
        "submit_label": lifecycle.PLAN["submit"].label,
        "submit_refusal": submit or rules.explain(rules.may_submit, plan, findings),
    }


def _card(request, plan: Plan, kind: str, key: Any) -> dict[str, Any]:
    """The context of one card, with the panel of checks beside it."""
    written = queries.written(plan)
    card = get_object_or_404(written[f"{kind}s"], pk=key)
    context = _context(request, plan) | {"kind": kind, kind: card}
    _count_comments(plan, **{f"{kind}s": [card]})
    if kind == "problem":
        check_words.metered([card], context["lines_of_problems"])
        context["lines_of_problems"] = [one for one in context["lines_of_problems"] if one.problem.pk != card.pk]
    if kind == "action":
        rows = [row for row in queries.action_rows(plan) if row.action.pk == card.pk]
        context["card"] = write_words.card(plan, card, rows[0], queries.flagged_of(plan, rows))
    return context


def _part(request, plan: Plan, part: str) -> HttpResponse:
    """One card as it stands (somebody pressed Cancel), or an empty place to add another."""
    kind, _, key = part.partition("-")
    context = pages.frame(request, plan, plan.title)
    try:
        if part.startswith("evidence-new-"):
            key = part.removeprefix("evidence-new-")
            context["problem"] = get_object_or_404(Problem, plan=plan, pk=key)
            return htmx.respond(request, TEMPLATE, context, partial="evidence_add")
        if kind not in LINES:
            raise Http404
        if key.startswith("new"):
            context |= {"kind": kind, "stage": key.removeprefix("new-")}
            return htmx.respond(request, TEMPLATE, context, partial="add")
        return htmx.respond(request, TEMPLATE, _card(request, plan, kind, key), partial="card")
    except ValidationError:  # not an id at all
        raise Http404 from None


def saved(request: HttpRequest, plan: Plan, kind: str, key: Any) -> HttpResponse:
    """A card was saved where it stands."""
    return editing.saved(
        request,
        editing.written(plan, f"{kind}-{key}"),
        lambda: _card(request, plan, kind, key) | _lines(request, plan, kind),
    )


def added(request: HttpRequest, plan: Plan, kind: str, key: Any, *, stage: str = "") -> HttpResponse:
    """A new card comes before the place to add the next. `stage`: the one whose place was used; the action may have
    been given another."""

    def context() -> dict[str, Any]:
        card = _card(request, plan, kind, key)
        own = f"action-new-{card['action'].stage}" if kind == "action" else f"{kind}-new"
        return card | {"before": own, "added": True, "stage": stage} | _lines(request, plan, kind)

    return editing.saved(request, editing.written(plan, f"{kind}-{key}"), context)


def evidenced(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The evidence of a problem changed: its list comes anew, whatever else is open on its card."""
    plan, block = problem.plan, f"evidence-of-{problem.pk}"
    response = editing.saved(
        request,
        editing.written(plan, block),
        lambda: _card(request, plan, "problem", problem.pk) | {"kind": "evidence"},
    )
    return retarget(response, f"#{block}") if htmx.asks_for_part(request) else response


def removed(request: HttpRequest, plan: Plan, kind: str, key: Any) -> HttpResponse:
    """The entry's place stays empty; the checks and the lines that named it are brought up to date."""
    response = editing.saved(
        request, editing.written(plan), lambda: _context(request, plan) | {"kind": ""} | _lines(request, plan, kind)
    )
    whole = "entry" if kind == "problem" else kind
    return retarget(response, f"#{whole}-{key}") if htmx.asks_for_part(request) else response


def moved(request: HttpRequest, plan: Plan, kind: str, key: Any) -> HttpResponse:
    """The card leaves its place and comes to stand before its new neighbour. Other open cards are not touched.

    One that now stands on another page of the plan is followed there.
    """
    shown = card_pages.cards(card_pages.beside(request, plan)) if kind == "action" else None
    if shown is not None and key not in shown:
        return editing.done(request, editing.written(plan, f"{kind}-{key}"))

    def context() -> dict[str, Any]:
        card = _card(request, plan, kind, key)
        neighbours = queries.written(plan)[f"{kind}s"]
        if kind == "action":
            neighbours = neighbours.filter(stage=card["action"].stage)
        return card | {"before": write_words.place_after(neighbours, card[kind], shown)}

    return editing.saved(request, editing.written(plan, f"{kind}-{key}"), context)


def _lines(request, plan: Plan, kind: str) -> dict[str, Any]:
    written = queries.written(plan)
    if "actions" in LINES[kind]:
        written["actions"] = written["actions"].filter(pk__in=card_pages.beside(request, plan).object_list)
    return {f"lines_of_{name}": written[name] for name in LINES[kind]}
