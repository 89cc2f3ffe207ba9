from django.db import models

from plans.models.action import Action
from plans.models.base import PlanPart, held_texts, in_plan, person, together


class Partner(PlanPart):
    """An organisation outside the provider that contributes: a community team, an advocate, a placing authority.

    Commissioners read `organisation` and `role`. `contact`, a person's name, stays inside.
    """

    organisation = models.CharField(max_length=150)
    role = models.CharField(max_length=200)
    contact = models.CharField(max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = person(editable=False)
    held = held_texts()

    class Meta(PlanPart.Meta):
        ordering = ["organisation", "created_at"]
        constraints = [
            in_plan("partner"),
            together("withdrawn_at", "withdrawn_by", name="partner_withdrawn_by_somebody"),
        ]

    def __str__(self) -> str:
        return self.organisation


class Contribution(PlanPart):
    """What a partner does for one action. Its owner still answers for the action."""

    action = models.ForeignKey(
        Action, models.CASCADE, related_name="contributions", db_constraint=False, editable=False
    )
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="contributions", db_constraint=False)
    contribution = models.CharField(max_length=300)
    due_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = person(editable=False)
    held = held_texts()

    class Meta(PlanPart.Meta):
        ordering = ["created_at"]
        constraints = [
            in_plan("contribution"),
            together("withdrawn_at", "withdrawn_by", name="contribution_withdrawn_by_somebody"),
        ]

    def __str__(self) -> str:
        return self.contribution
