"""Calendar feeds: a secret address is made, read and revoked. The secret is told once and kept nowhere."""

import hashlib
import secrets
from datetime import timedelta

from plans.models import CalendarFeed
from recovery.exceptions import Refused
from recovery.verbs import verb

MOST = 5
USED_ONCE_IN = timedelta(hours=1)
"""How exactly it is known when a feed was last read. Calendars ask many times a day."""


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@verb
def make(*, name, by, at) -> tuple[CalendarFeed, str]:
    """The feed, and its secret: 256 random bits, which nobody can be told again."""
    if CalendarFeed.objects.filter(owner=by.membership, revoked_at=None).count() >= MOST:
        raise Refused(f"You have {MOST} calendar addresses already. Revoke one that you no longer use first.")
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        org_id=by.membership.org_id,
        owner=by.membership,
        name=name,
        prefix=secret[:8],
        digest=digest_of(secret),
        created_at=at,
    )
    return feed, secret


@verb
def revoke(*, feed, by, at) -> None:
    """From now on the address answers as if it had never been."""
    if feed.revoked_at:
        raise Refused("This calendar address has already been revoked.")
    CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=at, revoked_by=by.membership)


@verb
def used(*, feed_id, by, at) -> None:
    CalendarFeed.objects.filter(pk=feed_id).exclude(last_used_at__gt=at - USED_ONCE_IN).update(last_used_at=at)
