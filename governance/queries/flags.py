"""Red flags as their pages, lists and emails read them, in as many queries for one flag as for a hundred."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery

from governance.models import Acknowledgement, Escalation, Notice, RedFlag
from plans.models import Plan
from recovery.history import queries as history
from recovery.history.models import Event

ABOUT = ("milestone__action__owner", "plan__service", "plan__lead")


def _read(flags: QuerySet[RedFlag]) -> QuerySet[RedFlag]:
    """With what it is about, whose, the highest rung reached, and the answers so far (oldest first)."""
    highest = Escalation.objects.filter(flag=OuterRef("pk")).order_by("-rung")
    answers = Acknowledgement.objects.select_related("acknowledged_by").order_by("acknowledged_at")
    return (
        flags.select_related(*ABOUT)
        .annotate(rung=Subquery(highest.values("rung")[:1]))
        .prefetch_related(Prefetch("acknowledgements", answers, to_attr="answers"))
    )


def flags(*, closed: bool, plan: Plan | None = None) -> QuerySet[RedFlag]:
    """Open flags, the longest true first; or closed ones, the latest closed first."""
    found = RedFlag.objects.filter(closed_at__isnull=not closed)
    if plan is not None:
        found = found.filter(plan=plan)
    order = (F("closed_at").desc(), "id") if closed else ("since", "opened_at", "id")
    return _read(found).order_by(*order)


def counts(plan: Plan | None = None) -> dict[str, int]:
    found = RedFlag.objects.all() if plan is None else RedFlag.objects.filter(plan=plan)
    return {
        "open": found.filter(closed_at__isnull=True).count(),
        "closed": found.filter(closed_at__isnull=False).count(),
    }


def flag() -> QuerySet[RedFlag]:
    return _read(RedFlag.objects.all())


def rungs(flag: RedFlag) -> list[Escalation]:
    """The rungs it has climbed, each with the notices that went out for it as `.notices`."""
    climbed = list(Escalation.objects.filter(flag=flag).order_by("rung"))
    notices: dict[int, list[Notice]] = {}
    found = Notice.objects.filter(flag=flag).select_related("recipient").defer("html", "text")
    for notice in found.order_by("created_at", "recipient__name"):
        notices.setdefault(notice.rung, []).append(notice)
    for rung in climbed:
        rung.notices = notices.get(rung.rung, [])
    return climbed


def events(flag: RedFlag) -> Iterable[Event]:
    """What happened to the flag: opened, answered, closed, opened again. Its notices have a log of their own."""
    tables = ("governance_redflag", "governance_acknowledgement", "governance_escalation")
    return history.of_row(flag.plan_id, flag.pk, pointing=["flag_id"]).filter(table__in=tables)[:100]


def to_write_about(ids: Iterable[UUID]) -> dict[UUID, RedFlag]:
    """The flags of a batch of emails."""
    return {one.pk: one for one in _read(RedFlag.objects.filter(pk__in=list(ids)))}


def nobody_held(ids: Iterable[UUID]) -> set[tuple[UUID, int]]:
    """(flag, rung) for which nobody held the role when it was raised."""
    return set(Escalation.objects.filter(flag__in=list(ids), told=0).values_list("flag_id", "rung"))
