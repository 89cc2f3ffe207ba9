import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from recovery.tenancy.migration import belongs, secure

MINE = "downloaded_by_id = (SELECT app.person()) AND downloaded_for_org = (SELECT app.org())"
GRANTED = "plan_id = ANY (ARRAY(SELECT plan_id FROM plans_auditgrant))"

# An auditor records what they fetch and sees their own; everybody records in their own name. The provider sees who
# fetched the files of its plans; in the history, too, an auditor reads only of themselves.
AUDITORS_FETCH = f"""
CREATE POLICY auditor_own ON plans_filedownload FOR SELECT TO app_auditor
    USING (downloaded_by_id = (SELECT app.person()) AND {GRANTED});
CREATE POLICY auditor_fetches ON plans_filedownload FOR INSERT TO app_auditor WITH CHECK ({MINE} AND {GRANTED});
GRANT SELECT, INSERT ON plans_filedownload TO app_auditor;
CREATE POLICY provider_in_own_name ON plans_filedownload AS RESTRICTIVE FOR INSERT TO app_provider WITH CHECK ({MINE});
CREATE POLICY auditor_own_files ON history_event AS RESTRICTIVE FOR SELECT TO app_auditor
    USING (CASE tbl WHEN 'plans_filedownload'
        THEN coalesce(after, before) ->> 'downloaded_by_id' = (SELECT app.person())::text ELSE true END);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0006_shared_plans_found_by_a_function"),
        ("tenancy", "0002_sign_in_grants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FileDownload",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("downloaded_at", models.DateTimeField()),
                ("downloaded_by_label", models.CharField(max_length=250)),
                ("downloaded_for_org", models.UUIDField()),
                (
                    "downloaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="downloads",
                        to="plans.storedfile",
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.organisation",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="plans.plan",
                    ),
                ),
            ],
            options={
                "ordering": ["-downloaded_at"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("org", "plan", "id"), name="filedownload_in_plan"),
                ],
            },
        ),
        secure("plans_filedownload", root="plan_id", provider="SELECT, INSERT"),
        belongs("plans_filedownload", "plan_id", "plans_plan"),
        belongs("plans_filedownload", "file_id", "plans_storedfile", within=("org_id", "plan_id")),
        migrations.RunSQL(AUDITORS_FETCH, migrations.RunSQL.noop),
    ]
