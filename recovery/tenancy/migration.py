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


def leaves(
    table: str,
    *,
    texts: Iterable[str],
    columns: Iterable[str],
    new: Iterable[str] | None = None,
    blank: Iterable[str] = (),
    root: str = "plan_id",
) -> RunSQL:
    """What a commissioner reads of `table`: these columns, and of `texts` the version that may leave (D1).

    The table has a column `held`: of each text that may not leave as it stands, the last one that passed. The
    commissioner's role may read the derived columns only, and sees them under the names of the table's own, through a
    view of the same name, which its search path finds first. To let a further text leave, call this again with all of
    them, and with it in `new`. `blank` are texts that a statement may ask for and that never leave.
    """
    texts, columns = list(texts), list(columns)
    derived = [f"{text}_shared" for text in texts]
    seen = [
        *columns,
        *(f"{text}_shared AS {text}" for text in texts),
        "'{}'::jsonb AS held",
        *(f"''::text AS {name}" for name in blank),
    ]
    return RunSQL(
        [
            *(
                f"ALTER TABLE {table} ADD COLUMN {text}_shared text"
                f" GENERATED ALWAYS AS (coalesce(held #>> '{{{text},text}}', {text})) STORED"
                for text in (texts if new is None else new)
            ),
            f"DROP TRIGGER history ON {table}",
            f"CREATE TRIGGER history AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW"
            f" EXECUTE FUNCTION app.record_event('org_id', '{root}', '', '{','.join(derived)}')",
            f"REVOKE SELECT ON {table} FROM app_viewer",  # noqa: S608  names of ours, here and below
            f"GRANT SELECT ({', '.join([*columns, *derived])}) ON {table} TO app_viewer",
            f"DROP VIEW IF EXISTS shared.{table}",
            f"CREATE VIEW shared.{table} WITH (security_invoker=true)"  # noqa: S608
            f" AS SELECT {', '.join(seen)} FROM public.{table}",
            f"GRANT SELECT ON shared.{table} TO app_viewer",
        ],
        reverse_sql=RunSQL.noop,
    )
