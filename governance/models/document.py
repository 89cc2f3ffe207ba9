from django.db import models
from django.db.models import Q

from governance.enums import DocumentKind, DocumentState
from plans.models.base import PlanPart, in_plan
from recovery.tenancy.enums import Capacity


class Document(PlanPart):
    """A PDF asked for, built by the worker in the asker's own tenant context, so that it can hold only what they see.

    `org` is the provider whose plan it shows; `asked_for_org` is the organisation of the person who asked.
    """

    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    capacity = models.CharField(max_length=12, choices=Capacity.choices)
    asked_for_org = models.UUIDField()
    asked_by = models.ForeignKey("tenancy.User", models.PROTECT, related_name="+")
    asked_by_label = models.CharField(max_length=250)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=DocumentState.choices, default=DocumentState.QUEUED)
    step = models.CharField(max_length=120, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)
    built_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)

    class Meta(PlanPart.Meta):
        ordering = ["-asked_at", "id"]
        constraints = [
            in_plan("document"),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.READY) | Q(built_at__isnull=False, size__gt=0),
                name="document_ready_has_a_file",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=Q(state__in=[DocumentState.QUEUED, DocumentState.BUILDING]),
                name="document_to_build",
            ),
            models.Index(fields=["asked_for_org", "-asked_at"], name="document_of_asker"),
        ]


class Download(PlanPart):
    """Who fetched which document, when, for which organisation."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="downloads", db_constraint=False)
    downloaded_at = models.DateTimeField()
    downloaded_by = models.ForeignKey("tenancy.User", models.PROTECT, related_name="+")
    downloaded_by_label = models.CharField(max_length=250)
    downloaded_for_org = models.UUIDField()

    class Meta(PlanPart.Meta):
        ordering = ["-downloaded_at"]
        constraints = [in_plan("download")]
