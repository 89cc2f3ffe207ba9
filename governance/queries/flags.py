"""Red flags as their pages, lists and emails read them, in as many queries for one flag as for a hundred."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.dateparse import parse_date, parse_datetime

from governance.models import Acknowledgement, Escalation, Notice, RedFlag
from plans.models import Plan
from recovery.history import queries as history
from recovery.history.models import Event
from recovery.tenancy.models import Membership

ABOUT = ("milestone__action__owner", "plan__service", "plan__lead")


def answers() -> QuerySet[Acknowledgement]:
    """The answers that count: given since the flag was last raised, oldest first.

    What was promised the time before neither pauses the ladder now nor can be missed any more. The sweep and the
    overview say the same in SQL.
    """
    since_raised = Acknowledgement.objects.filter(acknowledged_at__gte=F("flag__opened_at"))
    return since_raised.select_related("acknowledged_by").order_by("acknowledged_at", "id")


def with_answers(flags: QuerySet[RedFlag]) -> QuerySet[RedFlag]:
    """Each with the answers that count as `.answers`, the highest rung it has reached since it was last raised as
    `.rung`, and the rungs on which there was nobody to tell as `.gaps`."""
    climbed = Escalation.objects.filter(flag=OuterRef("pk"), episode=OuterRef("episode"))
    return flags.annotate(
        rung=Subquery(climbed.order_by("-rung").values("rung")[:1]),
        gaps=ArraySubquery(climbed.filter(told=0).order_by("rung").values("rung")),
    ).prefetch_related(Prefetch("acknowledgements", answers(), to_attr="answers"))


def _read(flags: QuerySet[RedFlag]) -> QuerySet[RedFlag]:
    """With what it is about, and whose."""
    return with_answers(flags.select_related(*ABOUT))


def flags(
    *, closed: bool, plan: Plan | None = None, kind: str = "", stage: str = "", owner: Membership | None = None
) -> QuerySet[RedFlag]:
    """Open flags, the longest true first; or closed ones, the latest closed first."""
    asked = {"plan": plan, "kind": kind, "milestone__action__stage": stage, "milestone__action__owner": owner}
    found = RedFlag.objects.filter(
        closed_at__isnull=not closed, **{name: wanted for name, wanted in asked.items() if wanted}
    )
    order = (F("closed_at").desc(), "id") if closed else ("since", "opened_at", "id")
    return _read(found).order_by(*order)


def owners() -> QuerySet[Membership]:
    """Whoever owns an action about which a flag was raised."""
    owning = RedFlag.objects.order_by().values("milestone__action__owner")
    return Membership.objects.filter(pk__in=owning).order_by("name")


def plans() -> QuerySet[Plan]:
    """Plans in which a flag was raised."""
    return Plan.objects.filter(pk__in=RedFlag.objects.order_by().values("plan")).only("number", "title")


def of_owner(person) -> QuerySet[RedFlag]:
    """Open flags about what this person owns, or stands in for, the longest true first."""
    theirs = Q(milestone__action__owner=person) | Q(milestone__action__stand_in=person)
    return flags(closed=False).filter(theirs)


def flagged(milestones: Iterable[UUID]) -> set[UUID]:
    """Those about which a flag was ever raised: what people were told of it is evidence, and points to them."""
    return set(RedFlag.objects.filter(milestone__in=list(milestones)).values_list("milestone", flat=True))


def counts(plan: Plan | None = None) -> dict[str, int]:
    found = RedFlag.objects.all() if plan is None else RedFlag.objects.filter(plan=plan)
    return {
        "open": found.filter(closed_at__isnull=True).count(),
        "closed": found.filter(closed_at__isnull=False).count(),
    }


def open_in(plan: Plan, *, today: datetime.date) -> int:
    """A figure of the snapshot that a decision at a gate keeps."""
    return counts(plan)["open"]


def flag() -> QuerySet[RedFlag]:
    return _read(RedFlag.objects.select_related("milestone__action__escalation_contact"))


def climbed(flag: RedFlag) -> dict[int, list[Escalation]]:
    """Episode → the rungs it climbed then, each with the notices that went out for it as `.notices`."""
    notices = defaultdict(list)
    found = Notice.objects.filter(flag=flag).select_related("recipient").defer("html", "text")
    for notice in found.order_by("created_at", "recipient__name"):
        notices[notice.episode, notice.rung].append(notice)
    episodes = defaultdict(list)
    for rung in Escalation.objects.filter(flag=flag).order_by("episode", "rung"):
        rung.notices = notices[rung.episode, rung.rung]
        episodes[rung.episode].append(rung)
    return episodes


@dataclass(frozen=True)
class Episode:
    """A time that a flag was raised and closed again, before the present one."""

    number: int
    since: datetime.date
    opened_at: datetime.datetime
    closed_at: datetime.datetime
    rungs: list[Escalation]
    answers: list[Acknowledgement]


def earlier(flag: RedFlag, climbed: dict[int, list[Escalation]]) -> list[Episode]:
    """The earlier episodes, the latest first: from the history of the flag, which says when each began and ended."""
    if flag.episode == 1:
        return []
    rows = {}
    for event in Event.objects.filter(table="governance_redflag", row_id=str(flag.pk)).order_by("id"):
        if event.after and event.after["closed_at"]:
            rows[event.after.get("episode", 1)] = event.after
    given = list(Acknowledgement.objects.filter(flag=flag).select_related("acknowledged_by"))
    found = []
    for number, row in rows.items():
        if number < flag.episode:
            opened_at, closed_at = parse_datetime(row["opened_at"]), parse_datetime(row["closed_at"])
            own = [one for one in given if opened_at <= one.acknowledged_at <= closed_at]
            found.append(Episode(number, parse_date(row["since"]), opened_at, closed_at, climbed[number], own))
    return sorted(found, key=lambda one: -one.number)


def events(flag: RedFlag) -> Iterable[Event]:
    """What happened to the flag: raised, answered, closed, raised again. Its notices have a log of their own."""
    tables = ("governance_redflag", "governance_acknowledgement", "governance_escalation")
    return history.of_row(flag.plan_id, flag.pk, pointing=["flag_id"]).filter(table__in=tables)[:100]


def to_write_about(ids: Iterable[UUID]) -> dict[UUID, RedFlag]:
    """The flags of a batch of emails."""
    return {one.pk: one for one in _read(RedFlag.objects.filter(pk__in=list(ids)))}


def owner_told(ids: Iterable[UUID]) -> set[tuple[UUID, int]]:
    """(flag, episode) in which the owner was told. In the others somebody else was asked in their place."""
    told = Notice.objects.filter(flag__in=list(ids), rung=1, recipient=F("flag__milestone__action__owner"))
    return set(told.values_list("flag_id", "episode"))


def nobody_held(ids: Iterable[UUID]) -> set[tuple[UUID, int, int]]:
    """(flag, episode, rung) for which nobody held the role when it was reached."""
    return set(Escalation.objects.filter(flag__in=list(ids), told=0).values_list("flag_id", "episode", "rung"))
