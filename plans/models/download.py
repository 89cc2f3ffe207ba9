from django.db import models

from plans.models.base import PlanPart, in_plan
from plans.models.problem import StoredFile


class FileDownload(PlanPart):
    """Who was handed which file of the evidence, when, for which organisation."""

    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="downloads", db_constraint=False)
    downloaded_at = models.DateTimeField()
    downloaded_by = models.ForeignKey("tenancy.User", models.PROTECT, related_name="+")
    downloaded_by_label = models.CharField(max_length=250)
    downloaded_for_org = models.UUIDField()

    class Meta(PlanPart.Meta):
        ordering = ["-downloaded_at"]
        constraints = [in_plan("filedownload")]
