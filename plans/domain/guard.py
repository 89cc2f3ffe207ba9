"""D1: no text leaves the provider with what looks like a person's identity in it, unless somebody answered for it.

Every verb that writes a shared text asks here, in its transaction, what of it is held: commissioners then read the last
text that passed. The database shows them nothing else. What has no earlier text is withheld.
"""

from typing import Any

from django.db.models import Model

from plans import shared_texts
from plans.models import Plan
from plans.queries import held as reads
from plans.shared_texts import WITHHELD
from recovery import dates


class Guard:
    """Of one plan, for one verb."""

    def __init__(self, plan: Plan | None, at) -> None:
        self.known = reads.Known(plan)
        self.since = dates.day_of(at).isoformat()

    def held(
        self, model: type[Model], fields: dict[str, Any], before: Model | None = None
    ) -> dict[str, dict[str, str]]:
        """What `held` must say of a row that is given these fields. `before`: the row as it is until now."""
        held = dict(shared_texts.held(before)) if before else {}
        for shared in shared_texts.of(model):
            column = shared.column
            if column not in fields:
                continue
            if not self.known.found(fields[column]):
                held.pop(column, None)
                continue
            known = held.get(column)
            last = known["text"] if known else getattr(before, column) if before else WITHHELD
            passes = not self.known.found(last)
            held[column] = {
                "text": last if passes else WITHHELD,
                "since": known["since"] if known and passes else self.since,
            }
        return held


def settle(plan: Plan, *, at) -> int:
    """Every shared text of the plan anew: after a confirmation or its withdrawal, and of texts written before there was
    a guard. Gives how many rows changed."""
    guard, changed = Guard(plan, at), 0
    for model in shared_texts.models():
        for row in reads.rows_of(plan, model):
            fields = {shared.column: getattr(row, shared.column) for shared in shared_texts.of(model)}
            held = guard.held(model, fields, row)
            if held != row.held:
                changed += model.objects.filter(pk=row.pk).update(held=held)
    return changed
