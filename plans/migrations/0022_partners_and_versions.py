import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from recovery.tenancy.migration import belongs, secure

IN_PLAN = ("org_id", "plan_id")
SHARED = "plan_id = ANY ((SELECT app.shared_plans())::uuid[])"
GRANTED = "plan_id = ANY (ARRAY(SELECT plan_id FROM plans_auditgrant))"

# A commissioner reads which organisations contribute what: never the person.
VIEWER_COLUMNS = """
REVOKE SELECT ON plans_partner FROM app_viewer;
GRANT SELECT (id, org_id, plan_id, organisation, role, withdrawn_at, created_at) ON plans_partner TO app_viewer;
REVOKE SELECT ON plans_contribution FROM app_viewer;
GRANT SELECT (id, org_id, plan_id, action_id, partner_id, contribution, due_on, withdrawn_at, created_at)
    ON plans_contribution TO app_viewer;
"""
KEPT = """
CREATE TRIGGER kept BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION app.keep_after_activation('plan_id')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0021_gates_are_decided"),
        ("tenancy", "0002_sign_in_grants"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contribution",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("contribution", models.CharField(max_length=300)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["created_at"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("organisation", models.CharField(max_length=150)),
                ("role", models.CharField(max_length=200)),
                ("contact", models.CharField(blank=True, max_length=150)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["organisation", "created_at"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="evidenceitem",
            name="expires_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="evidenceitem",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.membership",
            ),
        ),
        migrations.AddField(
            model_name="evidenceitem",
            name="replaces",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="plans.evidenceitem",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_on__isnull", True), ("expires_on__gt", models.F("occurred_on")), _connector="OR"
                ),
                name="evidence_expires_after_its_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replaces__isnull", True), models.Q(("replaces", models.F("id")), _negated=True), _connector="OR"
                ),
                name="evidence_replaces_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)), fields=("replaces",), name="evidence_replaced_once"
            ),
        ),
        migrations.AddField(
            model_name="contribution",
            name="action",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contributions",
                to="plans.action",
            ),
        ),
        migrations.AddField(
            model_name="contribution",
            name="org",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.organisation"
            ),
        ),
        migrations.AddField(
            model_name="contribution",
            name="plan",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="%(class)ss",
                to="plans.plan",
            ),
        ),
        migrations.AddField(
            model_name="contribution",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.membership",
            ),
        ),
        migrations.AddField(
            model_name="partner",
            name="org",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.organisation"
            ),
        ),
        migrations.AddField(
            model_name="partner",
            name="plan",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="%(class)ss",
                to="plans.plan",
            ),
        ),
        migrations.AddField(
            model_name="partner",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.membership",
            ),
        ),
        migrations.AddField(
            model_name="contribution",
            name="partner",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contributions",
                to="plans.partner",
            ),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.UniqueConstraint(fields=("org", "plan", "id"), name="partner_in_plan"),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="partner_withdrawn_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(fields=("org", "plan", "id"), name="contribution_in_plan"),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="contribution_withdrawn_by_somebody",
            ),
        ),
        secure("plans_partner", root="plan_id", viewer=SHARED, auditor=GRANTED),
        secure("plans_contribution", root="plan_id", viewer=SHARED, auditor=GRANTED),
        migrations.RunSQL(VIEWER_COLUMNS, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT.format(table="plans_partner"), migrations.RunSQL.noop),
        migrations.RunSQL(KEPT.format(table="plans_contribution"), migrations.RunSQL.noop),
        belongs("plans_partner", "plan_id", "plans_plan"),
        belongs("plans_partner", "withdrawn_by_id", "tenancy_membership"),
        belongs("plans_contribution", "plan_id", "plans_plan"),
        belongs("plans_contribution", "action_id", "plans_action", within=IN_PLAN),
        belongs("plans_contribution", "partner_id", "plans_partner", within=IN_PLAN),
        belongs("plans_contribution", "withdrawn_by_id", "tenancy_membership"),
        belongs("plans_evidenceitem", "owner_id", "tenancy_membership"),
        belongs("plans_evidenceitem", "replaces_id", "plans_evidenceitem", within=IN_PLAN),
    ]
