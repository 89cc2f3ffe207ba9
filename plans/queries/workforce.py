"""Reads of what plans ask of people, what people have said they have, and how the rota was filled."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import connection

from plans.models import Action, ProtectedTime, RotaWeek, StatedHours
from plans.models.plan import reference
from plans.rules import WATCHED_IN_DRAFT, load
from recovery import dates
from recovery.tenancy import context
from recovery.tenancy.models import Membership, Service

# The owner's hours stand on the action, those of others beside it. One statement, however many actions.
ASKED = """
WITH asked AS (
    SELECT a.id AS action_id, a.plan_id, a.owner_id AS person_id, a.hours_a_week AS hours,
           NULL::date AS since, NULL::date AS until
    FROM plans_action a WHERE a.owner_id IS NOT NULL AND a.hours_a_week > 0
    UNION ALL
    SELECT t.action_id, t.plan_id, t.person_id, t.hours_a_week, t.starts_on, t.ends_on FROM plans_protectedtime t
)
"""
OPEN = f"""{ASKED}
SELECT k.person_id, p.id, p.service_id, a.id, p.number, a.number, k.hours, a.starts_on, a.started_at, m.due_on,
       k.since, k.until, p.state
FROM asked k JOIN plans_action a ON a.id = k.action_id JOIN plans_plan p ON p.id = a.plan_id
JOIN plans_milestone m ON m.action_id = a.id AND m.is_completion
WHERE a.state = ANY (%(open)s) AND p.state = ANY (%(asking)s) AND WANTED
ORDER BY p.number, a.number, k.since
"""  # noqa: S608  (statements of ours)
OF_PLAN = "k.person_id IN (SELECT person_id FROM asked WHERE plan_id = %(plan)s)"
OF_PERSON = "k.person_id = %(person)s"

LIVED = f"""{ASKED}
SELECT k.hours, a.starts_on, a.started_at, m.due_on, k.since, k.until,
       least(a.completed_at, a.withdrawn_at, p.withdrawn_at)
FROM asked k JOIN plans_action a ON a.id = k.action_id JOIN plans_plan p ON p.id = a.plan_id
JOIN plans_milestone m ON m.action_id = a.id AND m.is_completion
WHERE (p.activated_at IS NOT NULL OR a.started_at IS NOT NULL OR %(drafts)s AND p.state = ANY (%(drafting)s))
    AND WANTED
"""  # noqa: S608  (statements of ours)


def asks(*, plan: UUID | None = None, person: UUID | None = None, at: datetime.date | None = None) -> list[load.Ask]:
    """All that is asked of everybody; or of everybody of whom `plan` asks something; or of one person."""
    today = at or dates.today()
    wanted = OF_PLAN if plan else OF_PERSON if person else "true"
    given = {"open": list(load.OPEN), "asking": list(load.ASKING), "plan": plan, "person": person}
    found = []
    for who, of, service, action, plan_no, number, hours, starts, started, due, since, until, state in _read(
        OPEN.replace("WANTED", wanted), given
    ):
        days = load.span(
            starts_on=starts, due_on=due, started=started is not None, today=today, since=since, until=until
        )
        if days:
            called = f"{reference(plan_no)} A{number}"
            drafted = load.is_drafted(state, started)
            found.append(load.Ask(who, of, service, action, called, hours, *days, drafted))
    return found


def statements(people: Collection[UUID] | None = None) -> dict[UUID, list[tuple[datetime.date, load.Decimal]]]:
    """What each person has said they have, oldest first; of everybody, or of these people."""
    rows = StatedHours.objects.order_by("starts_on")
    if people is not None:
        rows = rows.filter(person__in=people)
    found = defaultdict(list)
    for person, starts_on, hours in rows.values_list("person_id", "starts_on", "hours_a_week"):
        found[person].append((starts_on, hours))
    return dict(found)


def statements_of(person: Membership):
    return StatedHours.objects.filter(person=person).select_related("stated_by").order_by("-starts_on")


def people(ids: Iterable[UUID]) -> dict[UUID, Membership]:
    return {one.pk: one for one in Membership.objects.filter(pk__in=list(ids))}


def here(person_ids: Iterable[UUID], at: datetime.date) -> set[UUID]:
    """Those of these people who still belong to the organisation."""
    rows = Membership.objects.filter(pk__in=list(person_ids)).exclude(ends_on__lt=at)
    return set(rows.values_list("pk", flat=True))


def protected_times(action: Action):
    return ProtectedTime.objects.filter(action=action).select_related("person")


def helpers(action: Action, at: datetime.date) -> set[UUID]:
    """People besides the owner whose hours are protected for this action beyond today."""
    rows = ProtectedTime.objects.filter(action=action).exclude(ends_on__lte=at)
    return set(rows.values_list("person_id", flat=True))


def rota(service: Service):
    return RotaWeek.objects.filter(service=service).select_related("recorded_by").order_by("-week_on")


def weeks_recorded(service: Service, mondays: Collection[datetime.date]) -> dict[datetime.date, RotaWeek]:
    return {week.week_on: week for week in rota(service).filter(week_on__in=mondays)}


def rotas_since(monday: datetime.date, services: Iterable[Service]) -> dict[UUID, dict[datetime.date, RotaWeek]]:
    """Service → week → its record. A week without a record is not in it, and is not nought."""
    found: dict[UUID, dict[datetime.date, RotaWeek]] = {one.pk: {} for one in services}
    for week in RotaWeek.objects.filter(service__in=list(found), week_on__gte=monday):
        found[week.service_id][week.week_on] = week
    return found


def hours_asked(
    mondays: list[datetime.date], *, plan: UUID | None = None, service: UUID | None = None, at: datetime.date
) -> dict[datetime.date, load.Decimal]:
    """What a plan asked for in each week that is past, and asks for in those to come; or the plans of a service that
    run, taken together. A draft says so only of itself."""
    wanted = "p.id = %(plan)s" if plan else "p.service_id = %(service)s"
    totals = dict.fromkeys(mondays, load.NONE)
    for hours, starts, started, due, since, until, ended in _read(
        LIVED.replace("WANTED", wanted),
        {"plan": plan, "service": service, "drafts": plan is not None, "drafting": list(WATCHED_IN_DRAFT)},
    ):
        days = load.lived(
            starts_on=starts,
            started_on=dates.day_of(started) if started else None,
            due_on=due,
            ended_on=dates.day_of(ended) if ended else None,
            today=at,
            since=since,
            until=until,
        )
        for monday in mondays:
            if days and load.touches(monday, *days):
                totals[monday] += hours
    return totals


def _read(statement: str, given: dict) -> list[tuple]:
    context.required()
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()
