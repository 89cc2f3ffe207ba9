"""The overview of a plan: what is it, how does it stand, what is due, whose is it, what comes next."""

from collections.abc import Sequence

from django.http import Http404
from django.shortcuts import render

from plans import credibility, panels, queries, rules
from plans.enums import ActionState, PlanState
from plans.models import Plan
from plans.presenters import checks as check_words
from plans.presenters import history as history_words
from plans.presenters import overview as overview_words
from plans.presenters import pages, steps, sustaining_steps
from plans.presenters import week as weeks
from plans.presenters.nav import plan_subnav
from plans.queries import gates as gate_reads
from plans.queries import overview as overview_queries
from plans.views import card_pages
from recovery import dates
from recovery.tenancy.permissions import may, page


@page("plan.view")
def plan_overview(request, plan_id):
    plan = overview_queries.plan_led(plan_id)
    if plan is None:
        raise Http404
    return render(request, "plans/plan_overview.html", _shown(request, plan))


def _shown(request, plan: Plan) -> dict:
    """Everything is read here, once; what follows from it is derived, so that the figures agree with the lists."""
    today, workspace = dates.today(), request.workspace
    rows = queries.action_rows(plan, at=today, asked=True)
    changed = overview_queries.recent_changes(plan, history_words.WORDS)
    may_add = may(workspace, "plan.edit") and not rules.explain(rules.may_edit, plan)
    checked = _checked(plan, rows, may_write=may_add) if plan.state == PlanState.DRAFT else NOT_CHECKED
    added = panels.added(plan=plan, rows=rows, workspace=workspace, today=today)

    known = [row.action for row in rows] + [one for row in rows for one in row.milestones]
    known += overview_queries.shares_in(changed)
    week = weeks.week(plan, rows, today)
    # A plan outside its sustaining year has none, and is not asked.
    booked = gate_reads.open_reviews(plan) if plan.state == PlanState.SUSTAINING else ()
    reviews = sustaining_steps.reviews(booked, plan, workspace=workspace, today=today)
    decisions = steps.waiting(plan, rows, reviews, workspace=workspace, today=today)
    # Every step of an action's life is a version: what was reopened is at its third at the earliest.
    going = [row.action.pk for row in rows if row.action.state == ActionState.IN_PROGRESS and row.action.version > 2]
    return {
        "plan": plan,
        "today": today,
        "held": plan.activated_at and plan.holds_texts,
        "crumbs": pages.crumbs(None),
        "subnav": plan_subnav(plan, "overview", workspace),
        "since": overview_words.since(plan, today),
        "vitals": overview_words.vitals(plan, rows, week, checked["findings"], added, today),
        "step": steps.next_step(
            plan,
            rows,
            week,
            decisions,
            added,
            checked["checks"],
            workspace=workspace,
            actor=request.actor,
            wrote=lambda: queries.wrote(plan, request.actor),
        ),
        "meters": checked["meters"],
        "stages": overview_words.stages(plan, rows, today, may_add=may_add, reopened=queries.reopenings(going)),
        "week": week,
        "panels": panels.drawn(added, today),
        "decisions": decisions,
        "decisions_title": steps.decisions_title(decisions),
        "timeline": overview_words.timeline(plan, rows, today, whole=request.GET.get("milestones") == "all"),
        "history": overview_words.changes(history_words.entries(changed, known=known)),
    }


NOT_CHECKED: dict = {"findings": [], "checks": [], "meters": []}


def _checked(plan: Plan, rows: Sequence, *, may_write: bool) -> dict:
    """Only of a draft: a plan that runs is read for how it stands."""
    cards: tuple | None = () if len(rows) > card_pages.PER_PAGE else None
    facts = queries.facts(plan)
    findings = credibility.findings(facts)
    return {
        "findings": findings,
        "checks": check_words.groups(findings, facts, may_write=may_write, cards=cards),
        "meters": check_words.meters(facts, may_write=may_write),
    }
