"""What the shell of every page shows: navigation for this workspace, the switcher, the person."""

from django.conf import settings

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


def shell(request) -> dict:
    workspace = getattr(request, "workspace", None)
    here = request.resolver_match.url_name if request.resolver_match else ""
    return {
        "navigation": [
            {"label": label, "url": address(name), "icon": icon, "current": here == name}
            for label, name, capability, icon in NAVIGATION
            if may(workspace, capability)
        ],
        "search_url": address("search") if may(workspace, "search.view") else "",
        "workspace": workspace,
        "workspaces": getattr(request, "workspaces", []),
        "may": Held(workspace),
        "local_outbox": settings.EMAIL_URL is None,
    }
