"""Addresses that a page writes again and again: looked up once, not fifty times.

An address depends on nothing but its name, the ids in it, and where the application stands.
"""

import uuid
from functools import cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

_PLACEHOLDER = uuid.UUID(int=0)


def address(name: str) -> str:
    """`reverse(name)`, of an address without ids."""
    return _fixed(name, *place())


def address_of(name: str, key: uuid.UUID | str) -> str:
    """`reverse(name, args=[key])`, of an address with one UUID in it. `key` comes from a row, never from a reader."""
    before, after = _around(name, *place())
    return f"{before}{key}{after}"


def place() -> tuple[str, str]:
    """Where the application stands: what an address depends on besides its name."""
    return get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF


@cache
def _fixed(name: str, prefix: str, urlconf: str) -> str:
    return reverse(name)


@cache
def _around(name: str, prefix: str, urlconf: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[_PLACEHOLDER]).partition(str(_PLACEHOLDER))
    return before, after
