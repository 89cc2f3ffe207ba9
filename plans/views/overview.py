"""The overview of a plan: what is it, how does it stand, what is due, whose is it, what comes next."""

from django.http import Http404
from django.shortcuts import render

from plans import (
    panels,
    presenters_history,
    presenters_overview,
    presenters_pages,
    queries,
    queries_overview,
    rules,
    structure,
)
from plans import presenters_steps as steps
from plans import presenters_week as weeks
from plans.enums import PlanState
from plans.models import Plan
from plans.presenters_nav import plan_subnav
from recovery import dates
from recovery.tenancy.permissions import may, page


@page("plan.view")
def plan_overview(request, plan_id):
    plan = queries_overview.plan_led(plan_id)
    if plan is None:
        raise Http404
    return render(request, "plans/plan_overview.html", _shown(request, plan))


def _shown(request, plan: Plan) -> dict:
    """Everything is read here, once; what follows from it is derived, so that the figures agree with the lists."""
    today, workspace = dates.today(), request.workspace
    rows = queries.action_rows(plan, at=today, asked=True)
    changed = queries_overview.recent_changes(plan, presenters_history.WORDS)
    findings = structure.findings(queries.facts(plan)) if plan.state == PlanState.DRAFT else []
    added = panels.added(plan=plan, rows=rows, workspace=workspace, today=today)

    known = [row.action for row in rows] + [one for row in rows for one in row.milestones]
    known += queries_overview.shares_in(changed)
    week = weeks.week(plan, rows, today)
    decisions = steps.waiting(plan, rows, workspace=workspace, today=today)
    may_add = may(workspace, "plan.edit") and not rules.explain(rules.may_edit, plan)
    return {
        "plan": plan,
        "today": today,
        "crumbs": presenters_pages.crumbs(None),
        "subnav": plan_subnav(plan, "overview", workspace),
        "since": presenters_overview.since(plan, today),
        "vitals": presenters_overview.vitals(plan, rows, week, findings, added, today),
        "step": steps.next_step(
            plan,
            week,
            decisions,
            added,
            findings,
            workspace=workspace,
            actor=request.actor,
            wrote=lambda: queries.wrote(plan, request.actor),
        ),
        "stages": presenters_overview.stages(plan, rows, today, may_add=may_add),
        "week": week,
        "panels": panels.drawn(added, today),
        "decisions": decisions,
        "decisions_title": steps.decisions_title(decisions),
        "timeline": presenters_overview.timeline(plan, rows, today, whole=request.GET.get("milestones") == "all"),
        "history": presenters_overview.changes(presenters_history.entries(changed, known=known)),
    }
