"""People with hours asked of them, and weeks of a rota, as facts. Each call enters the tenant itself."""

import datetime
import uuid

from plans.models import ProtectedTime, RotaWeek, StatedHours
from plans.rules.load import WEEK, week_of
from recovery import dates
from recovery.tenancy import context
from recovery.tenancy.enums import Role
from recovery.tenancy.models import Membership
from tests import conftest
from tests.cast import BEGIN
from tests.factories import plans as facts


def monday(weeks: int = 0) -> datetime.date:
    """The Monday of this week, or of one so many weeks away."""
    return week_of(dates.today()) + WEEK * weeks


def people(cast, count: int, ends_on: datetime.date | None = None) -> list[Membership]:
    """So many action leads more, whom only the owner of the tables can make."""
    ids = [uuid.uuid4() for _ in range(count)]
    org = cast.org("alder").pk
    conftest.as_owner(
        conftest.connection.settings_dict["NAME"],
        f"from tests.factories import workforce; workforce._create({[str(one) for one in ids]!r}, {str(org)!r},"
        f" {str(ends_on or '')!r})",
    )
    with facts.writing(cast):
        return list(Membership.objects.filter(pk__in=ids))


def _create(ids: list[str], org: str, ends_on: str) -> None:
    from recovery.tenancy.models import User

    with context.bare(by=context.Actor.system("test")):
        for one in ids:
            user = User(email=f"{one}@example.org", name=f"Sam {one[:4]}", password="!")
            user.save(force_insert=True)
            Membership(
                id=one, org_id=org, user=user, name=f"Sam {one[:4]}", job_title="Support worker",
                roles=[Role.ACTION_LEAD], starts_on=BEGIN, ends_on=ends_on or None,
            ).save(force_insert=True)  # fmt: skip


def owned(cast, plan, owner, *, hours=5, days=60, **fields):
    """An action of this person that asks for hours until it is due."""
    due_on = dates.today() + datetime.timedelta(days=days)
    return facts.action(cast, plan, owner=owner, hours_a_week=hours, due_on=due_on, **fields)


def protected(cast, action, person, *, hours=3, **fields) -> ProtectedTime:
    with facts.writing(cast):
        made = ProtectedTime(
            org_id=action.org_id, plan_id=action.plan_id, action=action, person=person, hours_a_week=hours,
            purpose="Tries the form", **fields,
        )  # fmt: skip
        made.save(force_insert=True)
    return made


def stated(cast, person, hours, *, since=0) -> StatedHours:
    with facts.writing(cast):
        made = StatedHours(
            org_id=person.org_id, person=person, starts_on=monday(since), hours_a_week=hours, stated_at=dates.now(),
            stated_by=person,
        )  # fmt: skip
        made.save(force_insert=True)
    return made


def week(cast, *, back=1, planned=600, own=500, agency=69, **fields) -> RotaWeek:
    """A week of Alder House so many weeks ago, with 31 hours unfilled unless said otherwise; as it is, if known."""
    service, on = cast.service("alder_house"), monday(-back)
    with facts.writing(cast):
        known = RotaWeek.objects.filter(service=service, week_on=on).first()
        if known is not None:
            return known
        made = RotaWeek(
            org_id=service.org_id, service=service, week_on=on, planned=planned, own=own, agency=agency,
            recorded_at=dates.now(), recorded_by=cast.manager, **fields,
        )  # fmt: skip
        made.save(force_insert=True)
    return made
