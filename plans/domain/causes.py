"""Why it broke down: causal statements, and the problems each explains."""

from plans import rules
from plans.domain import ordering
from plans.domain.current import part_now, plan_now
from plans.models import CauseProblem, RootCause, Why
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


def _chain(cause: RootCause, texts: list[str], *, activated: bool, by, at) -> None:
    """The chain now reads like this. A step that only moved stays itself, so the history tells a move from an edit.

    What is dropped after activation is withdrawn and stays in the ledger.
    """
    steps = list(Why.objects.filter(root_cause=cause, withdrawn_at=None))
    placed: list[Why | None] = []
    for text in texts:
        placed.append(next((one for one in steps if one.text == text and one not in placed), None))
    left = [one for one in steps if one not in placed]
    for place, text in enumerate(texts):
        step = placed[place] or (left.pop(0) if left else None)
        if step is None:
            Why.objects.create(
                org_id=cause.org_id, plan_id=cause.plan_id, root_cause=cause, position=place + 1, text=text,
                created_at=at,
            )  # fmt: skip
        elif (step.position, step.text) != (place + 1, text):
            Why.objects.filter(pk=step.pk).update(position=place + 1, text=text)
    dropped = Why.objects.filter(pk__in=[one.pk for one in left])
    if activated:
        dropped.update(withdrawn_at=at, withdrawn_by=by.membership)
    else:
        dropped.delete()


@verb
def add(*, plan, problems, by, at, whys=(), **fields) -> RootCause:
    """With the chain of whys that led to it, if one was written."""
    plan = plan_now(plan)
    rules.may_edit(plan)
    position = ordering.next_position(RootCause.objects.filter(plan=plan))
    cause = RootCause.objects.create(org_id=plan.org_id, plan=plan, position=position, created_at=at, **fields)
    _explain(cause, problems)
    _chain(cause, list(whys), activated=bool(plan.activated_at), by=by, at=at)
    return cause


@verb
def change(*, root_cause, version, problems, by, at, reason="", whys=None, **fields) -> RootCause:
    """Without `whys` its chain stays as it is."""
    root_cause = part_now(root_cause)
    rules.may_edit(root_cause.plan)
    changed = change_if_current(root_cause, version, **fields)
    _explain(changed, problems)
    if whys is not None:
        _chain(changed, list(whys), activated=bool(root_cause.plan.activated_at), by=by, at=at)
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
