"""What people say about a plan."""

from plans.domain import comments
from recovery import dates
from recovery.tenancy import context


def comment(cast, plan, text, *, by="manager", at=None, kind="comment", **about):
    """About the plan, or about one part of it (`action=`, `problem=` …)."""
    actor = cast.actor(by)
    with context.tenant(plan.org_id, by=actor):
        return comments.write(plan=plan, about=about or None, text=text, kind=kind, by=actor, at=at or dates.now())
