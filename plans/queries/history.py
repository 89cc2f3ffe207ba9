"""Reads of what happened to a thing and to what belongs to it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from plans.models import Extension, Milestone
from recovery.history import queries as history
from recovery.history.models import Event


def actors_of(plan_id: Any) -> list[tuple[str, str]]:
    """(id, name) of everybody who changed something in the plan, by name. Of several titles, the newest."""
    found = Event.objects.filter(root_id=plan_id).order_by("actor_id", "-id").distinct("actor_id")
    return sorted(found.values_list("actor_id", "actor_label"), key=lambda actor: actor[1])


def of_plan(plan_id: Any, *, tables: Iterable[str], who: str) -> QuerySet[Event]:
    """Everything that happened in the plan, or what is asked for, newest first."""
    events = history.of_root(plan_id, tables=tables)
    return events.filter(actor_id=who) if who else events


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
