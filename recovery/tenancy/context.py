"""`with tenant(...)`: the only way to tenant data.

The context is a transaction, a database role and a few transaction-local settings that the row-level security policies
and the history trigger read. It ends with the transaction; nothing of it can leak into the next request.
"""

import contextlib
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from recovery import dates
from recovery.tenancy.enums import SYSTEM, Capacity


class NoTenant(RuntimeError):
    """Tenant data was asked for outside `with tenant(...)`. A mistake in our code, never the user's."""


@dataclass(frozen=True)
class Actor:
    """Who acts: a person in an organisation, or a job of the system's (`system:sweep`)."""

    id: str
    label: str
    membership: Any = field(default=None, compare=False)

    @property
    def user_id(self) -> UUID | None:
        return self.membership.user_id if self.membership else None

    @classmethod
    def of(cls, membership) -> "Actor":
        return cls(str(membership.user_id), membership.name_and_title, membership)

    @classmethod
    def system(cls, task: str) -> "Actor":
        return cls(f"system:{task}", f"Holdfast ({task})")


@dataclass(frozen=True)
class Context:
    role: str
    org_id: str
    actor: Actor | None = None
    reason: str = ""
    at: datetime | None = None
    ip: str = ""
    request_id: str = ""
    one_act: bool = False
    """Entered for a single verb, with its own actor and time (`every_tenant(at=…)`)."""

    @property
    def scope(self) -> tuple[str, str]:
        """What may be seen. Two contexts of one scope may share a queryset."""
        return self.role, self.org_id


_current: ContextVar[Context | None] = ContextVar("tenant", default=None)

_SETTINGS = (
    "SELECT set_config('role', %s, true), set_config('app.org_id', %s, true), set_config('app.actor_id', %s, true),"
    " set_config('app.actor_label', %s, true), set_config('app.reason', %s, true), set_config('app.at', %s, true),"
    " set_config('app.ip', %s, true), set_config('app.request_id', %s, true), set_config('app.today', %s, true),"
    " set_config('search_path', %s, true)"
)
_PATH = "public"
_SHARED_PATH = "shared, public"
"""A commissioner's role finds the tables of a plan as what may leave the provider: `recovery.tenancy.migration.leaves`.
It may not read the texts of the tables themselves, so that a path that was forgotten is an error and no leak."""
_OUTSIDE = ("none", "", "", "", "", "", "", "", "", _PATH)


def current() -> Context | None:
    return _current.get()


def required() -> Context:
    context = _current.get()
    if context is None:
        raise NoTenant("There is no tenant here. Enter one: `with tenant(organisation, …):`")
    return context


def _values(context: Context | None) -> tuple[str, ...]:
    if context is None:
        return _OUTSIDE
    actor = context.actor
    return (
        context.role,
        context.org_id,
        actor.id if actor else "",
        actor.label if actor else "",
        context.reason,
        context.at.isoformat() if context.at else "",
        context.ip,
        context.request_id,
        dates.today().isoformat(),
        _SHARED_PATH if context.role == Capacity.COMMISSIONER else _PATH,
    )


def _apply(context: Context | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SETTINGS, _values(context))


@contextlib.contextmanager
def _entered(context: Context) -> Iterator[Context]:
    outer = _current.get()
    try:
        with transaction.atomic():
            _apply(context)
            token = _current.set(context)
            try:
                yield context
            finally:
                _current.reset(token)
    finally:
        # Inside an outer transaction the settings outlive the savepoint: put the outer ones back.
        if connection.in_atomic_block and not connection.needs_rollback:
            _apply(outer)


@contextlib.contextmanager
def tenant(
    org, *, role: str = Capacity.PROVIDER, by: Actor | None = None, ip: str = "", request_id: str = ""
) -> Iterator[Context]:
    """Work inside one organisation (a row or its id) in the given database role."""
    with _entered(Context(str(role), str(getattr(org, "pk", org)), by, ip=ip, request_id=request_id)) as context:
        yield context


@contextlib.contextmanager
def identity(user) -> Iterator[Context]:
    """Before any tenant: a person sees their own memberships and the organisations of these, and nothing else."""
    with bare(by=Actor(str(user.pk), user.name)) as context:
        yield context


def read_as(user, statement: str, given: Sequence[Any]) -> list[tuple]:
    """One read with the `identity` of a person, in one round trip, because every page begins with it.

    Settings and statement are sent together. Outside a transaction the database makes one of them, which ends, with
    the settings, before it answers; inside one, the settings are put back as `_entered` does.
    """
    person = Context("none", "", Actor(str(user.pk), user.name))
    with connection.cursor() as cursor:
        cursor.execute(f"{_SETTINGS};{statement}", [*_values(person), *given])
        rows = cursor.fetchall()
    if connection.in_atomic_block:
        _apply(_current.get())
    return rows


@contextlib.contextmanager
def bare(*, by: Actor) -> Iterator[Context]:
    """The connection's own role, with an actor: for the owner of the tables, who makes organisations and people."""
    with _entered(Context("none", "", by)) as context:
        yield context


@contextlib.contextmanager
def every_tenant(*, by: Actor, at: datetime | None = None) -> Iterator[Context]:
    """Look over all organisations, as sweeps and deliveries must. Only a worker's database role allows it.

    With `at`, it is entered for one verb by the same actor at that time: a transaction of its own, in which the verb
    has nothing more to say. What runs hundreds of times a second saves four round trips by this.
    """
    with _entered(Context(SYSTEM, "", by, at=at, one_act=at is not None)) as context:
        yield context


@contextlib.contextmanager
def acting(*, by: Actor, at: datetime | None, reason: str = "") -> Iterator[None]:
    """Say who acts, when it happened and why, for the history rows written inside. All or nothing."""
    outer = required()
    if outer.one_act and (outer.actor, outer.at, outer.reason) == (by, at, reason):
        token = _current.set(replace(outer, one_act=False))  # a verb inside this verb is an act of its own
        try:
            yield
        finally:
            _current.reset(token)
        return
    with _entered(replace(outer, one_act=False, actor=by, at=at, reason=reason or outer.reason)):
        yield
