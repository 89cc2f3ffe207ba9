import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from recovery.tenancy.migration import belongs, secure

IN_PLAN = ("org_id", "plan_id")
GRANTED = "plan_id = ANY (ARRAY(SELECT plan_id FROM plans_auditgrant))"

KEPT = (
    "CREATE TRIGGER kept BEFORE DELETE ON plans_why FOR EACH ROW EXECUTE FUNCTION app.keep_after_activation('plan_id')"
)


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0008_controls_are_reviewed"),
        ("tenancy", "0002_sign_in_grants"),
    ]

    operations = [
        # Commissioners read named columns of a problem only, and this is none of them.
        migrations.AddField(
            model_name="problem",
            name="monitoring",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="Why",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("position", models.PositiveIntegerField(editable=False)),
                ("text", models.TextField()),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
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
                    "root_cause",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="whys",
                        to="plans.rootcause",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "created_at"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("org", "plan", "id"), name="why_in_plan"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="why_withdrawn_by_somebody",
                    ),
                ],
            },
        ),
        secure("plans_why", root="plan_id", auditor=GRANTED),
        belongs("plans_why", "plan_id", "plans_plan"),
        belongs("plans_why", "root_cause_id", "plans_rootcause", within=IN_PLAN),
        belongs("plans_why", "withdrawn_by_id", "tenancy_membership"),
        migrations.RunSQL(KEPT, "DROP TRIGGER kept ON plans_why"),
    ]
