import datetime
import uuid

import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.db import migrations, models

from recovery.tenancy.migration import belongs, secure

IN_PLAN = ("org_id", "plan_id")
GRANTED = "plan_id = ANY (ARRAY(SELECT plan_id FROM plans_auditgrant))"

# A6: never more than 28 days without somebody deciding. A decision is written once, and stays.
REVIEWS = """
ALTER TABLE plans_controlreview ADD CONSTRAINT controlreview_next_within_28_days CHECK (
    next_review_on - (decided_at AT TIME ZONE 'Europe/London')::date BETWEEN 1 AND 28);
CREATE TRIGGER kept BEFORE DELETE ON plans_controlreview FOR EACH ROW
    EXECUTE FUNCTION app.keep_after_activation('plan_id');
"""

# A commissioner sees that a control has stood down, and by id who stands in: never why.
VIEWER_COLUMNS = "GRANT SELECT (stand_in_id, stood_down_at) ON plans_action TO app_viewer;"

# P2: whoever verifies is neither the owner nor their stand-in. So neither is changed under a claim.
KEEP_OWNER = """
CREATE OR REPLACE FUNCTION app.keep_claimed_owner() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF old.state IN ('complete', 'verified') AND new.state IN ('complete', 'verified')
        AND (new.owner_id IS DISTINCT FROM old.owner_id{stand_in})
    THEN RAISE EXCEPTION 'An action that was reported complete keeps its owner until it is reopened'; END IF;
    RETURN new;
END $$;
"""
CLAIMED = KEEP_OWNER.format(stand_in=" OR new.stand_in_id IS DISTINCT FROM old.stand_in_id")
BEFORE = KEEP_OWNER.format(stand_in="")


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0007_who_fetched_which_file"),
        ("tenancy", "0002_sign_in_grants"),
    ]

    operations = [
        migrations.CreateModel(
            name="ControlReview",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("due_on", models.DateField(editable=False, null=True)),
                (
                    "decision",
                    models.CharField(
                        choices=[("keep", "Keep it"), ("step_down", "Step it down"), ("replace", "Replace it")],
                        max_length=9,
                    ),
                ),
                ("reason", models.TextField()),
                ("next_review_on", models.DateField(null=True)),
                ("decided_at", models.DateTimeField(editable=False)),
            ],
            options={
                "ordering": ["decided_at"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="action",
            name="stand_in",
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
            model_name="action",
            name="stood_down_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="action",
            name="stood_down_by",
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
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                django.db.models.functions.comparison.Coalesce(
                    models.F("review_on"), models.Value(datetime.date(1, 1, 1)), output_field=models.DateField()
                ),
                models.F("plan"),
                condition=models.Q(
                    ("stage", "immediate"),
                    ("state__in", ["in_progress", "complete", "verified"]),
                    ("stood_down_at__isnull", True),
                ),
                name="action_standing_by_review",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stand_in__isnull", True),
                    ("owner__isnull", True),
                    models.Q(("stand_in", models.F("owner")), _negated=True),
                    _connector="OR",
                ),
                name="action_stand_in_is_not_owner",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verified_by__isnull", True),
                    ("stand_in__isnull", True),
                    models.Q(("verified_by", models.F("stand_in")), _negated=True),
                    _connector="OR",
                ),
                name="action_verifier_is_not_stand_in",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stood_down_at__isnull", True), ("stood_down_by__isnull", True)),
                    models.Q(("stood_down_at__isnull", False), ("stood_down_by__isnull", False)),
                    _connector="OR",
                ),
                name="action_stood_down_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stood_down_at__isnull", True),
                    models.Q(
                        ("review_on__isnull", True), ("stage", "immediate"), ("state__in", ["complete", "verified"])
                    ),
                    _connector="OR",
                ),
                name="action_stood_down_control_was_in_place",
            ),
        ),
        migrations.AddField(
            model_name="controlreview",
            name="action",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reviews",
                to="plans.action",
            ),
        ),
        migrations.AddField(
            model_name="controlreview",
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
            model_name="controlreview",
            name="org",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.organisation"
            ),
        ),
        migrations.AddField(
            model_name="controlreview",
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
            model_name="controlreview",
            name="replaced_by",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="plans.action",
            ),
        ),
        migrations.AddIndex(
            model_name="controlreview",
            index=models.Index(fields=["plan", "action", "decided_at"], name="controlreview_of_action"),
        ),
        migrations.AddConstraint(
            model_name="controlreview",
            constraint=models.UniqueConstraint(fields=("org", "plan", "id"), name="controlreview_in_plan"),
        ),
        migrations.AddConstraint(
            model_name="controlreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", "keep"), ("next_review_on__isnull", False)),
                    models.Q(models.Q(("decision", "keep"), _negated=True), ("next_review_on__isnull", True)),
                    _connector="OR",
                ),
                name="controlreview_next_when_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="controlreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", "replace"), ("replaced_by__isnull", False)),
                    models.Q(models.Q(("decision", "replace"), _negated=True), ("replaced_by__isnull", True)),
                    _connector="OR",
                ),
                name="controlreview_by_what_when_replaced",
            ),
        ),
        migrations.AddConstraint(
            model_name="controlreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replaced_by__isnull", True),
                    models.Q(("replaced_by", models.F("action")), _negated=True),
                    _connector="OR",
                ),
                name="controlreview_replaced_by_another",
            ),
        ),
        migrations.RunSQL(REVIEWS, migrations.RunSQL.noop),
        migrations.RunSQL(VIEWER_COLUMNS, migrations.RunSQL.noop),
        migrations.RunSQL(CLAIMED, BEFORE),
        secure("plans_controlreview", root="plan_id", provider="SELECT, INSERT, DELETE", auditor=GRANTED),
        belongs("plans_controlreview", "plan_id", "plans_plan"),
        belongs("plans_controlreview", "action_id", "plans_action", within=IN_PLAN),
        belongs("plans_controlreview", "replaced_by_id", "plans_action", within=IN_PLAN),
        belongs("plans_controlreview", "decided_by_id", "tenancy_membership"),
        belongs("plans_action", "stand_in_id", "tenancy_membership"),
        belongs("plans_action", "stood_down_by_id", "tenancy_membership"),
    ]
