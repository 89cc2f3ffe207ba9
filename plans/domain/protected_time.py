"""Hours protected for an action besides its owner's: given, changed, ended. Removed only while the plan is a draft."""

from plans import rules
from plans.domain.current import part_now
from plans.models import ProtectedTime
from recovery import dates
from recovery.exceptions import Refused
from recovery.tenancy.versions import change_if_current
from recovery.verbs import verb


@verb
def add(*, action, person, hours_a_week, purpose, by, at, starts_on=None, ends_on=None) -> ProtectedTime:
    """The owner's own hours stand on the action; each other person has one line."""
    action = part_now(action)
    rules.may_protect(action, action.plan, person_id=person.pk)
    rules.must_be_hours(hours_a_week)
    if ProtectedTime.objects.filter(action=action, person=person).exists():
        raise Refused(f"{person.name} already has protected hours on this action. Change these instead.")
    return ProtectedTime.objects.create(
        org_id=action.org_id,
        plan_id=action.plan_id,
        action=action,
        person=person,
        hours_a_week=hours_a_week,
        purpose=purpose,
        starts_on=starts_on,
        ends_on=ends_on,
        created_at=at,
    )


@verb
def change(*, protected, version, hours_a_week, purpose, starts_on, ends_on, by, at, reason="") -> ProtectedTime:
    protected = part_now(protected)
    rules.may_change_protected(protected, protected.action, protected.plan)
    rules.must_be_hours(hours_a_week)
    return change_if_current(
        protected, version, hours_a_week=hours_a_week, purpose=purpose, starts_on=starts_on, ends_on=ends_on
    )


@verb
def end(*, protected, ends_on, reason, by, at) -> ProtectedTime:
    """From the day after, nothing more is asked. It stays on the action, with the reason in the history."""
    protected = part_now(protected)
    rules.must_say_why(reason)
    rules.may_end_protected(protected, protected.action, protected.plan, today=dates.day_of(at))
    if protected.starts_on and ends_on < protected.starts_on:
        raise Refused(f"The last day must be on or after {dates.uk_date(protected.starts_on)}, when they begin.")
    return change_if_current(protected, protected.version, ends_on=ends_on)


@verb
def remove(*, protected, by, at, reason="") -> None:
    protected = part_now(protected)
    rules.may_remove_protected(protected, protected.action, protected.plan)
    protected.delete()
