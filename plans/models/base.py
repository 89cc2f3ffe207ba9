from django.db import models

from recovery.tenancy.models import TenantModel


def its_plan(**options) -> models.ForeignKey:
    """`db_index=False` where another index begins with the plan: of two, the wrong one may be read."""
    return models.ForeignKey(
        "plans.Plan", models.CASCADE, related_name="%(class)ss", db_constraint=False, editable=False, **options
    )


class PlanPart(TenantModel):
    """A row that belongs to one plan. The database holds it to the plan's organisation as well."""

    plan = its_plan()

    class Meta(TenantModel.Meta):
        abstract = True


def held_texts() -> models.JSONField:
    """D1: of each shared text that may not leave as it stands, the last that passed and since when it is read instead.

    {"title": {"text": "…", "since": "2026-03-03"}}; empty as a rule. Written by `plans.domain.guard` alone.
    """
    return models.JSONField("what commissioners read instead", default=dict, editable=False)


def in_plan(name: str) -> models.UniqueConstraint:
    """What composite foreign keys inside a plan point to."""
    return models.UniqueConstraint(fields=["org", "plan", "id"], name=f"{name}_in_plan")


def together(*fields: str, name: str) -> models.CheckConstraint:
    """All of these are set, or none is (for example a time and the person)."""
    none = models.Q(**{f"{field}__isnull": True for field in fields})
    every = models.Q(**{f"{field}__isnull": False for field in fields})
    return models.CheckConstraint(condition=none | every, name=name)


def person(**options) -> models.ForeignKey:
    """A person of the organisation, as owner, decider or witness."""
    options = {"null": True, "blank": True} | options
    return models.ForeignKey("tenancy.Membership", models.PROTECT, related_name="+", db_constraint=False, **options)
