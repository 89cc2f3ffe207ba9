import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models
from recovery.tenancy.migration import belongs, secure

IN_PLAN = ("org_id", "plan_id")
SHARED = "plan_id = ANY (ARRAY(SELECT id FROM plans_plan))"
GRANTED = "plan_id = ANY (ARRAY(SELECT plan_id FROM plans_auditgrant))"

# Who answered a flag is shown to the commissioner by name and job title, as owners are.
ANSWERED_BY = """
CREATE POLICY viewer_answered ON tenancy_membership FOR SELECT TO app_viewer
    USING (id = ANY (ARRAY(SELECT acknowledged_by_id FROM governance_acknowledgement)));
"""

# A commissioner and an auditor may ask for a document of a plan they see, see their own, and record a download.
ASKED_BY_OUTSIDERS = "".join(
    f"""
CREATE POLICY {role}_own ON governance_document FOR SELECT TO app_{role} USING ({mine} AND {seen});
CREATE POLICY {role}_asks ON governance_document FOR INSERT TO app_{role} WITH CHECK ({mine} AND {seen});
GRANT SELECT, INSERT ON governance_document TO app_{role};
CREATE POLICY {role}_own ON governance_download FOR SELECT TO app_{role} USING ({fetched} AND {seen});
CREATE POLICY {role}_fetches ON governance_download FOR INSERT TO app_{role} WITH CHECK ({fetched} AND {seen});
GRANT SELECT, INSERT ON governance_download TO app_{role};
"""
    for role, mine, fetched, seen in (
        (
            "viewer",
            "asked_for_org = (SELECT app.org()) AND capacity = 'app_viewer'",
            "downloaded_for_org = (SELECT app.org())",
            SHARED,
        ),
        (
            "auditor",
            "asked_by_id = (SELECT app.person()) AND capacity = 'app_auditor'",
            "downloaded_by_id = (SELECT app.person())",
            GRANTED,
        ),
    )
)

