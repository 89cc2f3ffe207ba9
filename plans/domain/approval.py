"""From draft to active: submitted by one person, approved by a governance lead who had no part in writing it."""

from django.db.models import F

from plans import credibility, queries, rules
from plans.domain import guard
from plans.domain.current import plan_now
from plans.domain.moving import move
from plans.lifecycle import PLAN
from plans.models import Milestone, Plan
from plans.queries import held
from plans.queries import seen as seen_queries
from plans.queries import sharing as sharing_queries
from recovery import dates
from recovery.verbs import verb


@verb
def submit(*, plan, by, at) -> Plan:
    """C3 and the structure rules hold, or it stays a draft."""
    plan = plan_now(plan)
    rules.may_submit(plan, credibility.findings(queries.facts(plan)))
    return move(plan, PLAN, "submit", submitted_at=at, submitted_by=by.membership)


@verb
def send_back(*, plan, reason, by, at) -> Plan:
    plan = plan_now(plan)
    rules.must_say_why(reason)
    rules.may_change_state(plan, "send_back")
    return move(plan, PLAN, "send_back")


@verb
def approve(*, plan, by, at, reason="", seen=None) -> Plan:
    """The plan is active, and every date in it is committed: from now on it moves only by an approved extension."""
    plan = plan_now(plan)
    guard.settle(plan, at=at)
    exposes = sharing_queries.opened(plan, dates.day_of(at)) and held.any_held(plan)
    rules.may_approve(plan, by=by, wrote=queries.wrote(plan, by), exposes=exposes)
    rules.must_have_read("plan", "approve", seen=seen, now=seen_queries.of_plan(plan))
    active = move(plan, PLAN, "approve", activated_at=at, activated_by=by.membership)
    Milestone.objects.filter(plan=plan, committed_at=None, due_on__isnull=False).update(
        original_due_on=F("due_on"), committed_at=at
    )
    return active


@verb
def withdraw(*, plan, reason, by, at) -> Plan:
    plan = plan_now(plan)
    rules.must_say_why(reason)
    rules.may_change_state(plan, "withdraw")
    return move(plan, PLAN, "withdraw", withdrawn_at=at, withdrawn_by=by.membership)
