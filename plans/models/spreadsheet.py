from django.db import models
from django.db.models import Q

from plans.models.base import person, together
from recovery.tenancy.models import TenantModel


class SpreadsheetImport(TenantModel):
    """A spreadsheet on its way into a draft: what was read from the file, and how its columns are to be understood.

    What was read may hold anything, so it is no part of the history and is emptied as soon as the import is done or
    given up. The name and the fingerprint of the file stay, with who imported it, when, and into which plan.
    """

    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    uploaded_by = person(null=False, blank=False)
    sheets = models.JSONField(null=True)
    """What `plans.spreadsheets.reading` gives."""
    arrangement = models.JSONField(default=dict)
    """Sheet, header rows, columns, people: what the person has chosen so far."""
    notes = models.JSONField(default=list)
    """What the file said and the plan does not say."""
    plan = models.ForeignKey("plans.Plan", models.CASCADE, null=True, related_name="imports", db_constraint=False)
    finished_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["-uploaded_at"]
        constraints = [
            together("finished_at", "plan", name="spreadsheet_imported_into_a_plan"),
            models.CheckConstraint(
                condition=Q(sheets__isnull=True) | Q(finished_at__isnull=True, cancelled_at__isnull=True),
                name="spreadsheet_keeps_no_rows_when_over",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(cancelled_at__isnull=True), name="spreadsheet_over_once"
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="spreadsheet_sha256"),
        ]
        indexes = [
            models.Index(
                fields=["org", "-uploaded_at"],
                condition=Q(finished_at__isnull=True, cancelled_at__isnull=True),
                name="spreadsheet_under_way",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def over(self) -> bool:
        return bool(self.finished_at or self.cancelled_at)
