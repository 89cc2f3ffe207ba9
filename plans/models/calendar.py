from django.db import models
from django.db.models import Q

from plans.models.base import person, together
from recovery.tenancy.models import TenantModel


class CalendarFeed(TenantModel):
    """A secret address under which one person's dates can be read by a calendar, until it is revoked.

    The secret itself is shown once and never kept: `digest` is its SHA-256, `prefix` what tells it from others.
    """

    owner = person(null=False, blank=False, editable=False)
    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=8, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = person(editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)

    class Meta(TenantModel.Meta):
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["org", "id"], name="calendarfeed_in_org"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="calendarfeed_sha256"),
            together("revoked_at", "revoked_by", name="calendarfeed_revoked_by_somebody"),
        ]

    def __str__(self) -> str:
        return self.name
