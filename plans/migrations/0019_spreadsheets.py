import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from recovery.tenancy.migration import belongs, secure

GRANTED = "plan_id = ANY (ARRAY(SELECT plan_id FROM plans_auditgrant))"
UNRECORDED = ("sheets", "arrangement", "notes")
"""What a file held. A change of these alone is no history, and `plans.domain.imports` changes them alone."""


class Migration(migrations.Migration):
    dependencies = [("plans", "0018_counted_from_one_index_each")]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="copied_from",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="plans.plan",
            ),
        ),
        belongs("plans_plan", "copied_from_id", "plans_plan"),
        migrations.CreateModel(
            name="SpreadsheetImport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField()),
                ("sheets", models.JSONField(null=True)),
                ("arrangement", models.JSONField(default=dict)),
                ("notes", models.JSONField(default=list)),
                ("finished_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
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
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imports",
                        to="plans.plan",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["-uploaded_at"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("cancelled_at__isnull", True), ("finished_at__isnull", True)),
                        fields=["org", "-uploaded_at"],
                        name="spreadsheet_under_way",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", True), ("plan__isnull", True)),
                            models.Q(("finished_at__isnull", False), ("plan__isnull", False)),
                            _connector="OR",
                        ),
                        name="spreadsheet_imported_into_a_plan",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sheets__isnull", True),
                            models.Q(("cancelled_at__isnull", True), ("finished_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="spreadsheet_keeps_no_rows_when_over",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at__isnull", True), ("cancelled_at__isnull", True), _connector="OR"
                        ),
                        name="spreadsheet_over_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="spreadsheet_sha256"
                    ),
                ],
            },
        ),
        secure(
            "plans_spreadsheetimport",
            root="plan_id",
            provider="SELECT, INSERT, UPDATE",
            auditor=GRANTED,
            unrecorded=UNRECORDED,
        ),
        belongs("plans_spreadsheetimport", "plan_id", "plans_plan"),
        belongs("plans_spreadsheetimport", "uploaded_by_id", "tenancy_membership"),
    ]
