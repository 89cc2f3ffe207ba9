"""What of a plan is worth starting another one from, with its dates moved to the new start."""

import datetime

from plans import drafted, queries
from plans.credibility.structure import REVIEWED_WITHIN
from plans.models import (
    Action,
    ActionCause,
    CauseProblem,
    Contribution,
    ExitCriterion,
    Milestone,
    Partner,
    Plan,
    Problem,
    RootCause,
    Why,
)


def drafted_again(source: Plan, starts_on: datetime.date) -> drafted.Drafted:
    """Dates are counted from the plan's start; a plan without one, from its earliest date. The date that was promised
    at first is copied, not one to which it was moved."""
    actions = list(Action.objects.filter(plan=source, withdrawn_at=None).order_by("stage", "position", "number"))
    milestones = _milestones(source)
    began = source.starts_on or min(_days(actions, milestones), default=starts_on)

    def moved(day: datetime.date | None) -> datetime.date | None:
        return day and starts_on + (day - began)

    explained = _links(CauseProblem.objects.filter(plan=source).values_list("root_cause_id", "problem_id"))
    addressed = _links(ActionCause.objects.filter(plan=source).values_list("action_id", "root_cause_id"))
    whys: dict = {}
    for one in Why.objects.filter(plan=source, withdrawn_at=None):
        whys.setdefault(one.root_cause_id, []).append(one.text)
    owners, staff = _ids(queries.owners()), _ids(queries.staff())
    return drafted.Drafted(
        [
            drafted.Problem(str(one.pk), {name: getattr(one, name) for name in PROBLEM})
            for one in Problem.objects.filter(plan=source)
        ],
        [
            drafted.Cause(
                str(one.pk),
                explained.get(one.pk, []),
                {name: getattr(one, name) for name in CAUSE},
                whys.get(one.pk, []),
            )
            for one in RootCause.objects.filter(plan=source)
        ],
        [
            drafted.Action(
                str(one.pk),
                addressed.get(one.pk, []),
                {name: getattr(one, name) for name in ACTION}
                | {
                    "owner_id": one.owner_id if one.owner_id in owners else None,
                    "stand_in_id": one.stand_in_id if one.stand_in_id in owners else None,
                    "escalation_contact_id": one.escalation_contact_id if one.escalation_contact_id in staff else None,
                    "starts_on": moved(one.starts_on),
                    "review_on": moved(_first_review(one)),
                },
                [
                    drafted.Milestone(each.name, moved(_promised(each)), is_completion=each.is_completion)
                    for each in milestones[one.pk]
                ],
            )
            for one in actions
        ],
        [
            drafted.Criterion(one.gate, one.kind, one.statement, one.settings)
            for one in ExitCriterion.objects.filter(plan=source, withdrawn_at=None)
        ],
        [
            drafted.Partner(str(one.pk), one.organisation, one.role)  # whom one spoke to then is not copied
            for one in Partner.objects.filter(plan=source, withdrawn_at=None)
        ],
        [
            drafted.Contribution(str(one.action_id), str(one.partner_id), one.contribution, moved(one.due_on))
            for one in Contribution.objects.filter(plan=source, withdrawn_at=None, action__withdrawn_at=None)
        ],
    )


PROBLEM = ("title", "statement", "monitoring")
CAUSE = ("cause", "effect", "event", "theme", "method", "preceding_cause", "duty_source")
ACTION = (
    "stage", "title", "deliverable", "evidence_expected", "action_type", "hours_a_week", "step_down_criterion",
)  # fmt: skip


def _first_review(action: Action) -> datetime.date | None:
    """A control that was kept has a review date far from its start; the copy begins with a first review again (A6)."""
    if action.review_on and action.starts_on:
        return min(action.review_on, action.starts_on + REVIEWED_WITHIN)
    return action.review_on


def _promised(milestone: Milestone) -> datetime.date | None:
    return milestone.original_due_on or milestone.due_on


def _milestones(source: Plan) -> dict:
    found: dict = {}
    for one in Milestone.objects.filter(plan=source):
        if one.is_completion or not one.withdrawn_at:
            found.setdefault(one.action_id, []).append(one)
    return found


def _days(actions, milestones) -> list[datetime.date]:
    days = [one.starts_on for one in actions]
    days += [_promised(one) for own in milestones.values() for one in own]
    return [day for day in days if day]


def _links(pairs) -> dict:
    found: dict = {}
    for one, other in pairs:
        found.setdefault(one, []).append(str(other))
    return found


def _ids(people) -> set:
    return set(people.values_list("pk", flat=True))
