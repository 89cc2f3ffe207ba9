"""What the shell of every page shows: navigation for this workspace, what waits there, the switcher, the person."""

import functools
from collections.abc import Callable

from django.conf import settings

from governance.queries import rail
from recovery import dates
from recovery.tenancy import context
from recovery.tenancy.permissions import Held, may
from recovery.ui.addresses import address

NAVIGATION = (
    # label, URL name, capability, icon
    ("My work", "my_work", "work.view", "work"),
    ("Plans", "plan_list", "plan.view", "plan"),
    ("Red flags", "flag_list", "flag.view", "flag"),
    ("Workload", "workload", "workforce.view", "people"),
    ("Portfolio", "portfolio", "portfolio.view", "home"),
    ("Plans to audit", "audit_plans", "audit.view", "plan"),
    ("Documents", "document_list", "document.view", "report"),
)
WAITING = {"plan_list": "waiting for your decision", "flag_list": "without an answer"}
"""URL name → what its count is of."""


def shell(request) -> dict:
    workspace = getattr(request, "workspace", None)
    here = request.resolver_match.url_name if request.resolver_match else ""
    waiting = _waiting(workspace)
    return {
        "navigation": [
            {
                "label": label,
                "url": address(name),
                "icon": icon,
                "current": here == name,
                "count": functools.partial(_count, waiting, name),
                "counted": WAITING.get(name, ""),
            }
            for label, name, capability, icon in NAVIGATION
            if may(workspace, capability)
        ],
        "decisions_waiting": functools.partial(_count, waiting, "plan_list"),
        "workspace": workspace,
        "workspaces": getattr(request, "workspaces", []),
        "may": Held(workspace),
        "local_outbox": settings.EMAIL_URL is None,
    }


def _waiting(workspace) -> Callable[[], dict[str, int]]:
    """Counted once, when the rail is drawn: not for a part of a page, nor for one outside the tenant."""

    @functools.cache
    def counted() -> dict[str, int]:
        return rail.waiting(workspace, today=dates.today()) if workspace and context.current() else {}

    return counted


def _count(waiting: Callable[[], dict[str, int]], name: str) -> int:
    return waiting().get(name, 0) if name in WAITING else 0
