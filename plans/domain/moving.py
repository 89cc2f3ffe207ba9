"""How a verb moves a plan or an action along its life: the only place where their state changes."""

from typing import TypeVar

from django.db.models import F

from plans.lifecycle import Life
from plans.models import Action, Plan

Row = TypeVar("Row", Plan, Action)


def move(row: Row, life: Life, verb: str, **recorded) -> Row:
    """The verb has checked its rules. It records what its line of the table says, and nothing else."""
    step = life[verb]
    if set(recorded) != set(step.records):
        raise TypeError(f"{life.of}.{verb} records {', '.join(step.records) or 'nothing'}")
    model = type(row)
    emptied = {name: model._meta.get_field(name).get_default() for name in step.empties}
    model.objects.filter(pk=row.pk).update(state=step.target, version=F("version") + 1, **recorded, **emptied)
    return model.objects.get(pk=row.pk)
