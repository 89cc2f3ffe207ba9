"""What apps above this one add to a plan's overview: a figure, a panel, a next step. This app never imports them.

An app registers a function when it is ready:

    class GovernanceConfig(AppConfig):
        def ready(self):
            panels.register("red_flags", "flag.view", own.red_flags)

The function is called once a page, only for roles that hold the capability, with `plan=`, `rows=` (its actions, with
milestones and status), `workspace=` and `today=`, and gives an `Added`. It reads through its app's `queries`, with as
many queries for one row as for a hundred.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from plans.queries import ActionRow
from recovery.tenancy.permissions import may


@dataclass(frozen=True)
class Point:
    words: str
    url: str = ""


@dataclass(frozen=True)
class Step:
    """Something sensible to do next. The overview offers the most urgent one as the page's primary button.

    `rank`: what is late and one's own comes first (0), then other decisions that wait for this person (10), then one's
    own next date (20), then what is late and somebody else's (30), then everything else (40).
    """

    rank: int
    title: str
    sentence: str
    label: str
    url: str = ""
    refusal: str = ""
    also: tuple["Step", ...] = ()
    points: tuple["Point", ...] = ()


@dataclass(frozen=True)
class Added:
    vital: Mapping[str, Any] | None = None
    """Arguments of {% vital %}. The first that is added takes the place kept for it, after what is off track."""
    template: str = ""
    """Drawn at the side, above the decisions, with `context`; nothing is drawn without it."""
    context: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()


Source = Callable[..., Added]
_sources: dict[str, tuple[str, Source]] = {}


def register(key: str, capability: str, source: Source) -> None:
    """Add a source once; registering its key again replaces it."""
    _sources[key] = (capability, source)


def added(*, plan, rows: list[ActionRow], workspace, today: datetime.date) -> list[Added]:
    return [
        source(plan=plan, rows=rows, workspace=workspace, today=today)
        for capability, source in _sources.values()
        if may(workspace, capability)
    ]


def drawn(parts: list[Added], today: datetime.date) -> list[SafeString]:
    """The panels among what was added, in the order of registration."""
    return [render_to_string(one.template, {"today": today, **one.context}) for one in parts if one.template]
