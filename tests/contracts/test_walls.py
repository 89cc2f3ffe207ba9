"""The walls between tenants, read from the database's own catalogue: what a migration forgot shows up here."""

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.conftest import as_owner

EXEMPT = {
    # Not tenant data. Each with the reason why.
    "django_migrations": "names of migrations",
    "django_content_type": "names of models",
    "django_session": "opaque sessions, read before a tenant is known, by the web role alone",
    "tenancy_cache": "rate limits, by the web role alone",
    "account_emailaddress": "sign-in addresses, read before a tenant is known, by the web role alone",
    "account_emailconfirmation": "one-time keys of sign-in addresses, by the web role alone",
    "auth_group": "unused by this product, granted to nobody",
    "auth_group_permissions": "unused by this product, granted to nobody",
    "auth_permission": "unused by this product, granted to nobody",
}
NO_ORGANISATION = {"tenancy_user": "a person who signs in; people of a tenant are memberships"}

TABLES = """
WITH t AS (
    SELECT c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity, pg_get_userbyid(c.relowner) AS owner, c.relacl
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%%' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
)
"""
FAULTS = {
    "row-level security is not enabled": TABLES
    + "SELECT relname FROM t WHERE NOT relrowsecurity AND relname <> ALL (%(exempt)s)",
    "row-level security is not forced on the owner": TABLES
    + "SELECT relname FROM t WHERE NOT relforcerowsecurity AND relname <> ALL (%(exempt)s)",
    "the owner is another role": TABLES + "SELECT relname FROM t WHERE owner <> 'app_owner'",
    "a privilege without a policy": TABLES
    + """SELECT DISTINCT t.relname || ' for ' || r.rolname FROM t, aclexplode(t.relacl) a JOIN pg_roles r
         ON r.oid = a.grantee WHERE t.relname <> ALL (%(exempt)s) AND r.rolname <> 'app_owner' AND NOT EXISTS
         (SELECT 1 FROM pg_policy p WHERE p.polrelid = t.oid AND p.polpermissive AND r.oid = ANY (p.polroles))""",
    "a policy for everybody": "SELECT polrelid::regclass || ' ' || polname FROM pg_policy WHERE 0 = ANY (polroles)",
    "granted to everybody": TABLES + "SELECT relname FROM t, aclexplode(t.relacl) a WHERE a.grantee = 0",
    "a commissioner or auditor may change it": TABLES
    + """SELECT t.relname || ' ' || a.privilege_type FROM t, aclexplode(t.relacl) a
         WHERE a.grantee IN ('app_viewer'::regrole, 'app_auditor'::regrole)
         AND a.privilege_type NOT IN ('SELECT', 'INSERT')""",
    "a commissioner or auditor may add rows that are not of their own kind": TABLES
    + """SELECT DISTINCT t.relname FROM t, aclexplode(t.relacl) a
         WHERE a.grantee IN ('app_viewer'::regrole, 'app_auditor'::regrole) AND a.privilege_type = 'INSERT'
         AND t.relname NOT IN ('governance_document', 'governance_download', 'plans_filedownload')""",
    "a foreign key to a tenant table does not carry the organisation": """
        SELECT k.conrelid::regclass || ' ' || k.conname FROM pg_constraint k WHERE k.contype = 'f'
        AND EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = k.confrelid AND attname = 'org_id')
        AND NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = k.conrelid AND attname = 'org_id'
                        AND attnum = ANY (k.conkey))""",
    "a tenant table has no organisation": TABLES
    + """SELECT relname FROM t WHERE relname <> ALL (%(exempt)s) AND relname <> ALL (%(bare)s)
         AND relname <> 'tenancy_organisation'
         AND NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = t.oid AND attname = 'org_id' AND attnotnull)""",
    "a tenant table records no history": TABLES
    + """SELECT relname FROM t WHERE relname <> ALL (%(exempt)s) AND relname <> ALL (%(bare)s)
         AND relname <> 'history_event' AND NOT EXISTS
         (SELECT 1 FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid
          WHERE g.tgrelid = t.oid AND p.proname = 'record_event' AND g.tgenabled = 'O')""",
    "a function runs as its owner without a pinned search path": """
        SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE prosecdef AND n.nspname NOT LIKE 'pg\\_%%'
        AND coalesce(proconfig::text, '') NOT LIKE '%%search_path%%'""",
    "a view sees with its owner's eyes": """
        SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE relkind IN ('v', 'm')
        AND n.nspname IN ('public', 'app', 'shared')
        AND coalesce(reloptions::text, '') NOT LIKE '%%security_invoker=true%%'""",
    "a role of the application goes around the policies": """
        SELECT rolname FROM pg_roles WHERE rolname LIKE 'app\\_%%' AND (rolsuper OR rolbypassrls)""",
    "the history can be changed or written by a role": """
        SELECT a.privilege_type FROM pg_class c, aclexplode(c.relacl) a WHERE c.relname = 'history_event'
        AND a.grantee <> 'app_owner'::regrole AND a.privilege_type <> 'SELECT'""",
}


@pytest.mark.django_db
@pytest.mark.parametrize("fault", FAULTS)
def test_no_table_has_this_fault(fault):
    with connection.cursor() as cursor:
        cursor.execute(FAULTS[fault], {"exempt": list(EXEMPT), "bare": list(NO_ORGANISATION)})
        assert cursor.fetchall() == [], fault


def test_the_walk_sees_a_table_without_walls(own_database, django_db_blocker):
    """The walk itself works: a bare table that a migration made and forgot is found."""
    as_owner(
        own_database,
        "from django.db import connection; connection.cursor().execute('CREATE TABLE bare (id int, org_id uuid)')",
    )
    seen = []
    for fault, sql in FAULTS.items():
        with connection.cursor() as cursor:
            cursor.execute(sql, {"exempt": list(EXEMPT), "bare": list(NO_ORGANISATION)})
            if ("bare",) in cursor.fetchall():
                seen.append(fault)
    assert seen == [
        "row-level security is not enabled",
        "row-level security is not forced on the owner",
        "a tenant table has no organisation",
        "a tenant table records no history",
    ]


@pytest.mark.django_db
def test_the_application_connects_as_the_web_role_and_owns_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, pg_has_role('app_owner', 'member'), pg_has_role('app_system', 'member')")
        assert cursor.fetchone() == ("app_web", False, False)


@pytest.mark.django_db
def test_outside_a_tenant_the_web_role_cannot_read_a_tenant_table():
    for table in ("plans_plan", "plans_action", "governance_notice", "history_event"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(f"SELECT 1 FROM {table}")
