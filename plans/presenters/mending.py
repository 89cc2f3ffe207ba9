"""Where a finding is mended: the form it opens, the place on the writing page it opens in, and the field."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from plans import rules
from plans.credibility import Facts
from plans.enums import Stage
from plans.presenters.nav import address


@dataclass(frozen=True)
class Mend:
    url: str
    slot: str = ""
    """The card that becomes the form, on the writing page."""
    field: str = ""


def place(facts: Facts, kind: str, key, field: str, *, may_write: bool, cards: Collection[UUID] | None = None) -> Mend:
    """`kind`, `key` and `field` as a finding or an answer names them. Who may not write is shown the card.

    `cards`: the actions whose cards stand on this page of the plan in full, where it has several. The form of another
    opens as a page of its own.
    """
    plan = facts.plan
    written = address("plan_write", plan.pk)
    if (kind, field) == ("plan", "criteria"):
        return Mend(address("plan_gates", plan.pk))
    if kind == "action" and not may_write:
        return Mend(_card(written, key, cards))
    if not may_write:
        return Mend(f"{written}#{field if kind == 'plan' else f'{kind}-{key}'}")
    match kind, field:
        case "plan", "problems":
            return Mend(address("problem_new", plan.pk), "problem-new")
        case "plan", "title" | "summary":
            return Mend(f"{address('plan_edit', plan.pk)}?field={field}", field=field)
        case "plan", _:
            return _action(plan, Stage.IMMEDIATE, ())
        case "problem", "evidence":
            return Mend(address("evidence_new", key), f"evidence-new-{key}")
        case "problem", "causes":
            return Mend(f"{address('cause_new', plan.pk)}?problem={key}", "cause-new")
        case "problem", "actions":
            return _action(plan, Stage.STABILISATION, sorted(map(str, facts.causes_of(key))))
        case "cause", "actions":
            return _action(plan, Stage.STABILISATION, (key,))
        case "action", _:
            return _of_action(facts, key, field, written, cards)
    return Mend(f"{address(f'{kind}_edit', key)}?field={field}", f"{kind}-{key}", field)


def _action(plan, stage: Stage, causes) -> Mend:
    asked = urlencode([("stage", stage.value), *(("cause", cause) for cause in causes)])
    return Mend(f"{address('action_new', plan.pk)}?{asked}", f"action-new-{stage.value}")


def _of_action(facts: Facts, key, field: str, written: str, cards: Collection[UUID] | None) -> Mend:
    action = next(one for one in facts.actions if one.pk == key)
    if rules.explain(rules.may_change_action, action, facts.plan):
        return Mend(_card(written, key, cards))
    slot = f"action-{key}" if cards is None or key in cards else ""
    if field == "as_check":
        return Mend(address("action_as_check", key), slot)
    return Mend(f"{address('action_edit', key)}?field={field}", slot, field)


def _card(written: str, key, cards: Collection[UUID] | None) -> str:
    return f"{written}#action-{key}" if cards is None else address("action_detail", key)
