"""Provisioning, on the real server of the test run: what each role may do, and that doing it twice is harmless."""

import os
import secrets
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest

from recovery import provision

ADDRESS = os.environ["PROVISION_DATABASE_URL"]
OWNER, WEB, WORKER = (os.environ[name] for name in ("OWNER_DATABASE_URL", "DATABASE_URL", "WORKER_DATABASE_URL"))


def ask(address: str, *statements: str):
    with provision.connect(address) as server, server.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchall() if cursor.description else None


@pytest.fixture
def name():
    chosen = f"provision_{secrets.token_hex(6)}"
    yield chosen
    provision.drop_database(ADDRESS, chosen)


@pytest.fixture
def database(name):
    provision.create_database(ADDRESS, name)
    return name


def test_doing_it_again_changes_nothing():
    roles = "SELECT rolname, rolsuper, rolcreatedb, rolbypassrls, rolcanlogin, rolinherit FROM pg_roles ORDER BY 1"
    before = ask(ADDRESS, roles)
    provision.provision(ADDRESS, owner=OWNER, web=WEB, worker=WORKER)
    assert ask(ADDRESS, roles) == before


def test_two_processes_may_do_it_at_once(name):
    owner, web, worker = (provision.in_database(address, name) for address in (OWNER, WEB, WORKER))
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(provision.provision, ADDRESS, owner=owner, web=web, worker=worker) for _ in range(4)]
        for run in runs:
            run.result()
    assert ask(web, "SELECT current_database()") == [(name,)]


def test_no_role_of_ours_may_step_over_the_walls():
    rows = ask(
        ADDRESS,
        "SELECT rolname, rolcanlogin FROM pg_roles WHERE rolname LIKE 'app\\_%' "
        "AND NOT (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication) ORDER BY 1",
    )
    assert rows == sorted(
        [(role, False) for role in provision.CAPACITIES] + [(role, True) for role in provision.LOGINS]
    )


@pytest.mark.parametrize(
    ("address", "role", "allowed"),
    [
        *((WEB, role, True) for role in ("app_provider", "app_viewer", "app_auditor")),
        *((WEB, role, False) for role in ("app_system", "app_owner", "app_worker", "postgres")),
        *((WORKER, role, True) for role in ("app_provider", "app_viewer", "app_auditor", "app_system")),
        *((WORKER, role, False) for role in ("app_owner", "app_web", "postgres")),
        *((OWNER, role, True) for role in ("app_provider", "app_viewer", "app_auditor", "app_system")),
        *((OWNER, role, False) for role in ("app_web", "app_worker", "postgres")),
    ],
)
def test_a_process_enters_the_roles_that_are_its_own(address, role, allowed):
    if allowed:
        assert ask(address, f"SET ROLE {role}", "SELECT current_user") == [(role,)]
    else:
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(address, f"SET ROLE {role}")


def test_a_process_has_no_rights_before_it_enters_a_role(database):
    owner, web = (provision.in_database(address, database) for address in (OWNER, WEB))
    ask(owner, "CREATE TABLE seen (n int)", "GRANT SELECT ON seen TO app_provider")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(web, "SELECT * FROM seen")
    assert ask(web, "SET ROLE app_provider", "SELECT * FROM seen") == []


def test_the_web_role_creates_no_table_and_empties_none(database):
    owner, web = (provision.in_database(address, database) for address in (OWNER, WEB))
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(web, "CREATE TABLE mine (n int)")
    ask(owner, "CREATE TABLE kept (n int)", "GRANT SELECT, INSERT, UPDATE, DELETE ON kept TO app_web")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(web, "TRUNCATE kept")


def test_a_database_is_open_to_the_named_alone(database):
    stranger = f"stranger_{secrets.token_hex(4)}"
    ask(ADDRESS, f"CREATE ROLE {stranger} LOGIN PASSWORD 'made-up'")
    try:
        address = WEB.replace("app_web", stranger).replace(WEB.split(":")[2].split("@")[0], "made-up")
        with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
            psycopg2.connect(provision.in_database(address, database))
    finally:
        ask(ADDRESS, f"DROP ROLE {stranger}")
    assert ask(provision.in_database(WEB, database), "SELECT 1") == [(1,)]


def test_a_copy_is_as_closed_as_its_template_and_holds_the_same(database):
    ask(provision.in_database(OWNER, database), "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7)")
    copy = f"{database}_copy"
    provision.create_database(ADDRESS, copy, template=database)
    try:
        assert ask(provision.in_database(OWNER, copy), "SELECT n FROM kept") == [(7,)]
        public = f"SELECT 1 FROM pg_database, aclexplode(datacl) WHERE datname = '{copy}' AND grantee = 0"
        assert ask(ADDRESS, public) == []
    finally:
        provision.drop_database(ADDRESS, copy)


def test_a_template_is_built_once_though_many_ask(name):
    built = []
    with ThreadPoolExecutor(4) as pool:
        for run in [pool.submit(provision.ensure_template, ADDRESS, name, built.append) for _ in range(4)]:
            run.result()
    assert built == [name]


def test_a_template_whose_building_failed_is_built_again(name):
    def fails(_name):
        raise RuntimeError("halfway")

    with pytest.raises(RuntimeError):
        provision.ensure_template(ADDRESS, name, fails)
    built = []
    provision.ensure_template(ADDRESS, name, built.append)
    assert built == [name]


def test_a_role_that_is_no_superuser_can_provision_too(name):
    """On a hosted server nobody is a superuser: CREATEROLE and CREATEDB must do, on roles it made itself."""
    role = f"provisioner_{secrets.token_hex(4)}"
    ask(ADDRESS, f"CREATE ROLE {role} LOGIN PASSWORD 'made-up' CREATEROLE CREATEDB")
    for granted in (*provision.CAPACITIES, *provision.LOGINS):
        ask(ADDRESS, f"GRANT {granted} TO {role} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE")
    password = ADDRESS.split(":")[2].split("@")[0]
    limited = ADDRESS.replace("//postgres:", f"//{role}:").replace(password, "made-up")
    owner, web, worker = (provision.in_database(address, name) for address in (OWNER, WEB, WORKER))
    try:
        provision.provision(limited, owner=owner, web=web, worker=worker)
        assert ask(
            web, "SELECT count(*) FROM pg_extension WHERE extname = ANY(ARRAY['citext','btree_gist','pg_trgm'])"
        ) == [(3,)]
    finally:
        provision.drop_database(ADDRESS, name)
        ask(ADDRESS, f"DROP OWNED BY {role} CASCADE", f"DROP ROLE {role}")


class Old:
    def __init__(self, version):
        self.server_version = version


@pytest.mark.parametrize("version", [140022, 150020, 160013, 170009, 180003])
def test_an_old_server_is_refused_with_what_is_needed(version):
    with pytest.raises(provision.Unsuitable, match=r"Holdfast needs at least 16\.14, 17\.10, 18\.4"):
        provision.check_version(Old(version))


@pytest.mark.parametrize("version", [160014, 170010, 180004, 180006, 190000])
def test_a_current_server_is_accepted(version):
    provision.check_version(Old(version))


def test_addresses_that_disagree_are_refused():
    with pytest.raises(provision.Unsuitable, match="The roles have fixed names"):
        provision.provision(ADDRESS, owner=WEB, web=WEB, worker=WORKER)
    with pytest.raises(provision.Unsuitable, match="different databases"):
        provision.provision(ADDRESS, owner=OWNER, web=provision.in_database(WEB, "other"), worker=WORKER)
