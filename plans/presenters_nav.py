"""The places of one plan: the sibling pages that every page of a plan offers under its heading.

Some of them belong to apps above this one. They are known here by name only, and offered if they are there.
"""

from django.urls import NoReverseMatch, reverse

from recovery.tenancy.permissions import may

PLACES = (
    # key, label, URL name, capability; the address takes the plan in its path, or as ?plan=
    ("overview", "Overview", "plan_overview", "plan.view"),
    ("write", "Write", "plan_write", "plan.edit"),
    ("sharing", "Sharing", "plan_sharing", "plan.share"),
    ("notices", "Notices", "plan_notices", "flag.view"),
    ("documents", "Documents", "document_list", "document.view"),
    ("history", "History", "plan_history", "plan.view"),
)


def address(name: str, **kwargs) -> str:
    """The address of a page by its URL name, or nothing where no app of this installation has such a page."""
    try:
        return reverse(name, kwargs=kwargs or None)
    except NoReverseMatch:
        return ""


def plan_subnav(plan, current: str, workspace=None) -> list[dict]:
    """Items for `{% subnav %}`. `current` is the key of the place; with `workspace`, only what its roles may open."""
    items = []
    for key, label, name, capability in PLACES:
        if workspace is not None and not may(workspace, capability):
            continue
        url = address(name, plan_id=plan.pk)
        if not url and (listed := address(name)):
            url = f"{listed}?plan={plan.pk}"
        if url:
            items.append({"label": label, "url": url, "current": key == current})
    return items
