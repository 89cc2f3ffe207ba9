from django.db import models
from django.db.models import F, Q

from plans.enums import ReviewDecision
from plans.models.action import Action
from plans.models.base import PlanPart, in_plan, person


class ControlReview(PlanPart):
    """What somebody decided about an immediate control on its review date: keep it, step it down, or replace it.

    It is written once. `due_on` is the date it was due, and none where the control ran without one. The database keeps
    the next review within 28 days of the decision, in London (A6).
    """

    action = models.ForeignKey(Action, models.CASCADE, related_name="reviews", db_constraint=False, editable=False)
    due_on = models.DateField(null=True, editable=False)
    decision = models.CharField(max_length=9, choices=ReviewDecision.choices)
    reason = models.TextField()
    next_review_on = models.DateField(null=True)
    replaced_by = models.ForeignKey(Action, models.PROTECT, related_name="+", db_constraint=False, null=True)
    decided_at = models.DateTimeField(editable=False)
    decided_by = person(null=False, blank=False, editable=False)

    class Meta(PlanPart.Meta):
        ordering = ["decided_at"]
        constraints = [
            in_plan("controlreview"),
            models.CheckConstraint(
                condition=Q(decision=ReviewDecision.KEEP, next_review_on__isnull=False)
                | (~Q(decision=ReviewDecision.KEEP) & Q(next_review_on__isnull=True)),
                name="controlreview_next_when_kept",
            ),
            models.CheckConstraint(
                condition=Q(decision=ReviewDecision.REPLACE, replaced_by__isnull=False)
                | (~Q(decision=ReviewDecision.REPLACE) & Q(replaced_by__isnull=True)),
                name="controlreview_by_what_when_replaced",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("action")),
                name="controlreview_replaced_by_another",
            ),
        ]
        indexes = [models.Index(fields=["plan", "action", "decided_at"], name="controlreview_of_action")]
