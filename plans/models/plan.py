from django.db import models

from plans.enums import PlanState, Stage
from plans.models.base import held_texts, person, together
from recovery.tenancy.models import TenantModel

SUSTAINED = [PlanState.SUSTAINING, PlanState.CLOSED]


def reference(number: int) -> str:
    """What a plan is called by its number."""
    return f"RP-{number:03d}"


class Plan(TenantModel):
    """A recovery plan for one service after a breakdown. `state` changes only through `plans.domain`."""

    number = models.PositiveIntegerField(editable=False)
    service = models.ForeignKey("tenancy.Service", models.PROTECT, related_name="+", db_constraint=False)
    title = models.CharField(max_length=150)
    summary = models.TextField(blank=True, help_text="What broke down, and what must be true when this plan is done.")
    breakdown_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    lead = person()
    copied_from = models.ForeignKey(
        "plans.Plan", models.PROTECT, null=True, related_name="+", db_constraint=False, editable=False
    )
    state = models.CharField(max_length=12, choices=PlanState.choices, default=PlanState.DRAFT, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_by = person(editable=False)
    activated_at = models.DateTimeField(null=True, editable=False)
    activated_by = person(editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = person(editable=False)
    stage = models.CharField(max_length=14, choices=Stage.choices, blank=True, editable=False)
    """As a gate decided it last, or a reopening; empty until then. See `plans.rules.stage_of`."""
    sustaining_at = models.DateTimeField(null=True, editable=False)
    sustaining_by = person(editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = person(editable=False)
    held = held_texts()

    class Meta(TenantModel.Meta):
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["org", "id"], name="plan_in_org"),
            models.UniqueConstraint(fields=["org", "number"], name="plan_number_once"),
            together("submitted_at", "submitted_by", name="plan_submitted_by_somebody"),
            together("activated_at", "activated_by", name="plan_activated_by_somebody"),
            together("withdrawn_at", "withdrawn_by", name="plan_withdrawn_by_somebody"),
            together("sustaining_at", "sustaining_by", name="plan_sustaining_by_somebody"),
            together("closed_at", "closed_by", name="plan_closed_by_somebody"),
            models.CheckConstraint(
                condition=models.Q(state__in=SUSTAINED, sustaining_at__isnull=False)
                | (~models.Q(state__in=SUSTAINED) & models.Q(sustaining_at__isnull=True)),
                name="plan_sustaining_when_sustaining",
            ),
            models.CheckConstraint(
                condition=models.Q(state=PlanState.CLOSED, closed_at__isnull=False)
                | (~models.Q(state=PlanState.CLOSED) & models.Q(closed_at__isnull=True)),
                name="plan_closed_when_closed",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[PlanState.ACTIVE, PlanState.SUSTAINING, PlanState.CLOSED])
                | models.Q(activated_at__isnull=False),
                name="plan_running_was_activated",
            ),
            models.CheckConstraint(
                condition=models.Q(state=PlanState.WITHDRAWN, withdrawn_at__isnull=False)
                | (~models.Q(state=PlanState.WITHDRAWN) & models.Q(withdrawn_at__isnull=True)),
                name="plan_withdrawn_when_withdrawn",
            ),
        ]
        indexes = [models.Index(fields=["org", "state", "-number"], name="plan_by_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> str:
        return reference(self.number)
