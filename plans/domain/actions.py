"""What we will do: actions in three stages, each with its completion milestone."""

from django.db.models import Max

from plans import queries, rules
from plans.domain import ordering
from plans.domain.current import part_now, plan_now
from plans.domain.guard import Guard
from plans.models import Action, ActionCause, Milestone, Problem
from plans.queries import workforce
from recovery import dates
from recovery.tenancy.versions import change_if_current
from recovery.verbs import verb


def _address(action: Action, root_causes) -> None:
    wanted = {cause.pk for cause in root_causes}
    links = ActionCause.objects.filter(action=action)
    links.exclude(root_cause__in=wanted).delete()
    known = set(links.values_list("root_cause_id", flat=True))
    ActionCause.objects.bulk_create(
        ActionCause(org_id=action.org_id, plan_id=action.plan_id, action=action, root_cause=cause)
        for cause in root_causes
        if cause.pk not in known
    )


@verb
def add(*, plan, root_causes, due_on, by, at, **fields) -> Action:
    """The completion milestone comes with it, so that no action can pass its date silently."""
    plan = plan_now(plan)  # two people adding at once get two numbers
    rules.may_edit(plan)
    rules.may_stand_in(fields.get("stand_in"), owner=fields.get("owner"))
    actions = Action.objects.filter(plan=plan)
    action = Action.objects.create(
        org_id=plan.org_id,
        plan=plan,
        number=(actions.aggregate(last=Max("number"))["last"] or 0) + 1,
        position=ordering.next_position(actions.filter(stage=fields["stage"])),
        created_at=at,
        held=Guard(plan, at).held(Action, fields),
        **fields,
    )
    _address(action, root_causes)
    Milestone.objects.create(
        org_id=plan.org_id,
        plan=plan,
        action=action,
        is_completion=True,
        name="Complete",
        due_on=due_on,
        original_due_on=due_on,
        committed_at=at if due_on and rules.commits(action, plan) else None,
        created_at=at,
    )
    return action


@verb
def change(*, action, version, root_causes, due_on, by, at, reason="", **fields) -> Action:
    action = part_now(action)
    rules.may_change_action(action, action.plan)
    rules.may_change_stage(action, action.plan, fields.get("stage", action.stage))
    rules.may_stand_in(fields.get("stand_in", action.stand_in), owner=fields.get("owner", action.owner))
    if fields.get("review_on", action.review_on) != action.review_on:
        rules.may_move_review(action)
    owner = fields.get("owner", action.owner)
    rules.may_own(action, owner.pk if owner else None, helpers=workforce.helpers(action, dates.day_of(at)))
    held = Guard(action.plan, at).held(Action, fields, action)
    changed = change_if_current(action, version, **fields, held=held)
    _address(changed, root_causes)
    completion = Milestone.objects.get(action=action, is_completion=True)
    if completion.due_on != due_on:
        rules.may_move_date(completion)
        commit = at if due_on and rules.commits(action, action.plan) else None
        Milestone.objects.filter(pk=completion.pk).update(due_on=due_on, original_due_on=due_on, committed_at=commit)
    return changed


@verb
def remove(*, action, by, at, reason="") -> None:
    action = part_now(action)
    rules.may_remove_action(action, action.plan, flagged=queries.flagged(action))
    action.delete()


@verb
def become_check(*, action, by, at, reason="") -> list[Problem]:
    """A4: an audit, an observation or a survey says how a problem is monitored. It stands with each problem that its
    causes explain, and leaves the actions."""
    action = part_now(action)
    problems = list(queries.problems_served(action))
    rules.may_become_check(action, action.plan, flagged=queries.flagged(action), problems=len(problems))
    told = " ".join(part for part in (f"{action.title.rstrip('.')}.", action.deliverable.strip()) if part)
    for problem in problems:
        monitoring = f"{problem.monitoring}\n{told}".strip()
        change_if_current(problem, problem.version, monitoring=monitoring)
    action.delete()
    return problems


@verb
def move(*, action, direction, by, at) -> None:
    """Among the actions of its own stage."""
    action = part_now(action)
    rules.may_edit(action.plan)
    ordering.shift(action, Action.objects.filter(plan=action.plan, stage=action.stage), direction)
