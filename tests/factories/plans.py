"""Plans as facts, for tests of what is derived from them: rows written straight into the tables.

The verbs of `plans.domain` have tests of their own. These write what those verbs leave behind, in any state and with
any dates, so that a test can begin in the middle of a story. Each call enters the tenant itself.
"""

import datetime

from django.db.models import Max

from plans.enums import ActionState, ActionType, PlanState, Stage
from plans.models import Action, EvidenceItem, Extension, Milestone, Plan
from recovery import dates
from recovery.tenancy import context
from tests.cast import PEOPLE, SERVICES

LEADS = {"alder": "manager", "birch": "birch_manager", "eastmoor": "council_officer"}
APPROVERS = {"alder": "governance", "birch": "birch_governance", "eastmoor": "council_officer"}
RUNNING = (PlanState.ACTIVE, PlanState.SUSTAINING, PlanState.CLOSED)


def writing(cast, org="alder"):
    """Inside this organisation as its manager: for changes that a test makes to the facts."""
    return context.tenant(cast.org(org), by=cast.actor(LEADS[org]))


def plan(cast, org="alder", *, state=PlanState.ACTIVE, at=None, **fields) -> Plan:
    """A plan in any state, with the people and times which that state asks for."""
    at = at or dates.now() - datetime.timedelta(days=60)
    lead, approver = getattr(cast, LEADS[org]), getattr(cast, APPROVERS[org])
    service = next(key for key, (owner, *_) in SERVICES.items() if owner == org)
    given = {"title": "Safer evenings", "summary": "Evening incidents doubled.", "lead": lead}
    if state != PlanState.DRAFT:
        given |= {"submitted_at": at, "submitted_by": lead}
    if state in RUNNING:
        given |= {"activated_at": at, "activated_by": approver}
    if state in (PlanState.SUSTAINING, PlanState.CLOSED):
        given |= {"stage": Stage.IMPROVEMENT, "sustaining_at": at, "sustaining_by": approver}
    if state == PlanState.CLOSED:
        given |= {"closed_at": at, "closed_by": approver}
    if state == PlanState.WITHDRAWN:
        given |= {"withdrawn_at": at, "withdrawn_by": approver}
    with writing(cast, org):
        last = Plan.objects.aggregate(last=Max("number"))["last"] or 0
        made = Plan(
            org=cast.org(org),
            number=last + 1,
            service=cast.service(service),
            state=state,
            starts_on=dates.day_of(at),
            **(given | fields),
        )
        made.save(force_insert=True)
    return made


def active_plan(cast, org="alder", **fields) -> Plan:
    return plan(cast, org, **fields)


def action(cast, plan, *, stage=Stage.STABILISATION, owner=None, due_on=None, state=ActionState.PLANNED, **fields):
    """An action with its completion milestone, if `due_on` is given."""
    org = _key(cast, plan)
    owner = owner or getattr(cast, "lead" if org == "alder" else LEADS[org])
    other = getattr(cast, APPROVERS[org])
    now = dates.now()
    given = {
        "title": "Hand over each shift from one written sheet",
        "deliverable": "A filled briefing sheet for every shift",
        "action_type": ActionType.STANDARDISE,
        "owner": owner,
    }
    if state in (ActionState.COMPLETE, ActionState.VERIFIED):
        given |= {"completed_at": now, "completed_by": owner}
    if state == ActionState.VERIFIED:
        given |= {"verified_at": now, "verified_by": other}
    if state == ActionState.WITHDRAWN:
        given |= {"withdrawn_at": now, "withdrawn_by": other}
    with writing(cast, org):
        last = Action.objects.filter(plan=plan).aggregate(last=Max("number"))["last"] or 0
        made = Action(
            org_id=plan.org_id,
            plan=plan,
            number=last + 1,
            position=last + 1,
            stage=stage,
            state=state,
            **(given | fields),
        )
        made.save(force_insert=True)
    if due_on is not None:
        milestone(cast, made, due_on=due_on, name=made.title, is_completion=True, **_done(made))
    return made


def _done(action) -> dict:
    over = action.state in (ActionState.COMPLETE, ActionState.VERIFIED)
    return {"done_at": dates.now(), "done_by": action.owner} if over else {}


def control(cast, *, review_on, plan=None, state=ActionState.IN_PROGRESS, due_on=None, **fields) -> Action:
    """An immediate control that keeps its dates: only its review can be late."""
    given = {"started_at": dates.now() - datetime.timedelta(days=20)} | fields
    made = action(cast, plan or active_plan(cast), stage=Stage.IMMEDIATE, state=state, review_on=review_on, **given)
    due_on = due_on or dates.today() + datetime.timedelta(days=90)
    milestone(cast, made, due_on=due_on, is_completion=True, name="Complete", **_done(made))
    return made


def milestone(cast, action, *, due_on, name="Sheet agreed with both shifts", committed=True, **fields) -> Milestone:
    """A milestone; committed unless said otherwise, with `original_due_on` the same as `due_on` unless given."""
    given = {"original_due_on": due_on, "committed_at": dates.now()} if committed else {}
    with writing(cast, _key(cast, action)):
        made = Milestone(
            org_id=action.org_id, plan_id=action.plan_id, action=action, name=name, due_on=due_on, **(given | fields)
        )
        made.save(force_insert=True)
    return made


def first_action(cast, plan) -> Action:
    with writing(cast, _key(cast, plan)):
        return Action.objects.get(plan=plan, number=1)


def completion(cast, action) -> Milestone:
    with writing(cast, _key(cast, action)):
        return Milestone.objects.get(action=action, is_completion=True)


def asked(cast, milestone) -> Extension:
    """More time for it is asked for by its plan's manager, and waits for a decision."""
    org = _key(cast, milestone)
    with writing(cast, org):
        made = Extension(
            org_id=milestone.org_id,
            plan_id=milestone.plan_id,
            milestone=milestone,
            old_due_on=milestone.due_on,
            new_due_on=milestone.due_on + datetime.timedelta(days=14),
            reason="The contractor is late",
            interim_control="The deputy checks each evening",
            asked_at=dates.now(),
            asked_by=getattr(cast, LEADS[org]),
        )
        made.save(force_insert=True)
    return made


def evidence(cast, action, *kinds: str) -> list[EvidenceItem]:
    """A piece of each of these kinds that the action is done."""
    made = []
    with writing(cast, _key(cast, action)):
        for kind in kinds:
            item = EvidenceItem(
                org_id=action.org_id,
                plan_id=action.plan_id,
                action=action,
                kind=kind,
                occurred_on=dates.today(),
                reference="Log",
                added_by=action.owner,
            )
            item.save(force_insert=True)
            made.append(item)
    return made


def slipped(cast, org="alder", *, days=1, stage=Stage.STABILISATION, plan=None, **fields) -> Milestone:
    """A milestone of a running plan whose due date passed `days` ago: the least that raises a flag."""
    made = action(cast, plan or active_plan(cast, org), stage=stage, **fields)
    return milestone(cast, made, due_on=dates.today() - datetime.timedelta(days=days))


def change(cast, row, **fields):
    """Change a fact, as the provider's manager."""
    with writing(cast, _key(cast, row)):
        type(row).objects.filter(pk=row.pk).update(**fields)
    for name, value in fields.items():
        setattr(row, name, value)
    return row


def _key(cast, row) -> str:
    return next(key for key in {owner for owner, *_ in PEOPLE.values()} if cast.org(key).pk == row.org_id)
