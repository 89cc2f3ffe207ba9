"""D1: which texts of a plan are held, what commissioners read instead, and what somebody answered for."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db import connection
from django.db.models import Model

from plans import shared_texts
from plans.credibility import personal_data
from plans.models import ConfirmedText, Plan
from plans.models.base import PlanPart
from plans.shared_texts import SharedText
from recovery.tenancy import context
from recovery.tenancy.models import Membership


@dataclass(frozen=True)
class HeldText:
    shared: SharedText
    row: Model
    now: str
    """As it stands inside."""
    read: str
    """What commissioners read instead."""
    since: datetime.date | None
    """Nothing for a text that was written before there was a guard, until it is checked."""
    found: list[personal_data.Found]


class Known:
    """Whose names may stand in a plan's texts, and which words somebody answered for. Read when they are needed."""

    def __init__(self, plan: Plan | None) -> None:
        self.plan = plan

    @cached_property
    def names(self) -> list[str]:
        """Members of the organisation are accountable by name."""
        return list(Membership.objects.values_list("name", flat=True))

    @cached_property
    def confirmed(self) -> set[str]:
        if self.plan is None:
            return set()
        return set(confirmations(self.plan).filter(withdrawn_at=None).values_list("fragment", flat=True))

    def found(self, text: str | None) -> list[personal_data.Found]:
        """What keeps a text from leaving. Nothing is read from the database while nothing looks personal."""
        if not text or not personal_data.found(text):
            return []
        return personal_data.unconfirmed(text, names=self.names, confirmed=self.confirmed)


def rows_of(plan: Plan, model: type[Model]):
    return model.objects.filter(**({"plan": plan} if issubclass(model, PlanPart) else {"pk": plan.pk}))


def held_in(plan: Plan) -> list[HeldText]:
    """Every shared text of the plan that may not leave as it stands. One query a table, however many rows."""
    known = Known(plan)
    return [
        text
        for model in shared_texts.models()
        for row in rows_of(plan, model).order_by("created_at", "pk")
        for text in _held(row, known)
    ]


def _held(row: Model, known: Known) -> Iterator[HeldText]:
    for shared in shared_texts.of(type(row)):
        now, kept = getattr(row, shared.column), row.held.get(shared.column)
        found = known.found(now)
        if kept:
            yield HeldText(shared, row, now, kept["text"], datetime.date.fromisoformat(kept["since"]), found)
        elif found:
            yield HeldText(shared, row, now, shared_texts.WITHHELD, None, found)


def holding(plan: str) -> str:
    """SQL: whether anything of the plan with this id is held. For statements that every page begins with.

    The tables of this app are asked by a function (migration 0024), which is planned once; those of apps above, here.
    """
    above = [model for model in shared_texts.models() if model._meta.app_label != Plan._meta.app_label]
    asked = [
        f"EXISTS (SELECT FROM {model._meta.db_table} held WHERE held.plan_id = {plan} AND held.held <> '{{}}')"
        for model in above
    ]
    return " OR ".join([f"app.holds_text({plan})", *asked])


def any_held(plan: Plan) -> bool:
    context.required()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {holding('%(plan)s')}", {"plan": plan.pk})
        return cursor.fetchone()[0]


def confirmations(plan: Plan):
    return ConfirmedText.objects.filter(plan=plan)


def confirmed(plan: Plan):
    """Those in force first, each with who answered for it."""
    return confirmations(plan).select_related("confirmed_by", "withdrawn_by").order_by("-withdrawn_at", "confirmed_at")
