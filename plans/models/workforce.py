from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from plans.models import base
from plans.models.action import Action
from plans.models.base import PlanPart, in_plan, together
from recovery.tenancy.models import TenantModel

MONDAY = 1


def on_monday(field: str, *, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__iso_week_day": MONDAY}), name=name)


class ProtectedTime(PlanPart):
    """Hours a week that somebody besides the owner is freed for an action: theirs stand on the action itself."""

    action = models.ForeignKey(
        Action, models.CASCADE, related_name="protected_times", db_constraint=False, editable=False
    )
    person = base.person(null=False, blank=False)
    hours_a_week = models.DecimalField(max_digits=5, decimal_places=1)
    starts_on = models.DateField(null=True, blank=True)
    """The start of the action, if it is not said."""
    ends_on = models.DateField(null=True, blank=True)
    """The due date of the action, if it is not said."""
    purpose = models.CharField(max_length=200)

    class Meta(PlanPart.Meta):
        ordering = ["created_at"]
        constraints = [
            in_plan("protectedtime"),
            models.UniqueConstraint(fields=["action", "person"], name="protectedtime_once"),
            models.CheckConstraint(
                condition=Q(hours_a_week__gt=0, hours_a_week__lte=168), name="protectedtime_hours_in_a_week"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="protectedtime_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.purpose


class StatedHours(TenantModel):
    """What somebody has said they can protect for plan work, each week from a Monday on, until they say otherwise."""

    person = base.person(null=False, blank=False, editable=False)
    starts_on = models.DateField()
    hours_a_week = models.DecimalField(max_digits=5, decimal_places=1)
    note = models.CharField(max_length=200, blank=True)
    stated_at = models.DateTimeField(editable=False)
    stated_by = base.person(null=False, blank=False, editable=False)

    class Meta(TenantModel.Meta):
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["person", "starts_on"], name="statedhours_once_a_week"),
            models.CheckConstraint(condition=Q(hours_a_week__range=(0, 168)), name="statedhours_in_a_week"),
            on_monday("starts_on", name="statedhours_from_a_monday"),
        ]


class RotaWeek(TenantModel):
    """Who filled a week of a service's rota. What nobody filled is derived; a week without a row is not known."""

    service = models.ForeignKey(
        "tenancy.Service", models.PROTECT, related_name="+", db_constraint=False, editable=False
    )
    week_on = models.DateField()
    planned = models.DecimalField(max_digits=6, decimal_places=1)
    own = models.DecimalField(max_digits=6, decimal_places=1)
    agency = models.DecimalField(max_digits=6, decimal_places=1)
    supervision_planned = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    supervision_lost = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(editable=False)
    recorded_by = base.person(null=False, blank=False, editable=False)

    class Meta(TenantModel.Meta):
        ordering = ["-week_on"]
        constraints = [
            models.UniqueConstraint(fields=["service", "week_on"], name="rotaweek_once"),
            on_monday("week_on", name="rotaweek_begins_on_monday"),
            models.CheckConstraint(
                condition=Q(own__gte=0, agency__gte=0, planned__gte=F("own") + F("agency")),
                name="rotaweek_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(supervision_lost__isnull=True)
                | Q(supervision_lost__gte=0, supervision_planned__gte=F("supervision_lost")),
                name="rotaweek_supervision_adds_up",
            ),
            together("supervision_planned", "supervision_lost", name="rotaweek_supervision_together"),
        ]

    @property
    def unfilled(self) -> Decimal:
        return self.planned - self.own - self.agency
