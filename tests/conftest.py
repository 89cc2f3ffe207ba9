"""Fixtures for everybody: a database of one's own, the cast, and a browser that is signed in."""

import hashlib
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from recovery import provision
from recovery.tenancy import context, workspaces
from recovery.tenancy.enums import capacities
from tests import cast as the_cast

# Pages of the tests name their styles plainly: nothing has been collected. The journeys run with what production does.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

ROOT = Path(__file__).resolve().parent.parent


def addresses(database: str) -> dict[str, str]:
    """The environment of a process that works on this database."""
    names = ("OWNER_DATABASE_URL", "DATABASE_URL", "WORKER_DATABASE_URL")
    return {name: provision.in_database(os.environ[name], database) for name in names}


def as_owner(database: str, code: str) -> None:
    """Run Django code as the owner of the tables, in a process of its own."""
    subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {code}"],
        check=True,
        cwd=ROOT,
        env=os.environ
        | addresses(database)
        | {"HOLDFAST_PROCESS": "owner", "DJANGO_SETTINGS_MODULE": "recovery.settings"},
    )


def _build(name: str) -> None:
    as_owner(
        name,
        "from django.core.management import call_command; call_command('migrate', verbosity=0, skip_checks=True);"
        "from tests import cast; cast.create()",
    )


def migration_digest() -> str:
    """Changes whenever a migration does."""
    sources = sorted(ROOT.glob("*/migrations/*.py")) + sorted(ROOT.glob("recovery/*/migrations/*.py"))
    sources.append(ROOT / "recovery" / "tenancy" / "migration.py")
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]


def _template() -> str:
    """A migrated database with the cast in it, built once for each state of the migrations."""
    people = hashlib.sha256((ROOT / "tests" / "cast.py").read_bytes()).hexdigest()[:6]
    name = f"holdfast_template_{migration_digest()}_{people}"
    provision.ensure_template(os.environ["PROVISION_DATABASE_URL"], name, _build)
    return name


@pytest.fixture(scope="session")
def template_database() -> str:
    return _template()


def _fresh(template: str) -> str:
    name = f"test_{os.getpid()}_{uuid.uuid4().hex[:8]}"
    provision.create_database(os.environ["PROVISION_DATABASE_URL"], name, template=template)
    return name


def _use(**settings) -> None:
    connection.close()
    connection.settings_dict.update(settings)


def login(variable: str) -> dict[str, str]:
    import environ

    parsed = environ.Env.db_url_config(os.environ[variable])
    return {"USER": parsed["USER"], "PASSWORD": parsed["PASSWORD"]}


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, template_database):
    """Each test process has its own copy of the template, as the web role."""
    name = _fresh(template_database)
    with django_db_blocker.unblock():
        before = connection.settings_dict["NAME"]
        _use(NAME=name)
    yield
    with django_db_blocker.unblock():
        _use(NAME=before)
    provision.drop_database(os.environ["PROVISION_DATABASE_URL"], name)


@pytest.fixture
def as_worker(request, django_db_setup, django_db_blocker):
    """The test runs as the worker's role, which alone may look over all tenants. Ask for it before `db`."""
    with django_db_blocker.unblock():
        _use(**login("WORKER_DATABASE_URL"))
    request.getfixturevalue("db")


@pytest.fixture(autouse=True)
def _web_role_again():
    """After a test as the worker, the next one is the web role's again."""
    yield
    web = login("DATABASE_URL")
    if connection.settings_dict["USER"] != web["USER"]:
        connection.settings_dict.update(web)
        if connection.connection is not None and not connection.in_atomic_block:
            connection.close()


@pytest.fixture
def own_database(django_db_setup, django_db_blocker, template_database):
    """A copy of the template for this test alone, with real commits: for several connections or processes."""
    name = _fresh(template_database)
    with django_db_blocker.unblock():
        before = connection.settings_dict["NAME"]
        _use(NAME=name)
        yield name
        _use(NAME=before)
    provision.drop_database(os.environ["PROVISION_DATABASE_URL"], name)


@pytest.fixture
def cast():
    return the_cast.Cast()


@pytest.fixture
def alder(db, cast):
    """Inside Alder House, as its registered manager."""
    with context.tenant(cast.org("alder"), by=cast.actor("manager")) as entered:
        yield entered


@pytest.fixture
def sign_in(cast):
    """`sign_in("manager")` gives a client in that person's workspace; `capacity=` chooses among several."""

    def signed_in(key: str, capacity=None) -> Client:
        client = Client()
        client.force_login(cast.user(key))
        membership = getattr(cast, key)
        chosen = capacity or capacities(membership.roles)[0]
        session = client.session
        session[workspaces.SESSION_KEY] = f"{membership.pk}:{chosen.name.lower()}"
        session.save()
        return client

    return signed_in
