"""The places of one plan: the sibling pages that every page of a plan offers under its heading.

Some of them belong to apps above this one. They are known here by name only, and offered if they are there.
"""

import functools
from uuid import UUID

from django.urls import NoReverseMatch

from recovery.tenancy.permissions import may
from recovery.ui import addresses as known

PLACES = (
    # key, label, URL name, capability; the address takes the plan in its path, or as ?plan=
    ("overview", "Overview", "plan_overview", "plan.view"),
    ("write", "Plan in full", "plan_write", "plan.view"),
    ("ledger", "Dates", "plan_ledger", "plan.view"),
    ("evidence", "Evidence", "plan_evidence", "plan.view"),
    ("gates", "Gates", "plan_gates", "plan.view"),
    ("workload", "Workload", "plan_workload", "workforce.view"),
    ("sharing", "Sharing", "plan_sharing", "plan.view"),
    ("notices", "Notices", "plan_notices", "flag.view"),
    ("documents", "Documents", "document_list", "document.view"),
    ("comments", "Comments", "plan_comments", "comment.write"),
    ("history", "History", "plan_history", "plan.view"),
)
_ANY = UUID(int=0)


def address(name: str, key: UUID | None = None) -> str:
    """The address of a page by its URL name, or nothing where no app of this installation has such a page."""
    try:
        return known.address(name) if key is None else known.address_of(name, key)
    except NoReverseMatch:
        return ""


def of_plan(name: str, plan) -> str:
    """A page about this plan: with the plan in its path, or a page for all plans asked for this one."""
    before, after = _around_plan(name, *known.place())
    return f"{before}{plan.pk}{after}" if before else ""


@functools.cache
def _around_plan(name: str, prefix: str, urlconf: str) -> tuple[str, str]:
    if found := address(name, _ANY):
        before, _, after = found.partition(str(_ANY))
        return before, after
    everywhere = address(name)
    return (f"{everywhere}?plan=", "") if everywhere else ("", "")


def plan_subnav(plan, current: str, workspace=None) -> list[dict]:
    """Items for `{% subnav %}`. `current` is a place's key or URL name; `workspace` leaves only what its roles open."""
    return [
        {"label": label, "url": url, "current": current in (key, name), "count": 0}
        for key, label, name, capability in PLACES
        if (workspace is None or may(workspace, capability)) and (url := of_plan(name, plan))
    ]
