"""One at a time, where a lock on a row would need the right to change it, or where there is no row yet."""

from django.db import connection


def one_at_a_time(*what) -> None:
    """Wait for whoever does the same thing to the same things, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [" ".join(map(str, what))])
