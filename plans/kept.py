"""What apps above this one keep about a milestone, so that it can no longer be removed. This app never imports them.

An app registers a function when it is ready:

    class GovernanceConfig(AppConfig):
        def ready(self):
            kept.register("red_flags", flags.flagged)

It is given ids of milestones, and gives those about which it keeps something. One query, however many milestones.
"""

from collections.abc import Callable, Iterable
from uuid import UUID

Keeper = Callable[[Iterable[UUID]], set[UUID]]
_keepers: dict[str, Keeper] = {}


def register(key: str, keeper: Keeper) -> None:
    """Add a keeper once; registering its key again replaces it."""
    _keepers[key] = keeper


def among(milestones: Iterable[UUID]) -> set[UUID]:
    """Those of these milestones that must be kept."""
    wanted = list(milestones)
    return set().union(*(keeper(wanted) for keeper in _keepers.values())) if wanted else set()
