"""Which workspaces a signed-in person has, and which one they are in.

A workspace is one membership in one capacity: a council that both provides and commissions is two workspaces.
"""

from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS

from recovery import dates
from recovery.tenancy import context
from recovery.tenancy.enums import Capacity, capacities
from recovery.tenancy.models import Membership, Organisation

SESSION_KEY = "workspace"


@dataclass(frozen=True)
class Workspace:
    membership: Membership
    capacity: Capacity

    @property
    def key(self) -> str:
        return f"{self.membership.pk}:{self.capacity.name.lower()}"

    @property
    def org(self):
        return self.membership.org

    @property
    def roles(self) -> frozenset[str]:
        """The roles that count here: those of this capacity."""
        return frozenset(role for role in self.membership.roles if capacities([role]) == [self.capacity])

    @property
    def actor(self) -> context.Actor:
        return context.Actor.of(self.membership)


def of(user) -> list[Workspace]:
    """All workspaces of a person, by organisation name."""
    today = dates.today()
    memberships = [_membership(row) for row in context.read_as(user, _OWN, [user.pk, today, today])]
    return [Workspace(membership, capacity) for membership in memberships for capacity in capacities(membership.roles)]


# Every page asks this first, so it is written as SQL once instead of being put together by the ORM each time.
_MEMBERSHIP, _ORG = ([field.attname for field in model._meta.concrete_fields] for model in (Membership, Organisation))
_OWN = f"""
SELECT {", ".join(f"m.{name}" for name in _MEMBERSHIP)}, {", ".join(f"o.{name}" for name in _ORG)}
FROM tenancy_membership m JOIN tenancy_organisation o ON o.id = m.org_id
WHERE m.user_id = %s AND m.starts_on <= %s AND (m.ends_on IS NULL OR m.ends_on >= %s) ORDER BY o.name
"""  # noqa: S608  names of columns


def _membership(row: tuple) -> Membership:
    membership = Membership.from_db(DEFAULT_DB_ALIAS, _MEMBERSHIP, row[: len(_MEMBERSHIP)])
    membership.org = Organisation.from_db(DEFAULT_DB_ALIAS, _ORG, row[len(_MEMBERSHIP) :])
    return membership


def chosen(workspaces: list[Workspace], key: str | None) -> Workspace | None:
    """The workspace the person last chose, if it is still theirs; else their first; else none."""
    for workspace in workspaces:
        if workspace.key == key:
            return workspace
    return workspaces[0] if workspaces else None
