import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from recovery.tenancy.migration import belongs, secure

# A calendar asks without signing in, with a secret. One function answers whose it is, and nothing else: only while the
# feed is in force, its owner works there today and the account is open.
FOUND = """
CREATE FUNCTION app.calendar_feed(given text, today date) RETURNS TABLE (feed uuid, org uuid, owner uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT f.id, f.org_id, f.owner_id FROM plans_calendarfeed f
    JOIN tenancy_membership b ON b.id = f.owner_id JOIN tenancy_user u ON u.id = b.user_id
    WHERE f.digest = given AND f.revoked_at IS NULL AND u.is_active
    AND b.starts_on <= today AND (b.ends_on IS NULL OR b.ends_on >= today) $$;
REVOKE ALL ON FUNCTION app.calendar_feed(text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.calendar_feed(text, date) TO app_web;
"""

# A feed is its owner's alone: nobody else of the organisation sees or ends it.
OWN = """
CREATE POLICY own_feed ON plans_calendarfeed AS RESTRICTIVE TO app_provider
    USING (owner_id = ANY (ARRAY(SELECT id FROM tenancy_membership WHERE user_id = (SELECT app.person()))))
    WITH CHECK (owner_id = ANY (ARRAY(SELECT id FROM tenancy_membership WHERE user_id = (SELECT app.person()))));
"""


def somebody(**options) -> models.ForeignKey:
    return models.ForeignKey(
        db_constraint=False,
        editable=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="tenancy.membership",
        **options,
    )


class Migration(migrations.Migration):
    dependencies = [("plans", "0011_workforce")]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("name", models.CharField(max_length=60)),
                ("prefix", models.CharField(editable=False, max_length=8)),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("revoked_at", models.DateTimeField(editable=False, null=True)),
                ("last_used_at", models.DateTimeField(editable=False, null=True)),
                (
                    "org",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.organisation",
                    ),
                ),
                ("owner", somebody()),
                ("revoked_by", somebody(blank=True, null=True)),
            ],
            options={"abstract": False, "base_manager_name": "objects", "ordering": ["created_at"]},
        ),
        migrations.AddConstraint(
            model_name="calendarfeed",
            constraint=models.UniqueConstraint(fields=["org", "id"], name="calendarfeed_in_org"),
        ),
        migrations.AddConstraint(
            model_name="calendarfeed",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="calendarfeed_sha256"
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarfeed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                    models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                    _connector="OR",
                ),
                name="calendarfeed_revoked_by_somebody",
            ),
        ),
        secure("plans_calendarfeed", provider="SELECT, INSERT, UPDATE", unrecorded=["last_used_at"]),
        belongs("plans_calendarfeed", "owner_id", "tenancy_membership"),
        belongs("plans_calendarfeed", "revoked_by_id", "tenancy_membership"),
        migrations.RunSQL(OWN, migrations.RunSQL.noop),
        migrations.RunSQL(FOUND, "DROP FUNCTION app.calendar_feed(text, date)"),
    ]
