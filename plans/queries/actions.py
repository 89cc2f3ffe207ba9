"""Reads of actions with their dates and status. A commissioner's role may read the columns named here only."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Max, Model

from plans import kept, rules
from plans.enums import ExtensionState, Status
from plans.models import Action, Extension, Milestone, Plan
from recovery import dates
from recovery.tenancy.models import Membership
from recovery.tenancy.rows import rows_of

# Every page about a plan asks these, so they are written out: see `recovery.tenancy.rows`.
ACTIONS = """
SELECT a.id, a.org_id, a.plan_id, a.version, a.created_at, a.stage, a.number, a.position, a.title, a.deliverable,
    a.owner_id, a.stand_in_id, a.starts_on, a.action_type, a.review_on, a.state, a.started_at, a.completed_at,
    a.completed_by_id, a.verified_at, a.verified_by_id, a.withdrawn_at, a.stood_down_at, a.held,
    person.name AS person_name, person.job_title AS person_job_title
FROM plans_action a LEFT JOIN tenancy_membership person ON person.id = a.owner_id
WHERE a.plan_id = ANY (%s) ORDER BY a.stage, a.position, a.number
"""

"""With the columns that everybody who may see an action may see."""

MILESTONES = "SELECT * FROM plans_milestone WHERE plan_id = ANY (%s) ORDER BY due_on, created_at"

EXTENSIONS = """
SELECT e.*, person.name AS person_name, person.job_title AS person_job_title
FROM plans_extension e LEFT JOIN tenancy_membership person ON person.id = e.asked_by_id
WHERE e.plan_id = ANY (%s) AND e.state = ANY (%s) ORDER BY e.decided_at, e.asked_at
"""

PERSON = ("id", "org_id", "name", "job_title")


@dataclass
class ActionRow:
    """An action as lists and pages show it: with its dates from the ledger, and its derived status."""

    action: Action
    status: Status
    milestones: list[Milestone]
    extensions: dict  # milestone id → approved extensions, in order
    slips: dict = field(default_factory=dict)  # milestone id → list of rules.Slip
    asked: list[Extension] = field(default_factory=list)  # waiting for a decision, if they were asked for

    @cached_property
    def completion(self) -> Milestone | None:
        return next((one for one in self.milestones if one.is_completion), None)

    @property
    def due_on(self) -> datetime.date | None:
        return self.completion.due_on if self.completion else None

    @property
    def original_due_on(self) -> datetime.date | None:
        return self.completion.original_due_on if self.completion else None

    @property
    def forecast_on(self) -> datetime.date | None:
        return self.completion.forecast_on if self.completion else None

    @cached_property
    def next_open(self) -> Milestone | None:
        """The open milestone with the earliest date."""
        going = [one for one in self.milestones if one.due_on and not one.done_at and not one.withdrawn_at]
        return min(going, key=lambda one: one.due_on, default=None)

    @property
    def outputs_open(self) -> list[str]:
        """The names of the milestones that must be reached before it can be complete."""
        return [one.name for one in self.milestones if not (one.is_completion or one.done_at or one.withdrawn_at)]

    @property
    def slipped(self) -> int:
        return sum(len(found) for found in self.slips.values())

    def status_of(self, milestone: Milestone, today: datetime.date) -> Status:
        return rules.milestone_status(self.action, milestone, len(self.slips.get(milestone.pk, ())), today)

    def days_late(self, today: datetime.date) -> int:
        """Days since the earliest missed date of an open milestone; 0 when none is missed."""
        if self.status is not Status.OFF_TRACK or self.next_open is None:
            return 0
        return (today - self.next_open.due_on).days


def action_rows(*plans: Plan, at: datetime.date | None = None, asked: bool = False) -> list[ActionRow]:
    """Every action of these plans, in order, with its status on the day `at`. Three queries, however many.

    With `asked`, the extensions that wait for a decision too, each with the person who asked. Of a person there are the
    name and the job title.
    """
    today = at or dates.today()
    ids = [plan.pk for plan in plans]
    milestones = defaultdict(list)
    for milestone in rows_of(Milestone, MILESTONES, [ids]):
        milestones[milestone.action_id].append(milestone)
    people: dict[UUID, Membership] = {}
    extensions, waiting = defaultdict(list), defaultdict(list)
    states = [ExtensionState.APPROVED.value, ExtensionState.ASKED.value]
    for extension in _with_person(Extension, "asked_by", EXTENSIONS, [ids, states if asked else states[:1]], people):
        decided = extensions if extension.state == ExtensionState.APPROVED else waiting
        decided[extension.milestone_id].append(extension)
    rows = []
    remember = Milestone._meta.get_field("action").set_cached_value
    for action in _with_person(Action, "owner", ACTIONS, [ids], people):
        own = milestones[action.pk]
        for one in own:
            remember(one, action)
        slipped = {one.pk: rules.slips(one, extensions.get(one.pk, ()), today) for one in own}
        total = sum(len(found) for found in slipped.values())
        rows.append(
            ActionRow(
                action,
                rules.status(action, own, total, today),
                own,
                {one.pk: extensions.get(one.pk, []) for one in own},
                slipped,
                [extension for one in own if one.pk in waiting for extension in waiting[one.pk]],
            )
        )
    return rows


def _with_person(model: type[Model], role: str, statement: str, given: list, people: dict[UUID, Membership]):
    """Rows with the person whom `role` points to: one object for each of the few people, not for each row."""
    field = model._meta.get_field(role)
    for row in rows_of(model, statement, given):
        key = getattr(row, field.attname)
        if row.person_name is not None and key not in people:
            known = (key, row.org_id, row.person_name, row.person_job_title)
            people[key] = Membership.from_db(DEFAULT_DB_ALIAS, PERSON, known)
        field.set_cached_value(row, people.get(key))
        yield row


def action_row(action: Action, at: datetime.date | None = None) -> ActionRow:
    """One action with its dates and its status."""
    return next(row for row in action_rows(action.plan, at=at) if row.action.pk == action.pk)


def extensions_of(action: Action):
    """All that were asked for, whatever was decided, oldest first."""
    return Extension.objects.filter(milestone__action=action).select_related("asked_by", "decided_by")


def due_on(action: Action) -> datetime.date | None:
    return Milestone.objects.filter(action=action, is_completion=True).values_list("due_on", flat=True).first()


def outputs_open(action: Action) -> list[str]:
    """The names of its milestones, besides its completion, that are neither reached nor withdrawn."""
    going = Milestone.objects.filter(action=action, is_completion=False, done_at=None, withdrawn_at=None)
    return list(going.values_list("name", flat=True))


def outputs_until(action: Action) -> datetime.date | None:
    """When the last of these is due."""
    going = Milestone.objects.filter(action=action, is_completion=False, done_at=None, withdrawn_at=None)
    return going.aggregate(last=Max("due_on"))["last"]


def flagged(action: Action) -> bool:
    """Whether an app above keeps something about a milestone of this action, so that it must stay."""
    return bool(kept.among(Milestone.objects.filter(action=action).values_list("pk", flat=True)))


def flagged_of(plan: Plan, rows: Iterable[ActionRow]) -> set[UUID]:
    """The milestones that must stay. Not asked once the plan is approved, when nothing at all is removed."""
    return set() if plan.activated_at else kept.among(one.pk for row in rows for one in row.milestones)
