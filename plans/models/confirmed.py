from django.db import models
from django.db.models import Q

from plans.models.base import PlanPart, in_plan, person, together


class ConfirmedText(PlanPart):
    """D1: somebody answers for these exact words, which look personal, being fit to leave in this plan's texts.

    Never an NHS number. In force until it is withdrawn; it stays in sight with who confirmed it and why.
    """

    fragment = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    reason = models.TextField()
    confirmed_at = models.DateTimeField(editable=False)
    confirmed_by = person(null=False, blank=False, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = person(editable=False)

    class Meta(PlanPart.Meta):
        ordering = ["confirmed_at"]
        constraints = [
            in_plan("confirmedtext"),
            models.UniqueConstraint(
                fields=["plan", "fragment"], condition=Q(withdrawn_at__isnull=True), name="confirmedtext_once"
            ),
            models.CheckConstraint(condition=~Q(kind="nhs_number"), name="confirmedtext_is_no_nhs_number"),
            together("withdrawn_at", "withdrawn_by", name="confirmedtext_withdrawn_by_somebody"),
        ]

    def __str__(self) -> str:
        return self.fragment
