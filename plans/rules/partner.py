"""Who outside contributes: written while the plan may be changed, and withdrawn once it was activated."""

from plans.rules.action import may_change_action
from plans.rules.plan import may_edit
from recovery.exceptions import Refused


def may_end(row, plan) -> None:
    """A partner, or what one contributes."""
    may_edit(plan)
    if row.withdrawn_at:
        raise Refused("This is withdrawn already.")


def may_contribute(partner, action, plan) -> None:
    may_change_action(action, plan)
    if partner.withdrawn_at:
        raise Refused("This partner no longer takes part. Choose another.")
