"""What a verb judges: the plan as it is now, held until the verb is done.

A page may have been open for an hour, and somebody else may decide in the same second. So each verb that writes to a
plan first waits for its turn, and then reads what it is about anew: what a rule was told stays true until the verb is
done. A plan has one writer at a time, and plans do not wait for each other. Reading waits for nobody, nor does the
sweep: only what rows point to is not held.
"""

from typing import TypeVar

from plans.models import Plan
from plans.models.base import PlanPart
from recovery.exceptions import Refused

Part = TypeVar("Part", bound=PlanPart)


def plan_now(plan: Plan) -> Plan:
    return _held(plan.pk)


def part_now(part: Part) -> Part:
    """A part of a plan, with `plan` as it is now."""
    plan = _held(part.plan_id)
    found = type(part).objects.filter(pk=part.pk).first()
    if found is None:
        raise Refused("Somebody else has just removed this. Reload the page to see how the plan stands.")
    found.plan = plan
    return found


def _held(plan_id) -> Plan:
    return Plan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan_id)
