"""What an auditor has been granted, right now: row-level security gives only their own grants, while in force."""

from governance.queries.record import NOT_HISTORY_OF_THE_PLAN
from plans.models import AuditGrant
from recovery.history import queries as history


def grants_in_force():
    """The one that ends soonest first."""
    return AuditGrant.objects.select_related("plan", "plan__service").order_by("ends_on", "plan__number")


def grant_for(plan) -> AuditGrant | None:
    return AuditGrant.objects.filter(plan=plan).order_by("-ends_on").first()


def history_of(plan):
    """Everything that happened in the plan, newest first."""
    return history.of_root(plan.pk).exclude(table__in=NOT_HISTORY_OF_THE_PLAN)
