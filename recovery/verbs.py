"""`@verb`: what makes a function in `domain/` a writer.

A verb is keyword-only, runs in one transaction with the history rows it causes, and says who acts (`by`), when it
happened (`at`, which an import may backdate) and why (`reason`).
"""

import functools
import inspect
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from recovery.tenancy import context

F = TypeVar("F", bound=Callable)


def verb(fn: F) -> F:
    signature = inspect.signature(fn)
    for name, parameter in signature.parameters.items():
        if parameter.kind not in (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD):
            raise TypeError(f"{fn.__qualname__}: '{name}' must be keyword-only, so that a call reads as a sentence")
    if not {"by", "at"} <= signature.parameters.keys():
        raise TypeError(f"{fn.__qualname__}: a verb takes by= and at=")

    @functools.wraps(fn)
    def act(*, by: context.Actor, at: datetime, **facts):
        with context.acting(by=by, at=at, reason=facts.get("reason", "")):
            return fn(by=by, at=at, **facts)

    act.is_verb = True
    return act
