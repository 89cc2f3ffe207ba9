"""Reads for calendar feeds: whose a secret is, before any tenant is known; and what a person has to keep."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from plans.models import CalendarFeed
from recovery import dates
from recovery.tenancy.models import Membership


@dataclass(frozen=True)
class Known:
    feed_id: UUID
    org_id: UUID
    owner_id: UUID


def known(digest: str) -> Known | None:
    """Asked as the web role, outside every tenant: the database answers for this digest alone, or not at all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT feed, org, owner FROM app.calendar_feed(%s, %s)", [digest, dates.today()])
        found = cursor.fetchone()
    return Known(*found) if found else None


def feeds_of(person: Membership):
    return CalendarFeed.objects.filter(owner=person, revoked_at=None)
