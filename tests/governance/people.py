"""People who leave, in the middle of a test."""

import contextlib
import os

import psycopg2
import pytest
from django.db import connection

from recovery import provision


@pytest.fixture
def own_people():
    """Change a membership or a person, and put it back. No role of the application may: the tables' owner does."""
    with contextlib.closing(another_connection("OWNER_DATABASE_URL")) as owner, owner.cursor() as cursor:
        cursor.execute("SELECT set_config('app.actor_id', 'system:test', false)")

        changed = []

        def change(membership, active=True, ends_on=None):
            changed.append(membership)
            _put(cursor, membership, active, ends_on)

        yield change
        for membership in changed:
            _put(cursor, membership, active=True, ends_on=None)


def _put(cursor, membership, active, ends_on):
    cursor.execute("UPDATE tenancy_user SET is_active = %s WHERE id = %s", [active, str(membership.user_id)])
    cursor.execute("UPDATE tenancy_membership SET ends_on = %s WHERE id = %s", [ends_on, str(membership.pk)])


def another_connection(address):
    """A second session in this test's database."""
    made = psycopg2.connect(provision.in_database(os.environ[address], connection.settings_dict["NAME"]))
    made.autocommit = True
    return made
