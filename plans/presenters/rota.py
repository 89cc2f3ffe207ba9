"""The rota of a service in words and as a picture: who filled it, what nobody filled, and what plans ask beside it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe

from plans.models import RotaWeek
from plans.rules import load
from plans.rules.load import figure as h
from recovery import dates
from recovery.tenancy.models import Service
from recovery.ui.charts import rota as chart

WEEKS = 26
FRESH = datetime.timedelta(days=28)
"""An older week says nothing of whether the rota carries a plan now."""


@dataclass(frozen=True)
class Panel:
    """The last half year of one service's rota, and the hours that a plan, or its plans, ask beside it."""

    service: Service
    title: str
    sentence: str
    drawing: SafeString | str
    rows: list["Line"]
    late: bool = False


@dataclass(frozen=True)
class Line:
    """A week as the table says it; without a record, as a gap."""

    monday: datetime.date
    week: RotaWeek | None
    asked: Decimal


def shown_weeks(today: datetime.date) -> list[datetime.date]:
    """Half a year of weeks that are over."""
    return load.weeks(load.week_of(today) - load.WEEK * WEEKS, WEEKS)


def panel(
    service: Service,
    recorded: Mapping[datetime.date, RotaWeek],
    asked: Mapping[datetime.date, Decimal],
    today: datetime.date,
    *,
    asks: str = "The plan asks",
    drawn: bool = True,
) -> Panel:
    """`asked`: hours by week, this week among them. `asks`: whose hours those are."""
    mondays = shown_weeks(today)
    now = asked.get(load.week_of(today), load.NONE)
    listed = lines(mondays, recorded, asked)
    last = recorded[max(recorded)] if recorded else None
    weeks = [_bar(line) for line in listed]
    drawing = (
        mark_safe(chart.draw(weeks, uid="rota", title=f"Rota of {service.name}", asks=asks))  # noqa: S308
        if drawn and recorded
        else ""
    )
    return Panel(service, *_said(service, last, now, asks, today), drawing, listed[::-1], _late(last, today))


def _late(last: RotaWeek | None, today: datetime.date) -> bool:
    """The last full week is not recorded."""
    return last is None or last.week_on < load.last_full_week(today)


def _said(service: Service, last: RotaWeek | None, now: Decimal, asks: str, today: datetime.date) -> tuple[str, str]:
    """A title that says whether the rota can carry what is asked, and the figures it rests on."""
    if last is None:
        return f"{asks} {h(now)} h a week; no week of the rota is recorded", (
            "Nobody can say whether the rota carries it until a week is recorded."
        )
    week = f"In the week of {dates.uk_date(last.week_on)} own staff filled {h(last.own)} of {h(last.planned)} hours"
    said = f"{week}, agency {h(last.agency)}, and {h(last.unfilled)} were unfilled."
    if last.supervision_lost:
        said += f" {h(last.supervision_lost)} of {h(last.supervision_planned)} hours of supervision were lost."
    if today - last.week_on > FRESH:
        return f"{asks} {h(now)} h a week; the rota was last recorded for {dates.uk_date(last.week_on)}", said
    if now and last.unfilled >= now:
        return f"{asks} {h(now)} h a week; {h(last.unfilled)} h were unfilled: the rota cannot carry it", said
    if now and last.unfilled:
        return f"{asks} {h(now)} h a week; {h(last.unfilled)} h were unfilled: the rota is short", said
    if not now:
        return f"{asks} no protected hours this week; {h(last.unfilled)} h of the rota were unfilled", said
    return f"{asks} {h(now)} h a week, and the rota was filled", said


def _bar(line: Line) -> chart.Week:
    if line.week is None:
        return chart.Week(line.monday, asked=float(line.asked))
    one = line.week
    lost = None if one.supervision_lost is None else float(one.supervision_lost)
    return chart.Week(line.monday, float(one.planned), float(one.own), float(one.agency), lost, float(line.asked))


def lines(
    mondays: Sequence[datetime.date], recorded: Mapping[datetime.date, RotaWeek], asked: Mapping[datetime.date, Decimal]
) -> list[Line]:
    return [Line(monday, recorded.get(monday), asked.get(monday, load.NONE)) for monday in mondays]


class EveryWeek(Sequence):
    """Every week from the first that is recorded to the present one, newest first, whether recorded or not."""

    def __init__(self, first: datetime.date | None, today: datetime.date):
        self._newest = load.week_of(today)
        self._count = (self._newest - first).days // 7 + 1 if first else 0

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index):
        found = range(self._count)[index]
        if isinstance(found, range):
            return [self._newest - load.WEEK * one for one in found]
        return self._newest - load.WEEK * found
