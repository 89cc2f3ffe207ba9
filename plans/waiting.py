"""What waits for one person, over all plans: sources that this app and the apps above it register. See `my_work`.

An app registers a function when it is ready:

    class GovernanceConfig(AppConfig):
        def ready(self):
            waiting.register("red_flags", "flag.acknowledge", flags.waiting_for)

The function is called once a page, only for roles that hold the capability, with `actor=`, `workspace=` and `today=`,
and gives `Waiting`s, with as many queries for one as for a hundred.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from recovery.tenancy.permissions import may


@dataclass(frozen=True)
class Waiting:
    """A decision or an answer that this person can give now."""

    rank: int
    """What is somebody's safety comes first (0), then what holds others up (10), then everything else (20)."""
    since: datetime.datetime | datetime.date
    what: str
    about: str
    """The plan, and since when."""
    label: str
    url: str


Source = Callable[..., Iterable[Waiting]]
_sources: dict[str, tuple[str, Source]] = {}


def register(key: str, capability: str, source: Source) -> None:
    """Add a source once; registering its key again replaces it."""
    _sources[key] = (capability, source)


def waiting_for(*, actor, workspace, today: datetime.date) -> list[Waiting]:
    """Everything that waits for this person, the gravest first, then what has waited longest."""
    found = [
        one
        for capability, source in _sources.values()
        if may(workspace, capability)
        for one in source(actor=actor, workspace=workspace, today=today)
    ]
    return sorted(found, key=lambda one: (one.rank, str(one.since)))
