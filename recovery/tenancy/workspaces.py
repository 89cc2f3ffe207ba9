"""Which workspaces a signed-in person has, and which one they are in.

A workspace is one membership in one capacity: a council that both provides and commissions is two workspaces.
"""

from dataclasses import dataclass

from recovery import dates
from recovery.tenancy import context
from recovery.tenancy.enums import Capacity, capacities
from recovery.tenancy.models import Membership

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
    with context.identity(user):
        memberships = list(
            Membership.objects.filter(user_id=user.pk, starts_on__lte=today)
            .exclude(ends_on__lt=today)
            .select_related("org")
            .order_by("org__name")
        )
    return [Workspace(membership, capacity) for membership in memberships for capacity in capacities(membership.roles)]


def chosen(workspaces: list[Workspace], key: str | None) -> Workspace | None:
    """The workspace the person last chose, if it is still theirs; else their first; else none."""
    for workspace in workspaces:
        if workspace.key == key:
            return workspace
    return workspaces[0] if workspaces else None
