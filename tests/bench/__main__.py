"""`python -m tests.bench`: builds both sizes of data once, measures, prints one table.

Databases are kept between runs, by the state of the migrations and of the generator.
"""

import hashlib
import os
import sys

import tests.servers

os.environ |= {"DJANGO_SETTINGS_MODULE": "recovery.settings", "DEBUG": "0", "HOLDFAST_PROCESS": "web"}

import django
from django.conf import settings

django.setup()
settings.ROOT_URLCONF = "tests.bench.urls"
settings.TEMPLATES[0]["DIRS"].append(settings.BASE_DIR / "tests" / "bench" / "templates")
settings.ALLOWED_HOSTS.append("testserver")
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

from django.db import connection  # noqa: E402

from recovery import provision  # noqa: E402
from tests.bench import data, measure, scenes  # noqa: E402
from tests.conftest import ROOT, as_owner, migration_digest  # noqa: E402


def database(plans: int) -> str:
    """A filled database of this size, built if it is not there yet."""
    generator = hashlib.sha256((ROOT / "tests" / "bench" / "data.py").read_bytes()).hexdigest()[:8]
    name = f"holdfast_bench_{plans}_{migration_digest()}_{generator}"

    def build(made: str) -> None:
        print(f"Building {plans:,} plans with {plans * data.ACTIONS:,} actions", file=sys.stderr, flush=True)
        as_owner(made, "from django.core.management import call_command; call_command('migrate', verbosity=0)")
        as_owner(made, f"from tests.bench import data; data.build({plans})")

    provision.ensure_template(os.environ["PROVISION_DATABASE_URL"], name, build)
    return name


def main() -> None:
    rows = []
    for label, plans in (("1/100", data.SMALL), ("full", data.FULL)):
        copy = f"bench_{os.getpid()}_{plans}"
        provision.create_database(os.environ["PROVISION_DATABASE_URL"], copy, template=database(plans))
        try:
            rows += scenes.all_of(label, copy)
        finally:
            connection.close()
            provision.drop_database(os.environ["PROVISION_DATABASE_URL"], copy)
    unit = {row.data: row.ms for row in rows if row.what == scenes.BARE}
    for row in rows:
        row.u = row.ms / unit[row.data]
    print(measure.table(rows))


if __name__ == "__main__":
    try:
        main()
    finally:
        tests.servers.pytest_unconfigure()
