"""Who may say something about a plan, and take it back."""

from plans.rules.plan import may_keep_files
from recovery.exceptions import Refused


def may_comment(plan) -> None:
    may_keep_files(plan)


def may_change_comment(comment, plan, *, by) -> None:
    """One's own, and only while it stands."""
    may_comment(plan)
    if by.membership is None or comment.written_by_id != by.membership.pk:
        raise Refused("Only whoever wrote a comment can change it or withdraw it.")
    if comment.withdrawn_at:
        raise Refused("This comment is withdrawn. What it said is in the history.")
