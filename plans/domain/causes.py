"""Why it broke down: causal statements, and the problems each explains."""

from plans import rules
from plans.domain import ordering
from plans.domain.current import part_now, plan_now
from plans.models import CauseProblem, RootCause
from recovery.tenancy.versions import change_if_current
from recovery.verbs import verb


def _explain(cause: RootCause, problems) -> None:
    wanted = {problem.pk for problem in problems}
    links = CauseProblem.objects.filter(root_cause=cause)
    links.exclude(problem__in=wanted).delete()
    known = set(links.values_list("problem_id", flat=True))
    CauseProblem.objects.bulk_create(
        CauseProblem(org_id=cause.org_id, plan_id=cause.plan_id, root_cause=cause, problem=problem)
        for problem in problems
        if problem.pk not in known
    )


@verb
def add(*, plan, problems, by, at, **fields) -> RootCause:
    plan = plan_now(plan)
    rules.may_edit(plan)
    position = ordering.next_position(RootCause.objects.filter(plan=plan))
    cause = RootCause.objects.create(org_id=plan.org_id, plan=plan, position=position, created_at=at, **fields)
    _explain(cause, problems)
    return cause


@verb
def change(*, root_cause, version, problems, by, at, reason="", **fields) -> RootCause:
    root_cause = part_now(root_cause)
    rules.may_edit(root_cause.plan)
    changed = change_if_current(root_cause, version, **fields)
    _explain(changed, problems)
    return changed


@verb
def remove(*, root_cause, by, at, reason="") -> None:
    root_cause = part_now(root_cause)
    rules.may_remove(root_cause.plan)
    root_cause.delete()


@verb
def move(*, root_cause, direction, by, at) -> None:
    root_cause = part_now(root_cause)
    rules.may_edit(root_cause.plan)
    ordering.shift(root_cause, RootCause.objects.filter(plan=root_cause.plan), direction)
