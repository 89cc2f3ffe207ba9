from django.db import models
from django.db.models import Q

from plans.enums import Gate, GateOutcome, SustainingOutcome
from plans.models.base import PlanPart, held_texts, in_plan, person, together

SIX_MONTHS, TWELVE_MONTHS = 6, 12


class ExitCriterion(PlanPart):
    """What must be true before a gate is passed, in words (`statement`) and as something that can be looked up.

    `kind` names an entry of `plans.criteria`; `settings` are what that kind asks for. Once the plan was activated it is
    not changed any more: it is withdrawn with a reason, and stays.
    """

    gate = models.CharField(max_length=14, choices=Gate.choices)
    position = models.PositiveIntegerField(default=0, editable=False)
    kind = models.CharField(max_length=40)
    statement = models.CharField(max_length=300)
    settings = models.JSONField(default=dict)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = person(editable=False)
    held = held_texts()

    class Meta(PlanPart.Meta):
        ordering = ["position", "created_at"]
        constraints = [
            in_plan("exitcriterion"),
            together("withdrawn_at", "withdrawn_by", name="exitcriterion_withdrawn_by_somebody"),
        ]

    def __str__(self) -> str:
        return self.statement


class GateDecision(PlanPart):
    """That a gate was passed, passed although a criterion was not met, or not passed; and what was so at that moment.

    Written once: the roles of the application can neither change nor remove it. `sha256` is of `snapshot` as JSON with
    sorted keys and without spaces.
    """

    gate = models.CharField(max_length=14, choices=Gate.choices, editable=False)
    outcome = models.CharField(max_length=10, choices=GateOutcome.choices)
    reason = models.TextField()
    snapshot = models.JSONField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    decided_at = models.DateTimeField(editable=False)
    decided_by = person(null=False, blank=False, editable=False)

    class Meta(PlanPart.Meta):
        ordering = ["decided_at"]
        constraints = [
            in_plan("gatedecision"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="gatedecision_sha256"),
        ]

    def __str__(self) -> str:
        return f"{self.get_gate_display()}: {self.get_outcome_display().lower()}"


class SustainingReview(PlanPart):
    """A look, 6 or 12 months after the plan began to sustain, at whether the improvement holds."""

    months = models.PositiveSmallIntegerField(editable=False)
    due_on = models.DateField(editable=False)
    outcome = models.CharField(max_length=6, choices=SustainingOutcome.choices, blank=True)
    looked_at = models.TextField(blank=True)
    finding = models.TextField(blank=True)
    held_at = models.DateTimeField(null=True, editable=False)
    held_by = person(editable=False)
    dropped_at = models.DateTimeField(null=True, editable=False)
    """The plan was reopened before it was held."""

    class Meta(PlanPart.Meta):
        ordering = ["due_on"]
        constraints = [
            in_plan("sustainingreview"),
            together("held_at", "held_by", name="sustainingreview_held_by_somebody"),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True, outcome="") | (Q(held_at__isnull=False) & ~Q(outcome="")),
                name="sustainingreview_outcome_when_held",
            ),
            models.CheckConstraint(
                condition=Q(months__in=[SIX_MONTHS, TWELVE_MONTHS]), name="sustainingreview_after_6_or_12"
            ),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True) | Q(dropped_at__isnull=True), name="sustainingreview_held_or_dropped"
            ),
            models.UniqueConstraint(
                fields=["plan", "months"],
                condition=Q(held_at__isnull=True, dropped_at__isnull=True),
                name="sustainingreview_booked_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(held_at__isnull=True, dropped_at__isnull=True),
                name="sustainingreview_open_by_due",
            )
        ]

    def __str__(self) -> str:
        return f"The review after {self.months} months"
