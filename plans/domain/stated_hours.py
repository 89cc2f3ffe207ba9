"""What people say they can protect for plan work, each week from a Monday on. What was said before stays as it was."""

from django.db import connection
from django.db.models import F

from plans import rules
from plans.models import StatedHours
from recovery import dates
from recovery.verbs import verb


@verb
def state(*, person, hours_a_week, starts_on, by, at, note="") -> StatedHours:
    """Said again for the same Monday, it takes the place of what was said for it; the history keeps both."""
    rules.may_state(starts_on, hours_a_week, today=dates.day_of(at))
    with connection.cursor() as cursor:
        # Two people stating at once make one row, and the second is what holds.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [f"stated hours {person.pk}"])
    said = {"hours_a_week": hours_a_week, "note": note, "stated_at": at, "stated_by": by.membership}
    known = StatedHours.objects.filter(person=person, starts_on=starts_on)
    if known.update(**said, version=F("version") + 1):
        return known.get()
    return StatedHours.objects.create(org_id=person.org_id, person=person, starts_on=starts_on, created_at=at, **said)
