from django.db import models
from django.db.models import F, Q

from plans.models.base import PlanPart, in_plan, person, together


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
            models.UniqueConstraint(
                fields=["plan", "commissioner"], condition=Q(revoked_at__isnull=True), name="planshare_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="planshare_ends_after_start",
            ),
            together("revoked_at", "revoked_by", name="planshare_revoked_by_somebody"),
        ]
        indexes = [
            models.Index(
                fields=["commissioner"], condition=Q(revoked_at__isnull=True), name="planshare_in_force"
            )
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
            models.UniqueConstraint(
                fields=["plan", "auditor"], condition=Q(revoked_at__isnull=True), name="auditgrant_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="auditgrant_ends_after_start"
            ),
            together("revoked_at", "revoked_by", name="auditgrant_revoked_by_somebody"),
        ]
