import datetime

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from plans.enums import STRENGTH_OF, ActionState, ActionType, ExtensionState, Stage, Strength
from plans.models.base import PlanPart, held_texts, in_plan, its_plan, person, together
from plans.models.problem import RootCause


class Action(PlanPart):
    """A change with an owner, a deliverable an outsider could inspect, and a date.

    The due date is that of its completion milestone: one place, one ledger. Status is derived (`plans.rules`).
    """

    plan = its_plan(db_index=False)
    stage = models.CharField(max_length=14, choices=Stage.choices)
    number = models.PositiveIntegerField(editable=False)
    position = models.PositiveIntegerField(default=0, editable=False)
    title = models.CharField(max_length=200)
    deliverable = models.TextField(blank=True)
    owner = person()
    stand_in = person()
    starts_on = models.DateField(null=True, blank=True)
    evidence_expected = models.TextField(blank=True)
    escalation_contact = person()
    action_type = models.CharField(max_length=24, choices=ActionType.choices, blank=True)
    hours_a_week = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    people_affected = models.TextField(blank=True)
    review_on = models.DateField(null=True, blank=True)
    step_down_criterion = models.TextField(blank=True)
    root_causes = models.ManyToManyField(RootCause, through="ActionCause", related_name="actions")

    state = models.CharField(max_length=12, choices=ActionState.choices, default=ActionState.PLANNED, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    completed_at = models.DateTimeField(null=True, editable=False)
    completed_by = person(editable=False)
    completion_note = models.TextField(blank=True, editable=False)
    verified_at = models.DateTimeField(null=True, editable=False)
    verified_by = person(editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = person(editable=False)
    stood_down_at = models.DateTimeField(null=True, editable=False)
    stood_down_by = person(editable=False)
    held = held_texts()

    class Meta(PlanPart.Meta):
        ordering = ["position", "number"]
        constraints = [
            in_plan("action"),
            models.UniqueConstraint(  # with all that portfolios count, so that they need not look at the rows
                fields=["plan", "number"], include=["stage", "state"], name="action_number_once"
            ),
            together("completed_at", "completed_by", name="action_completed_by_somebody"),
            together("verified_at", "verified_by", name="action_verified_by_somebody"),
            together("withdrawn_at", "withdrawn_by", name="action_withdrawn_by_somebody"),
            models.CheckConstraint(
                condition=~Q(state__in=[ActionState.COMPLETE, ActionState.VERIFIED]) | Q(completed_at__isnull=False),
                name="action_complete_was_completed",
            ),
            models.CheckConstraint(
                condition=Q(state=ActionState.VERIFIED, verified_at__isnull=False)
                | (~Q(state=ActionState.VERIFIED) & Q(verified_at__isnull=True)),
                name="action_verified_when_verified",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | Q(owner__isnull=True) | ~Q(verified_by=F("owner")),
                name="action_verifier_is_not_owner",
            ),
            models.CheckConstraint(
                condition=Q(stand_in__isnull=True) | Q(owner__isnull=True) | ~Q(stand_in=F("owner")),
                name="action_stand_in_is_not_owner",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | Q(stand_in__isnull=True) | ~Q(verified_by=F("stand_in")),
                name="action_verifier_is_not_stand_in",
            ),
            models.CheckConstraint(  # and a trigger keeps the owner of a claim until it is reopened
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("completed_by")),
                name="action_verifier_did_not_report_it",
            ),
            models.CheckConstraint(
                condition=Q(state=ActionState.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(state=ActionState.WITHDRAWN) & Q(withdrawn_at__isnull=True)),
                name="action_withdrawn_when_withdrawn",
            ),
            together("stood_down_at", "stood_down_by", name="action_stood_down_by_somebody"),
            models.CheckConstraint(
                condition=Q(stood_down_at__isnull=True)
                | Q(
                    stage=Stage.IMMEDIATE,
                    state__in=[ActionState.COMPLETE, ActionState.VERIFIED],
                    review_on__isnull=True,
                ),
                name="action_stood_down_control_was_in_place",
            ),
            models.CheckConstraint(
                condition=Q(hours_a_week__isnull=True) | Q(hours_a_week__range=(0, 168)),
                name="action_hours_in_a_week",
            ),
        ]
        indexes = [
            models.Index(  # controls that stand, by the day on which somebody must look at them again
                Coalesce(F("review_on"), Value(datetime.date.min), output_field=models.DateField()),
                "plan",
                condition=Q(
                    stage=Stage.IMMEDIATE,
                    state__in=[ActionState.IN_PROGRESS, ActionState.COMPLETE, ActionState.VERIFIED],
                    stood_down_at__isnull=True,
                ),
                name="action_standing_by_review",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> str:
        return f"A{self.number}"

    @property
    def strength(self) -> Strength | None:
        return STRENGTH_OF[ActionType(self.action_type)] if self.action_type else None


class ActionCause(PlanPart):
    """This action addresses this root cause."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="cause_links", db_constraint=False)
    root_cause = models.ForeignKey(RootCause, models.CASCADE, related_name="action_links", db_constraint=False)

    class Meta(PlanPart.Meta):
        constraints = [models.UniqueConstraint(fields=["action", "root_cause"], name="action_addresses_cause_once")]


class Milestone(PlanPart):
    """A named output with a date.

    `original_due_on` is fixed for ever from `committed_at` on: when its action starts or its plan is activated,
    whichever comes first. After that `due_on` moves only by an approved extension (a database trigger holds both).
    A forecast never moves a due date.
    """

    plan = its_plan(db_index=False)
    action = models.ForeignKey(Action, models.CASCADE, related_name="milestones", db_constraint=False, editable=False)
    is_completion = models.BooleanField(default=False, editable=False)
    name = models.CharField(max_length=200)
    original_due_on = models.DateField(null=True, editable=False)
    due_on = models.DateField(null=True)
    forecast_on = models.DateField(null=True, blank=True)
    forecast_at = models.DateTimeField(null=True, editable=False)
    committed_at = models.DateTimeField(null=True, editable=False)
    done_at = models.DateTimeField(null=True, editable=False)
    done_by = person(editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = person(editable=False)
    held = held_texts()

    class Meta(PlanPart.Meta):
        ordering = ["due_on", "created_at"]
        constraints = [
            in_plan("milestone"),
            models.UniqueConstraint(
                fields=["action"], condition=Q(is_completion=True), name="milestone_of_completion_once"
            ),
            together("done_at", "done_by", name="milestone_done_by_somebody"),
            together("withdrawn_at", "withdrawn_by", name="milestone_withdrawn_by_somebody"),
            models.CheckConstraint(
                condition=Q(committed_at__isnull=True) | Q(original_due_on__isnull=False, due_on__isnull=False),
                name="milestone_committed_has_dates",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(done_at__isnull=True, withdrawn_at__isnull=True),
                name="milestone_open_by_due",
            ),
            models.Index(
                fields=["forecast_on"],
                condition=Q(done_at__isnull=True, withdrawn_at__isnull=True, forecast_on__gt=F("due_on")),
                name="milestone_forecast_late",
            ),
            models.Index(  # all that lists and portfolios count, so that they need not look at the rows
                fields=["plan", "due_on"],
                include=["org", "action", "is_completion", "done_at", "withdrawn_at"],
                name="milestone_counted_in_plan",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Extension(PlanPart):
    """A later date for a milestone: asked for with a reason and the control until then, decided by somebody else."""

    milestone = models.ForeignKey(
        Milestone, models.CASCADE, related_name="extensions", db_constraint=False, editable=False
    )
    old_due_on = models.DateField(editable=False)
    new_due_on = models.DateField()
    reason = models.TextField()
    interim_control = models.TextField()
    state = models.CharField(max_length=8, choices=ExtensionState.choices, default=ExtensionState.ASKED, editable=False)
    asked_at = models.DateTimeField(editable=False)
    asked_by = person(null=False, blank=False, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = person(editable=False)
    decision_reason = models.TextField(blank=True)
    held = held_texts()

    class Meta(PlanPart.Meta):
        ordering = ["asked_at"]
        constraints = [
            in_plan("extension"),
            models.CheckConstraint(condition=Q(new_due_on__gt=F("old_due_on")), name="extension_is_later"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="extension_decided_by_another",
            ),
            together("decided_at", "decided_by", name="extension_decided_by_somebody"),
            models.CheckConstraint(
                condition=Q(state=ExtensionState.ASKED, decided_at__isnull=True)
                | (~Q(state=ExtensionState.ASKED) & Q(decided_at__isnull=False)),
                name="extension_decided_when_decided",
            ),
            models.UniqueConstraint(
                fields=["milestone"], condition=Q(state=ExtensionState.ASKED), name="extension_one_waiting"
            ),
        ]
