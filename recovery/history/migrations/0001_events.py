from django.db import migrations, models

# The settings of `recovery.tenancy.context`, as the policies and the trigger read them.
CONTEXT = """
CREATE SCHEMA app;
GRANT USAGE ON SCHEMA app TO app_web, app_worker, app_provider, app_viewer, app_auditor, app_system;

CREATE FUNCTION app.org() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.org_id', true), '')::uuid;

CREATE FUNCTION app.person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN current_setting('app.actor_id', true) ~ '^[0-9a-f-]{36}$'
                THEN current_setting('app.actor_id', true)::uuid END;

-- The day in London. The server's own current_date is yesterday until one in the morning in summer.
CREATE FUNCTION app.today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(nullif(current_setting('app.today', true), '')::date, (now() AT TIME ZONE 'Europe/London')::date);
"""

# Arguments of the trigger: the column of the organisation, the column of the aggregate (or ''), and the columns whose
# changes are no history, separated by commas. It runs as the owner, so the roles need no right to write events.
RECORD = """
ALTER TABLE history_event
    ALTER COLUMN tx SET DEFAULT pg_current_xact_id()::text::bigint,
    ALTER COLUMN recorded_at SET DEFAULT clock_timestamp(),
    ALTER COLUMN db_user SET DEFAULT session_user;

CREATE FUNCTION app.record_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    old_row jsonb; new_row jsonb; row jsonb; root text; key text;
    who text := nullif(current_setting('app.actor_id', true), '');
BEGIN
    IF who IS NULL THEN
        RAISE EXCEPTION 'A change of % names no actor', tg_table_name;
    END IF;
    IF tg_op <> 'INSERT' THEN old_row := to_jsonb(old); END IF;
    IF tg_op <> 'DELETE' THEN new_row := to_jsonb(new); END IF;
    row := coalesce(new_row, old_row);
    IF tg_op = 'UPDATE' THEN
        IF tg_argv[2] <> '' AND new_row - string_to_array(tg_argv[2], ',') = old_row - string_to_array(tg_argv[2], ',')
        THEN RETURN NULL; END IF;
        FOR key IN SELECT jsonb_object_keys(old_row) LOOP
            IF old_row -> key IS NOT DISTINCT FROM new_row -> key THEN old_row := old_row - key; END IF;
        END LOOP;
        IF old_row = '{}' THEN RETURN NULL; END IF;
    END IF;
    root := CASE WHEN tg_argv[1] <> '' THEN row ->> tg_argv[1] END;
    INSERT INTO history_event (at, org_id, root_id, tbl, row_id, op, before, after, actor_id, actor_label, reason, ip,
                               request_id)
    VALUES (coalesce(nullif(current_setting('app.at', true), '')::timestamptz, clock_timestamp()),
            (row ->> tg_argv[0])::uuid, root::uuid, tg_table_name, row ->> 'id', left(tg_op, 1), old_row, new_row, who,
            coalesce(current_setting('app.actor_label', true), ''), coalesce(current_setting('app.reason', true), ''),
            coalesce(current_setting('app.ip', true), ''), coalesce(current_setting('app.request_id', true), ''));
    RETURN NULL;
END $$;

CREATE FUNCTION app.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN RAISE EXCEPTION '% is append-only', tg_table_name; END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON history_event
    FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON history_event
    FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();

ALTER TABLE history_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE history_event FORCE ROW LEVEL SECURITY;
REVOKE ALL ON history_event FROM PUBLIC;
CREATE POLICY owner_all ON history_event TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY provider_own ON history_event FOR SELECT TO app_provider USING (org_id = (SELECT app.org()));
GRANT SELECT ON history_event TO app_provider;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL(CONTEXT, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tx", models.BigIntegerField()),
                ("recorded_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("org_id", models.UUIDField()),
                ("root_id", models.UUIDField(null=True)),
                ("table", models.CharField(db_column="tbl", max_length=63)),
                ("row_id", models.CharField(max_length=64)),
                (
                    "operation",
                    models.CharField(
                        choices=[("I", "created"), ("U", "changed"), ("D", "removed")],
                        db_column="op",
                        max_length=1,
                    ),
                ),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                ("actor_id", models.CharField(max_length=64)),
                ("actor_label", models.CharField(max_length=250)),
                ("reason", models.TextField(blank=True)),
                ("ip", models.CharField(blank=True, max_length=45)),
                ("request_id", models.CharField(blank=True, max_length=64)),
                ("db_user", models.CharField(max_length=63)),
            ],
            options={
                "ordering": ["-id"],
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["org_id", "table", "row_id", "id"], name="event_of_row"),
                    models.Index(fields=["root_id", "id"], name="event_of_root"),
                ],
            },
        ),
        migrations.RunSQL(RECORD, migrations.RunSQL.noop),
    ]
