"""Who may do what: one table of capability × role, and `@page`, which every view of tenant data wears.

A capability that a workspace's capacity can never hold answers 404, as if the page did not exist. One that only the
role lacks answers 403 with a sentence that says who could.
"""

import functools

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render

from recovery.exceptions import Refused
from recovery.tenancy.enums import CAPACITY_OF, Capacity, Role

MANAGER, LEAD, ASSESSOR = Role.MANAGER, Role.ACTION_LEAD, Role.ASSESSOR
GOVERNANCE, NOMINATED, BOARD, ADMIN = (
    Role.GOVERNANCE_LEAD,
    Role.NOMINATED_INDIVIDUAL,
    Role.BOARD,
    Role.ORG_ADMIN,
)
COMMISSIONER, AUDITOR = Role.COMMISSIONER, Role.AUDITOR
PROVIDER = frozenset({MANAGER, LEAD, ASSESSOR, GOVERNANCE, NOMINATED, BOARD, ADMIN})

TABLE: dict[str, frozenset[Role]] = {
    # capability            roles that hold it
    "home": PROVIDER | {COMMISSIONER, AUDITOR},
    "search.view": PROVIDER | {COMMISSIONER, AUDITOR},
    "work.view": PROVIDER,
    "plan.view": PROVIDER,
    "plan.edit": frozenset({MANAGER, GOVERNANCE}),
    "plan.submit": frozenset({MANAGER}),
    "plan.approve": frozenset({GOVERNANCE}),
    "plan.withdraw": frozenset({GOVERNANCE}),
    "gate.decide": frozenset({GOVERNANCE, NOMINATED}),
    "plan.share": frozenset({MANAGER, GOVERNANCE}),
    "plan.grant_audit": frozenset({GOVERNANCE, ADMIN}),
    "comment.write": PROVIDER,
    "action.progress": frozenset({MANAGER, LEAD, GOVERNANCE}),
    "action.verify": frozenset({MANAGER, ASSESSOR, GOVERNANCE}),
    "extension.ask": frozenset({MANAGER, LEAD}),
    "extension.decide": frozenset({GOVERNANCE, NOMINATED}),
    "flag.view": PROVIDER,
    "flag.acknowledge": frozenset({MANAGER, LEAD, GOVERNANCE, NOMINATED}),
    "portfolio.view": frozenset({COMMISSIONER}),
    "audit.view": frozenset({AUDITOR}),
    "report.build": frozenset({MANAGER, GOVERNANCE, NOMINATED, BOARD, COMMISSIONER}),
    "pack.build": frozenset({GOVERNANCE, NOMINATED, AUDITOR}),
    "document.view": PROVIDER | {COMMISSIONER, AUDITOR},
    "file.download": PROVIDER | {AUDITOR},
    "workforce.view": PROVIDER,
    "workforce.edit": frozenset({MANAGER, GOVERNANCE, ADMIN}),
    "workforce.own": PROVIDER,
}


NOT_TYPED = {"csrfmiddlewaretoken", "version"}


def may(workspace, capability: str) -> bool:
    return workspace is not None and not TABLE[capability].isdisjoint(workspace.roles)


def refusal(capability: str) -> str:
    """The sentence for a role that may not: also the explanation of a disabled button."""
    holders = sorted(role.label.lower() for role in TABLE[capability])
    people = holders[0] if len(holders) == 1 else f"{', '.join(holders[:-1])} or {holders[-1]}"
    return f"Your role does not include this. It can be done by: {people}."


def capacities_of(capability: str) -> frozenset[Capacity]:
    return frozenset(CAPACITY_OF.get(role, Capacity.PROVIDER) for role in TABLE[capability])


def _signed_out(request):
    """A form sent after the session ended comes back as text to keep: nothing typed is lost."""
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    typed = [
        (name.replace("_", " ").capitalize(), value)
        for name, values in request.POST.lists()
        for value in values
        if value.strip() and name not in NOT_TYPED
    ]
    return render(request, "signed_out.html", {"typed": typed}, status=401)


def page(capability: str):
    """The view needs a signed-in person, in a workspace, whose role holds the capability."""
    if capability not in TABLE:
        raise KeyError(f"{capability!r} is not in the permission table")

    def wrap(view):
        @functools.wraps(view)
        def allowed(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return _signed_out(request)
            if request.workspace is None:
                return redirect("workspace_none")
            if request.workspace.capacity not in capacities_of(capability):
                raise Http404
            if not may(request.workspace, capability):
                raise Refused(refusal(capability))
            return view(request, *args, **kwargs)

        allowed.capability = capability
        return allowed

    return wrap


def public(view):
    """The view needs no workspace: sign-in, health, the switcher. It is outside every tenant."""
    view.capability = None
    return view


class Held:
    """`{{ may.plan_edit }}` in a template: capabilities by name, with `_` for the dot."""

    def __init__(self, workspace):
        self._workspace = workspace

    def __getitem__(self, name: str) -> bool:
        return may(self._workspace, name.replace("_", ".", 1))
