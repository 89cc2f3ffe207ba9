"""What people carry, in words and as a picture: who is over, in which week, by how much, and what would mend it."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe

from plans import queries, rules
from plans.models import Action, ProtectedTime
from plans.queries import workforce
from plans.rules import load
from plans.rules.load import figure as h
from recovery import dates
from recovery.tenancy.models import Membership
from recovery.tenancy.permissions import may, refusal
from recovery.ui.charts import workload as chart

WEEKS = 13
NOWHERE = UUID(int=0)
MENDING = "Move dates, hand something over, or free time."


@dataclass(frozen=True)
class Carrying:
    """One person and what they carry in each of the coming weeks."""

    person: Membership
    loads: list[load.Load]

    @property
    def over(self) -> list[load.Load]:
        return [one for one in self.loads if one.over]

    @property
    def has(self) -> str:
        """What they have said, and how it changes within these weeks."""
        said = [self.loads[0].stated]
        parts = ["Has not said" if said[0] is None else f"Has {h(said[0])} h a week"]
        for one in self.loads[1:]:
            if one.stated is not None and one.stated != said[-1]:
                parts.append(f"{h(one.stated)} from {dates.uk_short(one.week)}")
                said.append(one.stated)
        return ", ".join(parts)

    @property
    def said(self) -> str:
        """What it comes to, short enough to stand under a name."""
        if self.over:
            return f"Over in {_weeks(len(self.over))}"
        if load.worst(self.loads, with_drafts=True):
            return "Would be over with drafts"
        busiest = load.busiest(self.loads)
        if busiest is None:
            return "Nothing is asked"
        return f"{h(busiest.whole)} h asked at most" if self.unsaid else "Within the hours"

    @property
    def unsaid(self) -> bool:
        return any(one.whole and one.stated is None for one in self.loads)

    @property
    def tone(self) -> str:
        return self.row.tone

    @property
    def shape(self) -> str:
        return "square" if self.tone == "red" else "diamond"

    @property
    def sentence(self) -> str:
        return overload(self.person.name, self.loads)

    @property
    def row(self) -> chart.Row:
        return chart.Row(self.person.name, self.has, self.said, [_cell(one) for one in self.loads])

    @property
    def busy(self) -> list[load.Load]:
        """The weeks worth saying on a phone: every one in which something is asked for."""
        return [one for one in self.loads if one.whole]

    @property
    def in_words(self) -> list[tuple[datetime.date, str]]:
        return [(one.week, chart.words(_cell(one))) for one in self.busy]


def _cell(one: load.Load) -> chart.Cell:
    stated = None if one.stated is None else float(one.stated)
    return chart.Cell(float(one.asked), float(one.added), stated)


def _weeks(count: int) -> str:
    return "1 week" if count == 1 else f"{count} weeks"


def _has(one: load.Load) -> str:
    return h(one.stated or load.NONE)


def overload(name: str, loads: Sequence[load.Load]) -> str:
    """A9 where it happens: the week, the figures, what would mend it; nothing while the hours suffice."""
    worst = load.worst(loads)
    with_drafts = worst is None
    worst = worst or load.worst(loads, with_drafts=True)
    if worst is None:
        return ""
    asked = worst.whole if with_drafts else worst.asked
    short = [one for one in loads if (one.would_be_over if with_drafts else one.over)]
    verb = "would be asked for" if with_drafts else "is asked for"
    said = f"{name} {verb} {h(asked)} hours in the week of {dates.uk_date(worst.week)}, and has {_has(worst)}."
    if len(short) > 1:
        said += f" That is so in {len(short)} of the coming {len(loads)} weeks."
    return f"{said} {MENDING}"


def carried(
    asks: Iterable[load.Ask], statements: load.Statements, today: datetime.date, *, only: Iterable[UUID] | None = None
) -> dict[UUID, list[load.Load]]:
    """The coming weeks of everybody, or `only` of these people: whoever is most over first."""
    found = load.loads(asks, statements, load.weeks(today, WEEKS))
    if only is not None:
        wanted = set(only)
        found = {person: loads for person, loads in found.items() if person in wanted}
    return dict(sorted(found.items(), key=lambda item: _urgency(item[1])))


def _urgency(loads: Sequence[load.Load]) -> tuple[Decimal, Decimal, Decimal]:
    return (
        -max(one.over for one in loads),
        -max(one.would_be_over for one in loads),
        -max(one.whole for one in loads),
    )


def over_now(person: Membership | None, today: datetime.date) -> str:
    """The sentence beside the hours of an action, about its owner."""
    if person is None:
        return ""
    loads = carried(workforce.asks(person=person.pk, at=today), workforce.statements([person.pk]), today)
    return overload(person.name, loads[person.pk]) if person.pk in loads else ""


def over_if(form: Any, action: Action | None, today: datetime.date) -> str:
    """The sentence beside the hours in the form: as it stands when it is opened, as it is typed when it comes back."""
    if not form.is_bound:
        return over_now(action.owner, today) if action else ""
    typed = form.cleaned_data if hasattr(form, "cleaned_data") else {}
    owner, hours = typed.get("owner"), typed.get("hours_a_week")
    due_on = typed.get("due_on") or (queries.due_on(action) if action else None)
    days = load.span(starts_on=typed.get("starts_on"), due_on=due_on, started=False, today=today)
    if not (owner and hours and days):
        return ""
    asks = [one for one in workforce.asks(person=owner.pk, at=today) if action is None or one.action != action.pk]
    asks.append(load.Ask(owner.pk, NOWHERE, NOWHERE, NOWHERE, "", hours, *days, drafted=True))
    loads = carried(asks, workforce.statements([owner.pk]), today)
    return overload(owner.name, loads[owner.pk])


@dataclass(frozen=True)
class Hours:
    """Whose hours are protected for one action."""

    lines: list["HoursLine"]
    over: list[str]
    """Of each of these people who is asked for more than they have."""


@dataclass(frozen=True)
class HoursLine:
    protected: ProtectedTime
    days: str
    ended: bool
    change_refusal: str
    end_refusal: str
    remove_refusal: str

    @property
    def hours(self) -> str:
        return h(self.protected.hours_a_week)


def hours_of(action: Action, workspace, today: datetime.date) -> Hours:
    listed = list(workforce.protected_times(action))
    concerned = [one for one in (action.owner, *(one.person for one in listed)) if one is not None]
    asks = workforce.asks(plan=action.plan_id, at=today)
    asked = {one.person for one in asks if one.action == action.pk}
    people = [one for one in concerned if one.pk in asked]
    loads = carried(asks, workforce.statements([one.pk for one in people]), today)
    over = [overload(one.name, loads[one.pk]) for one in people]
    return Hours([_line(one, action, workspace, today) for one in listed], [one for one in over if one])


def _line(one: ProtectedTime, action: Action, workspace, today: datetime.date) -> HoursLine:
    may_edit = may(workspace, "plan.edit")

    def why(rule, **facts) -> str:
        return rules.explain(rule, one, action, action.plan, **facts) if may_edit else refusal("plan.edit")

    ended = one.ends_on is not None and one.ends_on < today
    return HoursLine(
        one,
        _days(one),
        ended,
        why(rules.may_change_protected),
        why(rules.may_end_protected, today=today),
        why(rules.may_remove_protected),
    )


def _days(one: ProtectedTime) -> str:
    start = f"from {dates.uk_date(one.starts_on)}" if one.starts_on else "from the start of the action"
    return f"{start} until {dates.uk_date(one.ends_on) if one.ends_on else 'it is due'}"


def title(found: Mapping[UUID, Sequence[load.Load]]) -> str:
    """The answer, over the whole of what was found and not only its first page."""
    over = sum(any(one.over for one in loads) for loads in found.values())
    if not over:
        return "Nobody is asked for more hours than they have said they have"
    return "1 person is asked for more hours than they have" if over == 1 else (
        f"{over} people are asked for more hours than they have"
    )  # fmt: skip


def unsaid(found: Mapping[UUID, Sequence[load.Load]]) -> list[UUID]:
    return [person for person, loads in found.items() if any(one.whole and one.stated is None for one in loads)]


def picture(rows: Sequence[Carrying], today: datetime.date) -> SafeString:
    drawing = chart.draw(
        [one.row for one in rows], weeks=load.weeks(today, WEEKS), uid="workload", title="Hours asked, week by week"
    )
    return mark_safe(drawing)  # noqa: S308  (svg.py escapes every word it is given)


@dataclass(frozen=True)
class PlanAsks:
    """What one plan asks of one person."""

    carrying: Carrying
    plan: UUID

    def in_week(self, one: load.Load) -> Decimal:
        """Hours of this plan alone."""
        return sum((ask.hours for ask in one.asks if ask.plan == self.plan), load.NONE)

    @property
    def worst(self) -> load.Load | None:
        return load.worst(self.carrying.loads, with_drafts=True)

    @property
    def sentence(self) -> str:
        busiest = max(self.carrying.loads, key=self.in_week)
        hours, name = self.in_week(busiest), self.carrying.person.name
        actions = dict.fromkeys(
            ask.reference.split()[-1] for one in self.carrying.loads for ask in one.asks if ask.plan == self.plan
        )
        said = f"Up to {h(hours)} h a week for {_listed(list(actions))}"
        if also := busiest.whole - hours:
            said += f", and {h(also)} h for other plans in that week"
        return f"{said}. {name} has not said how many hours are protected." if self.carrying.unsaid else f"{said}."


def of_plan(rows: Iterable[Carrying], plan_id: UUID) -> list[PlanAsks]:
    """Of everybody of whom it asks something in these weeks."""
    found = [PlanAsks(one, plan_id) for one in rows]
    return [one for one in found if any(one.in_week(week) for week in one.carrying.loads)]


def plan_title(asked: Sequence[PlanAsks], waiting: bool) -> str:
    """The answer to: does it ask more of anybody than they have?"""
    verb = "would ask" if waiting else "asks"
    over = [(one, week) for one in asked if (week := one.worst)]
    if over:
        first, week = over[0]
        name, hours = first.carrying.person.name, first.in_week(week)
        others = f", and of {_people(len(over) - 1)} more than they have" if len(over) > 1 else ""
        if hours > (week.stated or load.NONE):
            return f"This plan {verb} {h(hours)} h a week of {name}, who has {_has(week)}{others}"
        return f"With this plan {name} is asked for {h(week.whole)} h in a week, and has {_has(week)}{others}"
    if not asked:
        return "This plan asks nobody for protected hours in the coming weeks"
    if any(one.carrying.unsaid for one in asked):
        return f"This plan {verb} no more than people have said they have, as far as they have said it"
    return f"This plan {verb} no more of anybody than they have said they have"


def _people(count: int) -> str:
    return "1 other" if count == 1 else f"{count} others"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
