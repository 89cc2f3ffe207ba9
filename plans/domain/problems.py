"""What broke down."""

from plans import rules
from plans.domain import ordering
from plans.domain.current import part_now, plan_now
from plans.domain.guard import Guard
from plans.models import Problem
from recovery.tenancy.versions import change_if_current
from recovery.verbs import verb


@verb
def add(*, plan, by, at, **fields) -> Problem:
    plan = plan_now(plan)
    rules.may_edit(plan)
    position = ordering.next_position(Problem.objects.filter(plan=plan))
    held = Guard(plan, at).held(Problem, fields)
    return Problem.objects.create(org_id=plan.org_id, plan=plan, position=position, created_at=at, held=held, **fields)


@verb
def change(*, problem, version, by, at, reason="", **fields) -> Problem:
    problem = part_now(problem)
    rules.may_edit(problem.plan)
    held = Guard(problem.plan, at).held(Problem, fields, problem)
    return change_if_current(problem, version, **fields, held=held)


@verb
def remove(*, problem, by, at, reason="") -> None:
    """Its evidence goes with it. Only in a draft."""
    problem = part_now(problem)
    rules.may_remove(problem.plan)
    problem.delete()


@verb
def move(*, problem, direction, by, at) -> None:
    problem = part_now(problem)
    rules.may_edit(problem.plan)
    ordering.shift(problem, Problem.objects.filter(plan=problem.plan), direction)
