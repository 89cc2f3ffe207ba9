"""Who filled each week of a service's rota: recorded once a week, and corrected in the open."""

from django.db import connection

from plans import rules
from plans.models import RotaWeek
from recovery import dates
from recovery.exceptions import Refused
from recovery.tenancy.versions import change_if_current
from recovery.verbs import verb


@verb
def record(*, service, week_on, planned, own, agency, by, at, **fields) -> RotaWeek:
    """`fields`: supervision planned and lost, if that is known, and a note."""
    rules.may_record(week_on, today=dates.day_of(at))
    rules.must_add_up(planned=planned, own=own, agency=agency)
    with connection.cursor() as cursor:
        # Two people recording the same week at once: the second is told that it is there.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [f"rota {service.pk} {week_on}"])
    if RotaWeek.objects.filter(service=service, week_on=week_on).exists():
        raise Refused("This week is already recorded. Change its record instead.")
    return RotaWeek.objects.create(
        org_id=service.org_id,
        service=service,
        week_on=week_on,
        planned=planned,
        own=own,
        agency=agency,
        recorded_at=at,
        recorded_by=by.membership,
        created_at=at,
        **fields,
    )


@verb
def change(*, week, version, planned, own, agency, by, at, reason="", **fields) -> RotaWeek:
    """A correction: the history keeps what was recorded before."""
    rules.must_add_up(planned=planned, own=own, agency=agency)
    return change_if_current(
        week, version, planned=planned, own=own, agency=agency, recorded_at=at, recorded_by=by.membership, **fields
    )
