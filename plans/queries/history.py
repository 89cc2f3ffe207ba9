"""Reads of what happened to a thing and to what belongs to it."""

from typing import Any

from django.db.models import Q, QuerySet

from plans.models import Extension, Milestone
from recovery.history import queries as history
from recovery.history.models import Event


def of_action(plan_id: Any, action_id: Any) -> QuerySet[Event]:
    """With its milestones, its evidence, its links, and what was asked for and decided about its dates."""
    milestones = (
        Event.objects.filter(root_id=plan_id, table=Milestone._meta.db_table, after__action_id=str(action_id))
        .order_by()
        .values_list("row_id", flat=True)
        .distinct()
    )
    extensions = Q(table=Extension._meta.db_table, after__milestone_id__in=list(milestones))
    return history.of_row(plan_id, action_id, pointing=("action_id",), also=extensions)
