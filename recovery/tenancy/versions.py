"""Optimistic concurrency: a change is made to the version that its author saw, or not at all."""

from django.db.models import F

from recovery.exceptions import Stale


def change_if_current(row, version: int, **fields):
    """Update `row` if it still has `version`; returns it fresh. Raises `Stale` with the row as it is now."""
    rows = type(row).objects.filter(pk=row.pk)
    if not rows.filter(version=version).update(**fields, version=F("version") + 1):
        raise Stale(rows.get())
    return rows.get()
