"""The places of one plan: the sibling pages that every page of a plan offers under its heading.

Some of them belong to apps above this one. They are known here by name only, and offered if they are there.
"""

from collections.abc import Callable
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from recovery.tenancy.permissions import may

PLACES = (
    # key, label, URL name, capability; the address takes the plan in its path, or as ?plan=
    ("overview", "Overview", "plan_overview", "plan.view"),
    ("write", "Plan in full", "plan_write", "plan.view"),
    ("sharing", "Sharing", "plan_sharing", "plan.view"),
    ("notices", "Notices", "plan_notices", "flag.view"),
    ("documents", "Documents", "document_list", "document.view"),
    ("history", "History", "plan_history", "plan.view"),
)
_ANY = UUID(int=0)


def address(name: str, *args) -> str:
    """The address of a page by its URL name, or nothing where no app of this installation has such a page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def addresses(name: str) -> Callable[[UUID], str]:
    """The address of a page for any id, looked up once: a plan links to a hundred of them."""
    before, found, after = reverse(name, args=[_ANY]).partition(str(_ANY))
    return lambda key: f"{before}{key}{after}" if found else before


def of_plan(name: str, plan) -> str:
    """A page about this plan: with the plan in its path, or a page for all plans asked for this one."""
    if url := address(name, plan.pk):
        return url
    everywhere = address(name)
    return f"{everywhere}?plan={plan.pk}" if everywhere else ""


def plan_subnav(plan, current: str, workspace=None) -> list[dict]:
    """Items for `{% subnav %}`. `current` is a place's key or URL name; `workspace` leaves only what its roles open."""
    return [
        {"label": label, "url": url, "current": current in (key, name), "count": 0}
        for key, label, name, capability in PLACES
        if (workspace is None or may(workspace, capability)) and (url := of_plan(name, plan))
    ]
