"""Who can be named in a plan."""

import datetime

from recovery import dates
from recovery.tenancy.enums import CAPACITY_OF
from recovery.tenancy.models import Membership
from recovery.tenancy.permissions import TABLE


def colleagues():
    """The provider's own people, also those who have left: work may still stand in their name."""
    return Membership.objects.exclude(roles__contained_by=[role.value for role in CAPACITY_OF])


def staff(at: datetime.date | None = None):
    """The provider's own people today: whom an action can be owned by. Not its auditors or commissioners."""
    today = at or dates.today()
    return colleagues().filter(starts_on__lte=today).exclude(ends_on__lt=today).order_by("name")


def owners():
    """Whom an action can be given to: people whose role lets them act on it."""
    return staff().filter(roles__overlap=[role.value for role in TABLE["action.progress"]])
