"""Roles and databases: what a superuser (or a role that may create both) sets up, as often as it is run.

The application never connects as the superuser, nor as the owner of the tables. Passwords are taken from the
addresses the processes will use, so an address and its role cannot disagree.

    python -m recovery.provision      with PROVISION_DATABASE_URL and the three role addresses set
"""

import contextlib
import hashlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg2
from psycopg2 import errors, sql
from psycopg2.extensions import connection as Connection

# Entered with SET LOCAL ROLE only; nobody signs in as one.
CAPACITIES = ("app_provider", "app_viewer", "app_auditor", "app_system")
# Which of them each process may enter. Only the worker sweeps across tenants; the owner loads the demonstration.
ENTERS = {"app_web": CAPACITIES[:3], "app_worker": CAPACITIES, "app_owner": CAPACITIES}
LOGINS = ("app_owner", "app_web", "app_worker")
EXTENSIONS = ("citext", "btree_gist", "pg_trgm")
PLAIN = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION"
# The releases of May 2026. Earlier ones have known faults in policies that depend on SET ROLE, which is how
# one organisation is kept from another here. 16 is the first whose memberships can forbid inheriting.
OLDEST = {16: 14, 17: 10, 18: 4}


class Unsuitable(RuntimeError):
    """This server cannot carry Holdfast; the message says why and what to do."""


def provision(address: str, *, owner: str, web: str, worker: str) -> None:
    """Roles, memberships, database, extensions. Safe to repeat, and for two processes at once."""
    passwords = {}
    for role, given in zip(LOGINS, (owner, web, worker), strict=True):
        parts = urlsplit(given)
        if parts.username != role:
            raise Unsuitable(f"The address for {role} signs in as {parts.username!r}. The roles have fixed names.")
        passwords[role] = unquote(parts.password or "")
    names = {database_name(given) for given in (owner, web, worker)}
    if len(names) != 1:
        raise Unsuitable(f"The three application addresses name different databases: {', '.join(sorted(names))}.")
    with connect(address) as server:
        check_version(server)
        with _alone(server, "provision"):
            _roles(server, passwords)
    create_database(address, names.pop())


def check_version(server: Connection) -> None:
    major, minor = divmod(server.server_version, 10000)
    if major < min(OLDEST) or minor < OLDEST.get(major, 0):
        wanted = ", ".join(f"{known}.{least}" for known, least in OLDEST.items())
        raise Unsuitable(
            f"This PostgreSQL is {major}.{minor}. Holdfast needs at least {wanted}, or newer. Earlier "
            "ones have security faults in the row policies that keep organisations apart: upgrade the server."
        )


def _roles(server: Connection, passwords: dict[str, str]) -> None:
    with server.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles")
        present = {name for (name,) in cursor}
        for role in CAPACITIES:
            if role not in present:
                cursor.execute(f"CREATE ROLE {role} NOLOGIN {PLAIN}")
        for role, password in passwords.items():
            if role not in present:
                cursor.execute(f"CREATE ROLE {role} LOGIN NOINHERIT {PLAIN}")
            cursor.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD %s").format(sql.Identifier(role)), [password])
        for login, capacities in ENTERS.items():
            for capacity in capacities:
                cursor.execute(f"GRANT {capacity} TO {login} WITH INHERIT FALSE, SET TRUE")
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper")
        if not cursor.fetchone():  # to create a database for the owner, one must be able to become it
            cursor.execute("GRANT app_owner TO CURRENT_USER WITH INHERIT TRUE, SET TRUE")


def create_database(address: str, name: str, *, template: str | None = None) -> str:
    """An empty database, or a copy of another, owned by app_owner and closed to everybody unnamed."""
    with connect(address) as server, _alone(server, f"database {name}"), server.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            statement = sql.SQL("CREATE DATABASE {} OWNER app_owner").format(sql.Identifier(name))
            if template:
                statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
            cursor.execute(statement)
        # A copy does not inherit who may connect.
        for closing in (
            "REVOKE ALL ON DATABASE {} FROM PUBLIC",
            "GRANT CONNECT ON DATABASE {} TO app_owner, app_web, app_worker",
        ):
            cursor.execute(sql.SQL(closing).format(sql.Identifier(name)))
    made = in_database(address, name)
    if not template:
        with connect(made) as database, _alone(database, "extensions"), database.cursor() as cursor:
            cursor.execute("SET ROLE app_owner")
            for extension in EXTENSIONS:
                cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    return made


def drop_database(address: str, name: str) -> None:
    with connect(address) as server, server.cursor() as cursor:
        with contextlib.suppress(errors.InvalidCatalogName):
            cursor.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE false").format(sql.Identifier(name)))
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def ensure_template(address: str, name: str, build: Callable[[str], None]) -> None:
    """A database kept to be copied. `build` (migrations, usually) gets its name; a half-built one is dropped.

    Marked as a template only once built, under a lock, so that parallel test runs wait for one another.
    """
    with connect(address) as server, _alone(server, f"template {name}"), server.cursor() as cursor:
        cursor.execute("SELECT datistemplate FROM pg_database WHERE datname = %s", [name])
        found = cursor.fetchone()
        if found and found[0]:
            return
        drop_database(address, name)
        create_database(address, name)
        build(name)
        cursor.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(sql.Identifier(name)))


def in_database(address: str, name: str) -> str:
    """The same server and role, another database."""
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))


def database_name(address: str) -> str:
    return unquote(urlsplit(address).path.lstrip("/"))


def wait_for(address: str, seconds: float) -> None:
    """A database container may still be starting when its client already runs."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            psycopg2.connect(address, connect_timeout=5).close()
            return
        except psycopg2.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


@contextlib.contextmanager
def connect(address: str) -> Iterator[Connection]:
    server = psycopg2.connect(address, connect_timeout=10)
    server.autocommit = True  # databases are not created in transactions
    try:
        yield server
    finally:
        server.close()


@contextlib.contextmanager
def _alone(server: Connection, purpose: str) -> Iterator[None]:
    key = int.from_bytes(hashlib.sha256(f"holdfast {purpose}".encode()).digest()[:8], "big", signed=True)
    with server.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [key])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def main() -> None:
    names = ("PROVISION_DATABASE_URL", "OWNER_DATABASE_URL", "DATABASE_URL", "WORKER_DATABASE_URL")
    missing = [name for name in names if not os.environ.get(name)]
    if missing:
        sys.exit(f"Not set: {', '.join(missing)}. See .env.example.")
    address, owner, web, worker = (os.environ[name] for name in names)
    try:
        wait_for(address, 60)
        provision(address, owner=owner, web=web, worker=worker)
    except (Unsuitable, psycopg2.Error) as error:
        sys.exit(str(error).strip())
    print(f"Roles and database {database_name(web)} are ready.")


if __name__ == "__main__":
    main()
