from django.db import migrations

# A commissioner's documents remain the commissioner's, and an auditor's the auditor's: in the history too, which the
# provider reads of its own plans. Every request and download is recorded; each reader sees those of their own.
THEIR_OWN_HISTORY = "".join(
    f"""
CREATE POLICY {role}_own_documents ON history_event AS RESTRICTIVE FOR SELECT TO app_{role}
    USING (CASE tbl
        WHEN 'governance_document' THEN coalesce(after, before) ->> '{asked}' = (SELECT {mine})::text
        WHEN 'governance_download' THEN coalesce(after, before) ->> '{downloaded}' = (SELECT {mine})::text
        ELSE true END);
"""
    for role, asked, downloaded, mine in (
        ("provider", "asked_for_org", "downloaded_for_org", "app.org()"),
        ("auditor", "asked_by_id", "downloaded_by_id", "app.person()"),
    )
)

OWN_DOWNLOADS = """
CREATE POLICY provider_fetched ON governance_download AS RESTRICTIVE TO app_provider
    USING (downloaded_for_org = org_id) WITH CHECK (downloaded_for_org = org_id);
"""

# Who was told what is evidence: the worker alone writes it.
NOTICES_ARE_READ = "REVOKE INSERT, UPDATE, DELETE ON governance_notice FROM app_provider;"


class Migration(migrations.Migration):
    dependencies = [("governance", "0005_shared_plans_found_by_a_function")]

    operations = [
        migrations.RunSQL(THEIR_OWN_HISTORY, migrations.RunSQL.noop),
        migrations.RunSQL(OWN_DOWNLOADS, migrations.RunSQL.noop),
        migrations.RunSQL(NOTICES_ARE_READ, migrations.RunSQL.noop),
    ]
