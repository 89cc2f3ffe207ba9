import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from recovery.tenancy.migration import OWN, secure

# People who sign in are known before any tenant is: only the web role touches them, and the worker reads addresses.
IDENTITY = """
ALTER TABLE tenancy_user ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenancy_user FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON tenancy_user TO app_owner USING (true) WITH CHECK (true);
CREATE POLICY web_identity ON tenancy_user TO app_web USING (true) WITH CHECK (true);
CREATE POLICY system_addresses ON tenancy_user FOR SELECT TO app_system USING (true);
GRANT SELECT, UPDATE ON tenancy_user TO app_web;
GRANT SELECT (id, email, name, is_active) ON tenancy_user TO app_system;
"""

# `recovery.tenancy.context.identity`: a person sees their own memberships and the organisations of these.
BEFORE_ANY_TENANT = """
CREATE POLICY web_own ON tenancy_membership FOR SELECT TO app_web USING (user_id = (SELECT app.person()));
GRANT SELECT ON tenancy_membership TO app_web;
CREATE POLICY web_own ON tenancy_organisation FOR SELECT TO app_web
    USING (id = ANY (ARRAY(SELECT org_id FROM tenancy_membership)));
GRANT SELECT ON tenancy_organisation TO app_web;
CREATE POLICY viewer_self ON tenancy_organisation FOR SELECT TO app_viewer USING (id = (SELECT app.org()));
GRANT SELECT ON tenancy_organisation TO app_viewer;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("history", "0001_events"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(django.db.models.functions.text.Lower("email"), name="user_email_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "code",
                    models.CharField(
                        help_text="The organisation's public (ODS) code: providers share by it.",
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("provides", models.BooleanField(default=False)),
                ("commissions", models.BooleanField(default=False)),
            ],
            options={
                "base_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("provides", True), ("commissions", True), _connector="OR"),
                        name="organisation_has_a_capability",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("name", models.CharField(max_length=120)),
                ("job_title", models.CharField(max_length=120)),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("manager", "Manager"),
                                ("action_lead", "Action lead"),
                                ("assessor", "Assessor"),
                                ("governance_lead", "Governance lead"),
                                ("nominated_individual", "Nominated individual"),
                                ("board", "Board member"),
                                ("org_admin", "Organisation admin"),
                                ("commissioner", "Commissioner"),
                                ("auditor", "Auditor"),
                            ],
                            max_length=32,
                        ),
                        size=None,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "ordering": ["name"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("org", "id"), name="membership_in_org"),
                    models.UniqueConstraint(fields=("org", "user"), name="membership_once"),
                    models.CheckConstraint(condition=models.Q(("roles__len__gt", 0)), name="membership_has_a_role"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "roles__contained_by",
                                [
                                    "manager",
                                    "action_lead",
                                    "assessor",
                                    "governance_lead",
                                    "nominated_individual",
                                    "board",
                                    "org_admin",
                                    "commissioner",
                                    "auditor",
                                ],
                            )
                        ),
                        name="membership_roles_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="membership_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        help_text="For example: residential neurorehabilitation, 12 places", max_length=120
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=120)),
                (
                    "org",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("org", "id"), name="service_in_org"),
                    models.UniqueConstraint(fields=("org", "name"), name="service_name_once"),
                ],
            },
        ),
        migrations.RunSQL(IDENTITY, migrations.RunSQL.noop),
        secure(
            "tenancy_organisation",
            org="id",
            provider="SELECT",
            auditor="id = (SELECT app.org())",
            system="SELECT",
        ),
        secure("tenancy_service", auditor=OWN, system="SELECT"),
        secure("tenancy_membership", provider="SELECT", viewer=OWN, auditor=OWN, system="SELECT"),
        migrations.RunSQL(BEFORE_ANY_TENANT, migrations.RunSQL.noop),
    ]
