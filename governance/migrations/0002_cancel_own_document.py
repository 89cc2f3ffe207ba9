from django.db import migrations

# Outsiders may only add rows; calling off what one asked for oneself is the one change, through this one door.
# Nobody but the worker changes a document otherwise: its fingerprint stays what it was when it was built.
CANCEL = """
CREATE FUNCTION app.cancel_document(given uuid) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$
    WITH cancelled AS (
        UPDATE governance_document SET state = 'cancelled', lease_until = NULL, version = version + 1
        WHERE id = given AND asked_by_id = app.person() AND asked_for_org = app.org()
          AND state IN ('queued', 'building')
        RETURNING 1)
    SELECT EXISTS (SELECT 1 FROM cancelled)
    $$;
REVOKE ALL ON FUNCTION app.cancel_document(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.cancel_document(uuid) TO app_provider, app_viewer, app_auditor;
REVOKE UPDATE, DELETE ON governance_document FROM app_provider;
"""

# What is added is a question, in one's own name; never a finished document.
AS_A_QUESTION = "".join(
    f"""
CREATE POLICY {role}_asks_only ON governance_document AS RESTRICTIVE FOR INSERT TO app_{role}
    WITH CHECK (state = 'queued' AND key = '' AND sha256 = '' AND attempts = 0 AND asked_by_id = (SELECT app.person()));
CREATE POLICY {role}_in_own_name ON governance_download AS RESTRICTIVE FOR INSERT TO app_{role}
    WITH CHECK (downloaded_by_id = (SELECT app.person()) AND downloaded_for_org = (SELECT app.org()));
"""
    for role in ("provider", "viewer", "auditor")
)


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_flags_notices_documents")]

    operations = [
        migrations.RunSQL(CANCEL, migrations.RunSQL.noop),
        migrations.RunSQL(AS_A_QUESTION, migrations.RunSQL.noop),
    ]
