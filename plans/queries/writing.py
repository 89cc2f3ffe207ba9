"""Reads of a plan as its writers see it: the whole of it, and the facts that the credibility check judges."""

from uuid import UUID

from django.db.models import Max, Prefetch, Q

from plans.credibility.facts import Facts
from plans.enums import Stage
from plans.models import (
    Action,
    ActionCause,
    CauseProblem,
    ControlReview,
    EvidenceItem,
    ExitCriterion,
    Milestone,
    Plan,
    Problem,
    RootCause,
)
from plans.queries import held, workforce
from plans.queries.evidence import with_versions
from recovery import dates
from recovery.tenancy.models import Membership


def facts(plan: Plan) -> Facts:
    """The plan as the credibility check sees it."""
    problems = list(Problem.objects.filter(plan=plan))
    actions = list(Action.objects.filter(plan=plan, withdrawn_at=None).select_related("owner"))
    reviews = ControlReview.objects.filter(plan=plan).order_by().values_list("action_id")
    links = ActionCause.objects.filter(plan=plan, action__in=actions).values_list("action_id", "root_cause_id")
    asked = workforce.asks(plan=plan.pk)
    return Facts(
        plan=plan,
        problems=problems,
        causes=list(RootCause.objects.filter(plan=plan)),
        actions=actions,
        due=dict(Milestone.objects.filter(plan=plan, is_completion=True).values_list("action_id", "due_on")),
        evidenced=set(
            EvidenceItem.objects.filter(plan=plan, problem__isnull=False, withdrawn_at=None).values_list(
                "problem_id", flat=True
            )
        ),
        explaining=list(CauseProblem.objects.filter(plan=plan).values_list("root_cause_id", "problem_id")),
        addressing=list(links),
        today=dates.today(),
        reviewed={action: dates.day_of(at) for action, at in reviews.annotate(last=Max("decided_at"))},
        people={person.pk: person for person in Membership.objects.all()},
        criteria=set(
            ExitCriterion.objects.filter(plan=plan, withdrawn_at=None).order_by().values_list("gate", flat=True)
        ),
        confirmed=held.Known(plan).confirmed,
        asked=asked,
        stated=workforce.statements({one.person for one in asked}),
    )


def problems_served(action: Action):
    """The problems explained by the root causes that it addresses."""
    causes = ActionCause.objects.filter(action=action).values("root_cause_id")
    return Problem.objects.filter(pk__in=CauseProblem.objects.filter(root_cause__in=causes).values("problem_id"))


def actions_in_order(plan: Plan) -> list[UUID]:
    """The ids of its actions over the stages, as the plan in full lists them."""
    found = list(Action.objects.filter(plan=plan).order_by("position", "number").values_list("pk", "stage"))
    return [key for stage in Stage for key, own in found if own == stage]


def plans_to_copy():
    """Plans in which something stands that a copy would take over."""
    held = Q()
    for rows in (Problem.objects.all(), RootCause.objects.all(), Action.objects.filter(withdrawn_at=None)):
        held |= Q(pk__in=rows.order_by().values("plan"))
    return Plan.objects.filter(held)


def written(plan: Plan):
    """The whole of a plan for the people who write it: problems with evidence, causes with links, actions."""
    evidence = with_versions(EvidenceItem.objects.all())
    return {
        "problems": Problem.objects.filter(plan=plan).prefetch_related(Prefetch("evidence", evidence)),
        "causes": RootCause.objects.filter(plan=plan).prefetch_related("problems", "actions", "whys"),
        "actions": Action.objects.filter(plan=plan)
        .select_related("owner", "escalation_contact")
        .prefetch_related("root_causes", "milestones")
        .order_by("stage", "position", "number"),
    }
