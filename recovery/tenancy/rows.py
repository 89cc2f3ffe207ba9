"""Rows by a statement that is written out: for the few reads that begin every page about a plan.

For Django to put a query together costs more than to run it. The database's row policies hold here as everywhere, and
as everywhere nothing is read outside `with tenant(…)`.
"""

import functools
import uuid
from typing import Any, TypeVar

import psycopg2.extensions
from django.db import DEFAULT_DB_ALIAS, connection

from recovery.tenancy import context
from recovery.tenancy.models.base import TenantModel

Row = TypeVar("Row", bound=TenantModel)
UUID_OID = 2950


def rows_of(model: type[Row], statement: str, given: Any) -> list[Row]:
    """The rows that `statement` gives, as objects. A field that it leaves out is read when it is asked for; what it
    gives besides the model's columns is an attribute of that name."""
    context.required()
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        names = [column.name for column in cursor.description]
        return [model.from_db(DEFAULT_DB_ALIAS, names, row) for row in cursor.fetchall()]


@functools.lru_cache(maxsize=4096)
def _uuid(text: str) -> uuid.UUID:
    return uuid.UUID(text)


def read_uuids_once() -> None:
    """A page reads a thousand ids, most of them the same few (organisation, plan, person), and Python is slow at making
    a UUID of its text: the same text gives the same object, which cannot change."""
    once = psycopg2.extensions.new_type((UUID_OID,), "UUID", lambda text, cursor: _uuid(text) if text else None)
    psycopg2.extensions.register_type(once)