# The provider's own people see the documents they asked for themselves; a commissioner's remain the commissioner's.
PROVIDER_DOCUMENTS = """
CREATE POLICY provider_asked ON governance_document AS RESTRICTIVE TO app_provider
    USING (asked_for_org = org_id AND capacity = 'app_provider')
    WITH CHECK (asked_for_org = org_id AND capacity = 'app_provider');
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("plans", "0001_plans"),
        ("tenancy", "0001_organisations_and_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("progress_report", "Progress report"), ("evidence_pack", "Evidence pack")],
                        max_length=20,
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("app_provider", "Provider"),
                            ("app_viewer", "Commissioner"),
                            ("app_auditor", "Auditor"),
                        ],
                        max_length=12,
                    ),
                ),
                ("asked_for_org", models.UUIDField()),
                ("asked_by_label", models.CharField(max_length=250)),
                ("asked_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting to be built"),
                            ("building", "Being built"),
                            ("ready", "Ready"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("step", models.CharField(blank=True, max_length=120)),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(null=True)),
                ("failure", models.TextField(blank=True)),
                ("built_at", models.DateTimeField(null=True)),
                ("key", models.CharField(blank=True, max_length=120)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("size", models.PositiveBigIntegerField(default=0)),
                (
                    "asked_by",
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
                "ordering": ["-asked_at", "id"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Download",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("downloaded_at", models.DateTimeField()),
                ("downloaded_by_label", models.CharField(max_length=250)),
                ("downloaded_for_org", models.UUIDField()),
                (
                    "document",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="downloads",
                        to="governance.document",
                    ),
                ),
                (
                    "downloaded_by",
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
            },
        ),
        migrations.CreateModel(
            name="RedFlag",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("milestone_slipped", "Milestone slipped"),
                            ("forecast_slip", "Forecast to slip"),
                        ],
                        max_length=24,
                    ),
                ),
                ("due_on", models.DateField()),
                ("since", models.DateField()),
                ("first_rung", models.PositiveSmallIntegerField(default=1)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "milestone",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="flags",
                        to="plans.milestone",
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
                "ordering": ["-opened_at", "id"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("rung", models.PositiveSmallIntegerField()),
                ("message_id", models.CharField(max_length=120, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting to be sent"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("uncertain", "Delivery uncertain"),
                            ("refused", "Refused by the mail server"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("not_before", models.DateTimeField()),
                ("lease_until", models.DateTimeField(null=True)),
                ("repeated_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("detail", models.TextField(blank=True)),
                ("to_address", models.CharField(blank=True, max_length=254)),
                ("subject", models.CharField(blank=True, max_length=250)),
                ("text", models.TextField(blank=True)),
                ("html", models.TextField(blank=True)),
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
                (
                    "recipient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.membership",
                    ),
                ),
                (
                    "flag",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="governance.redflag",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "id"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("rung", models.PositiveSmallIntegerField()),
                ("raised_at", models.DateTimeField()),
                ("told", models.PositiveSmallIntegerField(default=0)),
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
                (
                    "flag",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="escalations",
                        to="governance.redflag",
                    ),
                ),
            ],
            options={
                "ordering": ["rung"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Acknowledgement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("acknowledged_at", models.DateTimeField()),
                ("promise", models.TextField()),
                ("promised_on", models.DateField()),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.membership",
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
                (
                    "flag",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="acknowledgements",
                        to="governance.redflag",
                    ),
                ),
            ],
            options={
                "ordering": ["acknowledged_at"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("state__in", ["queued", "building"])),
                fields=["asked_at"],
                name="document_to_build",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["asked_for_org", "-asked_at"], name="document_of_asker"),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(fields=("org", "plan", "id"), name="document_in_plan"),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ready"), _negated=True),
                    models.Q(("built_at__isnull", False), ("size__gt", 0)),
                    _connector="OR",
                ),
                name="document_ready_has_a_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="download",
            constraint=models.UniqueConstraint(fields=("org", "plan", "id"), name="download_in_plan"),
        ),
        migrations.AddIndex(
            model_name="redflag",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["opened_at"], name="redflag_open"
            ),
        ),
        migrations.AddIndex(
            model_name="redflag",
            index=models.Index(fields=["plan", "-opened_at"], name="redflag_of_plan"),
        ),
        migrations.AddConstraint(
            model_name="redflag",
            constraint=models.UniqueConstraint(fields=("org", "plan", "id"), name="redflag_in_plan"),
        ),
        migrations.AddConstraint(
            model_name="redflag",
            constraint=models.UniqueConstraint(fields=("milestone", "kind", "due_on"), name="redflag_once"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("state__in", ["pending", "sending", "uncertain"])),
                fields=["not_before"],
                name="notice_to_do",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["plan", "-created_at"], name="notice_of_plan"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("org", "plan", "id"), name="notice_in_plan"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("flag", "rung", "recipient"), name="notice_once"),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.UniqueConstraint(fields=("org", "plan", "id"), name="escalation_in_plan"),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.UniqueConstraint(fields=("flag", "rung"), name="escalation_once_a_rung"),
        ),
        migrations.AddConstraint(
            model_name="acknowledgement",
            constraint=models.UniqueConstraint(fields=("org", "plan", "id"), name="acknowledgement_in_plan"),
        ),
        secure(
            "governance_redflag",
            root="plan_id",
            viewer=SHARED,
            auditor=GRANTED,
            system="SELECT, INSERT, UPDATE",
            provider="SELECT",
        ),
        secure(
            "governance_acknowledgement",
            root="plan_id",
            provider="SELECT, INSERT",
            viewer=SHARED,
            auditor=GRANTED,
            system="SELECT",
        ),
        secure(
            "governance_escalation",
            root="plan_id",
            provider="SELECT",
            viewer=SHARED,
            auditor=GRANTED,
            system="SELECT, INSERT",
        ),
        secure(
            "governance_notice",
            root="plan_id",
            provider="SELECT, UPDATE",
            auditor=GRANTED,
            system="SELECT, INSERT, UPDATE",
            unrecorded=("lease_until", "attempts", "not_before"),
        ),
        secure(
            "governance_document",
            root="plan_id",
            system="SELECT, UPDATE",
            unrecorded=("lease_until", "step", "progress"),
        ),
        secure("governance_download", root="plan_id", provider="SELECT, INSERT"),
        migrations.RunSQL(ANSWERED_BY, migrations.RunSQL.noop),
        migrations.RunSQL(ASKED_BY_OUTSIDERS, migrations.RunSQL.noop),
        migrations.RunSQL(PROVIDER_DOCUMENTS, migrations.RunSQL.noop),
        belongs("governance_document", "plan_id", "plans_plan"),
        belongs("governance_download", "plan_id", "plans_plan"),
        belongs("governance_download", "document_id", "governance_document", within=IN_PLAN),
        belongs("governance_redflag", "plan_id", "plans_plan"),
        belongs("governance_redflag", "milestone_id", "plans_milestone", within=IN_PLAN),
        belongs("governance_acknowledgement", "plan_id", "plans_plan"),
        belongs("governance_acknowledgement", "flag_id", "governance_redflag", within=IN_PLAN),
        belongs("governance_acknowledgement", "acknowledged_by_id", "tenancy_membership"),
        belongs("governance_escalation", "plan_id", "plans_plan"),
        belongs("governance_escalation", "flag_id", "governance_redflag", within=IN_PLAN),
        belongs("governance_notice", "plan_id", "plans_plan"),
        belongs("governance_notice", "flag_id", "governance_redflag", within=IN_PLAN),
        belongs("governance_notice", "recipient_id", "tenancy_membership"),
    ]
