from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from plans.models.base import PlanPart, in_plan, person, together


class Days(Func):
    """The days from one date to another, both included; without an end, for ever."""

    function = "DATERANGE"
    output_field = DateRangeField()


def one_at_a_time(reader: str, *, name: str) -> ExclusionConstraint:
    """The same plan is not opened to the same reader twice for one day, unless the earlier opening was revoked."""
    days = Days("starts_on", "ends_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True))
    return ExclusionConstraint(
        name=name,
        expressions=[("plan", RangeOperators.EQUAL), (reader, RangeOperators.EQUAL), (days, RangeOperators.OVERLAPS)],
        condition=Q(revoked_at__isnull=True),
    )


class PlanShare(PlanPart):
    """A commissioner organisation may read this plan, from its start to its end or revocation. Never a draft."""

    commissioner = models.ForeignKey("tenancy.Organisation", models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    shared_by = person(null=False, blank=False, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = person(editable=False)

    class Meta(PlanPart.Meta):
        ordering = ["starts_on", "created_at"]
        constraints = [
            in_plan("planshare"),
            one_at_a_time("commissioner", name="planshare_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="planshare_ends_after_start",
            ),
            together("revoked_at", "revoked_by", name="planshare_revoked_by_somebody"),
        ]
        indexes = [
            models.Index(fields=["commissioner"], condition=Q(revoked_at__isnull=True), name="planshare_in_force")
        ]


class AuditGrant(PlanPart):
    """An auditor may read everything of this plan, for a limited time, and change nothing."""

    auditor = person(null=False, blank=False)
    starts_on = models.DateField()
    ends_on = models.DateField()
    granted_by = person(null=False, blank=False, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = person(editable=False)

    class Meta(PlanPart.Meta):
        ordering = ["starts_on", "created_at"]
        constraints = [
            in_plan("auditgrant"),
            one_at_a_time("auditor", name="auditgrant_one_at_a_time"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="auditgrant_ends_after_start"),
            together("revoked_at", "revoked_by", name="auditgrant_revoked_by_somebody"),
        ]
