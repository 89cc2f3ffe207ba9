"""What stands around every page of a plan: where one is, the pages beside it, what may be done."""

from typing import Any

from django.urls import reverse

from plans import rules
from plans.models import Plan
from plans.presenters import nav
from recovery import dates
from recovery.tenancy.permissions import may, refusal


def crumbs(plan: Plan | None) -> list[dict[str, str]]:
    """Places above a page of this plan."""
    places = [{"label": "Plans", "url": reverse("plan_list")}]
    if plan is not None:
        places.append({"label": f"{plan.reference} {plan.title}", "url": reverse("plan_overview", args=[plan.pk])})
    return places


def frame(request, plan: Plan | None, title: str) -> dict[str, Any]:
    """The context that every page of a plan's parts begins with."""
    here = request.resolver_match.url_name.removeprefix("plan_")
    return {
        "plan": plan,
        "today": dates.today(),
        "title": title,
        "crumbs": crumbs(plan),
        "pages": nav.plan_subnav(plan, here, request.workspace) if plan is not None else [],
        "may_write": plan is not None and may_write(request.workspace, plan),
    }


def may_write(workspace, plan: Plan) -> bool:
    return not write_refusal(workspace, plan)


def write_refusal(workspace, plan: Plan) -> str:
    """Why this person cannot change the plan: first the role, then the state of things."""
    return rules.explain(rules.may_edit, plan) if may(workspace, "plan.edit") else refusal("plan.edit")
