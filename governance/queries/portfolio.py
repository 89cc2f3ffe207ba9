"""What a commissioner sees of one plan that is shared with them: its page.

Everything here runs as the commissioner's database role: rows of shared plans only, and of problems and actions the
named columns only. The portfolio over all of them is `portfolio_list`.
"""

import datetime
from dataclasses import dataclass

from django.db.models import F

from governance.models import RedFlag
from governance.queries import flags
from plans import queries as plan_queries
from plans.models import Extension, Plan, Problem
from plans.queries import gates, partners


@dataclass(frozen=True)
class PlanOnAPage:
    plan: Plan
    problems: list[Problem]
    actions: list[plan_queries.ActionRow]
    extensions: list[Extension]
    flags: list[RedFlag]
    gates: gates.Outside
    contributions: dict
    """Action → (partner, what it contributes)."""


def plan_on_a_page(plan: Plan, today: datetime.date) -> PlanOnAPage:
    """What leaves the provider of this plan: never a draft, never a statement about people."""
    problems = Problem.objects.filter(plan=plan).only("id", "org", "plan", "position", "title", "found_on")
    raised = flags.with_answers(RedFlag.objects.filter(plan=plan).select_related("milestone"))
    return PlanOnAPage(
        plan=plan,
        problems=list(problems.order_by("position", "found_on")),
        actions=plan_queries.action_rows(plan, at=today),
        extensions=list(Extension.objects.filter(plan=plan).select_related("milestone").order_by("asked_at")),
        gates=gates.outside(plan),
        contributions=partners.told(plan),
        flags=list(raised.order_by(F("closed_at").desc(nulls_first=True), "since")),
    )
