"""How a rule speaks: a refusal, its sentence beside a disabled button, and what is asked of every decision."""

from collections.abc import Callable

from plans.exceptions import Unread
from recovery.exceptions import Refused


def explain(rule: Callable, *args, **kwargs) -> str:
    """The sentence with which `rule` refuses, or nothing if it allows."""
    try:
        rule(*args, **kwargs)
    except Refused as refusal:
        return str(refusal)
    return ""


def must_have_read(what: str, to: str, *, seen: int | None, now: int) -> None:
    """Nobody decides about what they have not read. `seen` and `now`: see `plans.queries.seen`; none where there was
    no page, as when a story is told again."""
    if seen is not None and seen != now:
        raise Unread(f"This {what} has changed since you opened this page. Read it again before you {to} it.")


def must_say_why(reason: str) -> None:
    """What is taken back, turned down or withdrawn stays in the ledger, and a reader asks why."""
    if not reason.strip():
        raise Refused("Say why: the reason is kept in the history.")
