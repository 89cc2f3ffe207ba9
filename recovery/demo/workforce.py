"""What the people of the demonstration say they have, and the rotas of their services, told through the verbs."""

import datetime
from decimal import Decimal

import yaml

from plans.domain import rota, stated_hours
from plans.rules import load
from recovery import dates
from recovery.demo.people import FOLDER, Cast
from recovery.tenancy import context


def tell(cast: Cast, today: datetime.date) -> None:
    told = yaml.safe_load((FOLDER / "workforce.yaml").read_text(encoding="utf-8"))
    for said in told["hours"]:
        _say(cast, said, today + datetime.timedelta(days=said["day"]))
    for key, described in told["rotas"].items():
        first = load.week_of(today) - load.WEEK * len(described["weeks"])
        for index, week in enumerate(described["weeks"]):
            if week:
                _record(cast, key, described["by"], first + load.WEEK * index, week)


def _say(cast: Cast, said: dict, day: datetime.date) -> None:
    person, by = cast.people[said["who"]], cast.actor(said["who"])
    with context.tenant(person.org, by=by):
        stated_hours.state(
            person=person,
            hours_a_week=Decimal(str(said["hours"])),
            starts_on=load.week_of(day),
            note=said.get("note", ""),
            by=by,
            at=_in_the_morning(day),
        )


def _record(cast: Cast, key: str, who: str, monday: datetime.date, week: dict) -> None:
    """On the Monday after the week, as early as it may be if that is today."""
    service, by = cast.services[key], cast.actor(who)
    with context.tenant(service.org, by=by):
        rota.record(
            service=service,
            week_on=monday,
            planned=Decimal(week["planned"]),
            own=Decimal(week["own"]),
            agency=Decimal(week["agency"]),
            supervision_planned=Decimal(week["supervision"]),
            supervision_lost=Decimal(week["lost"]),
            note=week.get("note", ""),
            by=by,
            at=_in_the_morning(monday + load.WEEK),
        )


def _in_the_morning(day: datetime.date) -> datetime.datetime:
    return min(datetime.datetime.combine(day, datetime.time(9, 40), tzinfo=dates.LONDON), dates.now())
