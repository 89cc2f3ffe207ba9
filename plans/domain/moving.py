"""How a verb moves a plan or an action along its life: the only place where their state changes."""

from typing import TypeVar

from django.db.models import F, QuerySet

from plans.lifecycle import Life
from plans.models import Action, Plan

Row = TypeVar("Row", Plan, Action)


def move(row: Row, life: Life, verb: str, **recorded) -> Row:
    """The verb has checked its rules. It records what its line of the table says, and nothing else."""
    model = type(row)
    move_all(model.objects.filter(pk=row.pk), life, verb, **recorded)
    return model.objects.get(pk=row.pk)


def move_all(rows: QuerySet, life: Life, verb: str, **recorded) -> None:
    """The same for many rows at once, which the verb has looked at one by one."""
    step = life[verb]
    if set(recorded) != set(step.records):
        raise TypeError(f"{life.of}.{verb} records {', '.join(step.records) or 'nothing'}")
    emptied = {name: rows.model._meta.get_field(name).get_default() for name in step.empties}
    rows.update(state=step.target, version=F("version") + 1, **recorded, **emptied)
