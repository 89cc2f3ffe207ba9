"""What a tenant table gets in the migration that makes it: row-level security, grants, history, composite keys.

`secure(...)` is called once a table. A contract test walks the database's catalogue for whatever was forgotten.
"""

from collections.abc import Iterable

from django.db.migrations import RunSQL

OWN = "org_id = (SELECT app.org())"


def secure(
    table: str,
    *,
    provider: str = "SELECT, INSERT, UPDATE, DELETE",
    viewer: str = "",
    auditor: str = "",
    system: str = "",
    org: str = "org_id",
    root: str = "",
    unrecorded: Iterable[str] = (),
) -> RunSQL:
    """Force row-level security on `table` and record its history.

    `provider` and `system` are lists of privileges; `viewer` and `auditor` are conditions under which a commissioner
    or an auditor may read a row. `root` names the column with the id of the aggregate (the plan) for the history;
    `unrecorded` are columns whose changes are no history (leases, counters of attempts).
    """
    own = OWN.replace("org_id", org)
    sql = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY owner_all ON {table} TO app_owner USING (true) WITH CHECK (true)",
        f"REVOKE ALL ON {table} FROM PUBLIC",
        f"CREATE TRIGGER history AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW"
        f" EXECUTE FUNCTION app.record_event('{org}', '{root}', '{','.join(unrecorded)}')",
    ]
    if provider:
        sql += [
            f"CREATE POLICY provider_own ON {table} TO app_provider USING ({own}) WITH CHECK ({own})",
            f"GRANT {provider} ON {table} TO app_provider",
        ]
    for role, condition in (("app_viewer", viewer), ("app_auditor", auditor)):
        if condition:
            sql += [
                f"CREATE POLICY {role[4:]}_read ON {table} FOR SELECT TO {role} USING ({condition})",
                f"GRANT SELECT ON {table} TO {role}",
            ]
    if system:
        sql += [
            f"CREATE POLICY system_all ON {table} TO app_system USING (true) WITH CHECK (true)",
            f"GRANT {system} ON {table} TO app_system",
        ]
    return RunSQL(sql, reverse_sql=RunSQL.noop)


def belongs(table: str, column: str, target: str, *, within: Iterable[str] = ("org_id",)) -> RunSQL:
    """A foreign key that carries the tenant (and, `within=("org_id", "plan_id")`, the plan): no row can point over
    the fence. `target` has a unique constraint over the same columns and its id."""
    keys = ", ".join(within)
    name = f"{table}_{column}_same_tenant"
    return RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({keys}, {column})"
        f" REFERENCES {target} ({keys}, id) DEFERRABLE INITIALLY DEFERRED",
        reverse_sql=f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )
