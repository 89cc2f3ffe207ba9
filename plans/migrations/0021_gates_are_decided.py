import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from recovery.tenancy.migration import belongs, secure

IN_PLAN = ("org_id", "plan_id")
SHARED = "plan_id = ANY ((SELECT app.shared_plans())::uuid[])"
GRANTED = "plan_id = ANY (ARRAY(SELECT plan_id FROM plans_auditgrant))"

# A commissioner reads what was agreed, which gate was passed when and how, and what a review found: never the reasons.
VIEWER_COLUMNS = """
REVOKE SELECT ON plans_exitcriterion, plans_gatedecision, plans_sustainingreview FROM app_viewer;
GRANT SELECT (id, org_id, plan_id, gate, position, statement, withdrawn_at, created_at) ON plans_exitcriterion
    TO app_viewer;
GRANT SELECT (id, org_id, plan_id, gate, outcome, decided_at) ON plans_gatedecision TO app_viewer;
GRANT SELECT (id, org_id, plan_id, months, due_on, outcome, held_at, dropped_at) ON plans_sustainingreview
    TO app_viewer;
"""

KEPT = """
CREATE TRIGGER kept BEFORE DELETE ON plans_exitcriterion FOR EACH ROW
    EXECUTE FUNCTION app.keep_after_activation('plan_id');
"""

# What a review found stays as it was written.
HELD = """
CREATE FUNCTION app.keep_held_review() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF old.held_at IS NOT NULL THEN RAISE EXCEPTION 'A review that was held stays as it was written'; END IF;
    RETURN new;
END $$;
CREATE TRIGGER held BEFORE UPDATE ON plans_sustainingreview FOR EACH ROW EXECUTE FUNCTION app.keep_held_review();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0020_comments_and_mentions"),
        ("tenancy", "0002_sign_in_grants"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExitCriterion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "gate",
                    models.CharField(
                        choices=[
                            ("stabilisation", "Into stabilisation"),
                            ("improvement", "Into improvement"),
                            ("sustaining", "Into the sustaining year"),
                            ("closing", "Closing the plan"),
                        ],
                        max_length=14,
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("kind", models.CharField(max_length=40)),
                ("statement", models.CharField(max_length=300)),
                ("settings", models.JSONField(default=dict)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["position", "created_at"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="GateDecision",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "gate",
                    models.CharField(
                        choices=[
                            ("stabilisation", "Into stabilisation"),
                            ("improvement", "Into improvement"),
                            ("sustaining", "Into the sustaining year"),
                            ("closing", "Closing the plan"),
                        ],
                        editable=False,
                        max_length=14,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("passed", "Passed"),
                            ("overridden", "Passed by override"),
                            ("not_passed", "Not passed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField()),
                ("snapshot", models.JSONField(editable=False)),
                ("sha256", models.CharField(editable=False, max_length=64)),
                ("decided_at", models.DateTimeField(editable=False)),
            ],
            options={
                "ordering": ["decided_at"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="SustainingReview",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("months", models.PositiveSmallIntegerField(editable=False)),
                ("due_on", models.DateField(editable=False)),
                (
                    "outcome",
                    models.CharField(
                        blank=True, choices=[("holds", "It holds"), ("failed", "It does not hold")], max_length=6
                    ),
                ),
                ("looked_at", models.TextField(blank=True)),
                ("finding", models.TextField(blank=True)),
                ("held_at", models.DateTimeField(editable=False, null=True)),
                ("dropped_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ["due_on"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="plan",
            name="closed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="plan",
            name="closed_by",
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
            model_name="plan",
            name="stage",
            field=models.CharField(
                blank=True,
                choices=[
                    ("immediate", "Immediate safety controls"),
                    ("stabilisation", "Stabilisation"),
                    ("improvement", "Improvement"),
                ],
                editable=False,
                max_length=14,
            ),
        ),
        migrations.AddField(
            model_name="plan",
            name="sustaining_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="plan",
            name="sustaining_by",
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
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sustaining_at__isnull", True), ("sustaining_by__isnull", True)),
                    models.Q(("sustaining_at__isnull", False), ("sustaining_by__isnull", False)),
                    _connector="OR",
                ),
                name="plan_sustaining_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="plan_closed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["sustaining", "closed"]), ("sustaining_at__isnull", False)),
                    models.Q(
                        models.Q(("state__in", ["sustaining", "closed"]), _negated=True),
                        ("sustaining_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="plan_sustaining_when_sustaining",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("state", "closed")),
                    models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at__isnull", True)),
                    _connector="OR",
                ),
                name="plan_closed_when_closed",
            ),
        ),
        migrations.AddField(
            model_name="exitcriterion",
            name="org",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.organisation"
            ),
        ),
        migrations.AddField(
            model_name="exitcriterion",
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
            model_name="exitcriterion",
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
            model_name="gatedecision",
            name="decided_by",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.membership",
            ),
        ),
        migrations.AddField(
            model_name="gatedecision",
            name="org",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.organisation"
            ),
        ),
        migrations.AddField(
            model_name="gatedecision",
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
            model_name="sustainingreview",
            name="held_by",
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
            model_name="sustainingreview",
            name="org",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.organisation"
            ),
        ),
        migrations.AddField(
            model_name="sustainingreview",
            name="plan",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="%(class)ss",
                to="plans.plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="exitcriterion",
            constraint=models.UniqueConstraint(fields=("org", "plan", "id"), name="exitcriterion_in_plan"),
        ),
        migrations.AddConstraint(
            model_name="exitcriterion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="exitcriterion_withdrawn_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="gatedecision",
            constraint=models.UniqueConstraint(fields=("org", "plan", "id"), name="gatedecision_in_plan"),
        ),
        migrations.AddConstraint(
            model_name="gatedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="gatedecision_sha256"
            ),
        ),
        migrations.AddIndex(
            model_name="sustainingreview",
            index=models.Index(
                condition=models.Q(("dropped_at__isnull", True), ("held_at__isnull", True)),
                fields=["due_on"],
                name="sustainingreview_open_by_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="sustainingreview",
            constraint=models.UniqueConstraint(fields=("org", "plan", "id"), name="sustainingreview_in_plan"),
        ),
        migrations.AddConstraint(
            model_name="sustainingreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("held_at__isnull", True), ("held_by__isnull", True)),
                    models.Q(("held_at__isnull", False), ("held_by__isnull", False)),
                    _connector="OR",
                ),
                name="sustainingreview_held_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="sustainingreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("held_at__isnull", True), ("outcome", "")),
                    models.Q(("held_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                    _connector="OR",
                ),
                name="sustainingreview_outcome_when_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="sustainingreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("months__in", [6, 12])), name="sustainingreview_after_6_or_12"
            ),
        ),
        migrations.AddConstraint(
            model_name="sustainingreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("held_at__isnull", True), ("dropped_at__isnull", True), _connector="OR"),
                name="sustainingreview_held_or_dropped",
            ),
        ),
        migrations.AddConstraint(
            model_name="sustainingreview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dropped_at__isnull", True), ("held_at__isnull", True)),
                fields=("plan", "months"),
                name="sustainingreview_booked_once",
            ),
        ),
        secure("plans_exitcriterion", root="plan_id", viewer=SHARED, auditor=GRANTED),
        secure("plans_gatedecision", root="plan_id", provider="SELECT, INSERT", viewer=SHARED, auditor=GRANTED),
        secure(
            "plans_sustainingreview", root="plan_id", provider="SELECT, INSERT, UPDATE", viewer=SHARED, auditor=GRANTED
        ),
        migrations.RunSQL(VIEWER_COLUMNS, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.RunSQL(HELD, "DROP FUNCTION app.keep_held_review() CASCADE"),
        belongs("plans_plan", "sustaining_by_id", "tenancy_membership"),
        belongs("plans_plan", "closed_by_id", "tenancy_membership"),
        belongs("plans_exitcriterion", "plan_id", "plans_plan"),
        belongs("plans_exitcriterion", "withdrawn_by_id", "tenancy_membership"),
        belongs("plans_gatedecision", "plan_id", "plans_plan"),
        belongs("plans_gatedecision", "decided_by_id", "tenancy_membership"),
        belongs("plans_sustainingreview", "plan_id", "plans_plan"),
        belongs("plans_sustainingreview", "held_by_id", "tenancy_membership"),
    ]
