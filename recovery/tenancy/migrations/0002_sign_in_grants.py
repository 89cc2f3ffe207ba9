"""What the web role may do with the tables of other libraries: sign-in addresses, sessions, the shared cache."""

from django.db import migrations

CACHE = """
CREATE TABLE tenancy_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX tenancy_cache_expires ON tenancy_cache (expires);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON django_session, tenancy_cache, account_emailaddress, account_emailconfirmation
    TO app_web;
GRANT SELECT ON django_content_type, django_migrations TO app_web, app_worker;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO app_web;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tenancy", "0001_organisations_and_people"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("sessions", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunSQL(CACHE, "DROP TABLE tenancy_cache"),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
