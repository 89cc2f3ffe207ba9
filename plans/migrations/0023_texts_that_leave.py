import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from recovery.tenancy.migration import belongs, leaves, secure

GRANTED = "plan_id = ANY (ARRAY(SELECT plan_id FROM plans_auditgrant))"

SCHEMA = """
CREATE SCHEMA shared;
GRANT USAGE ON SCHEMA shared TO app_viewer;
"""

# What an extension asked for stands once it is decided. What commissioners read of it may still be held or released.
STANDS = """
DO $do$ BEGIN EXECUTE replace(pg_get_functiondef('app.keep_decided_extensions()'::regprocedure),
    $old${old}$old$, $new${new}$new$); END $do$
"""
DECIDED = "old.state <> 'asked' OR"
BUT_HELD = (
    "(old.state <> 'asked' AND to_jsonb(new) - '{held,reason_shared,interim_control_shared}'::text[]"
    " IS DISTINCT FROM to_jsonb(old) - '{held,reason_shared,interim_control_shared}'::text[]) OR"
)

CONFIRMED = """
CREATE TRIGGER kept BEFORE DELETE ON plans_confirmedtext FOR EACH ROW
    EXECUTE FUNCTION app.keep_after_activation('plan_id');
"""

HOLDS = ("plan", "problem", "action", "milestone", "extension", "exitcriterion", "partner", "contribution")


def person(**options):
    return models.ForeignKey(
        db_constraint=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="tenancy.membership",
        **options,
    )


def held(model):
    """With a default in the database too: a process that still runs the release before this one writes rows."""
    table = f"plans_{model}"
    return [
        migrations.AddField(
            model, "held", models.JSONField("what commissioners read instead", default=dict, editable=False)
        ),
        migrations.RunSQL(f"ALTER TABLE {table} ALTER COLUMN held SET DEFAULT '{{}}'", migrations.RunSQL.noop),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0002_derived_columns"),
        ("plans", "0022_partners_and_versions"),
        ("tenancy", "0002_sign_in_grants"),
    ]

    operations = [
        migrations.RunSQL(SCHEMA, "DROP SCHEMA shared CASCADE"),
        *(operation for model in HOLDS for operation in held(model)),
        migrations.RunSQL(
            STANDS.format(old=DECIDED, new=BUT_HELD),
            STANDS.format(old=BUT_HELD, new=DECIDED),
        ),
        leaves(
            "plans_plan",
            root="id",
            texts=("title", "summary"),
            columns=(
                "id",
                "org_id",
                "version",
                "created_at",
                "number",
                "service_id",
                "breakdown_on",
                "starts_on",
                "lead_id",
                "copied_from_id",
                "state",
                "submitted_at",
                "submitted_by_id",
                "activated_at",
                "activated_by_id",
                "withdrawn_at",
                "withdrawn_by_id",
                "stage",
                "sustaining_at",
                "sustaining_by_id",
                "closed_at",
                "closed_by_id",
            ),
        ),
        leaves("plans_problem", texts=("title",), columns=("id", "org_id", "plan_id", "position", "found_on")),
        leaves(
            "plans_action",
            texts=("title", "deliverable"),
            columns=(
                "id",
                "org_id",
                "plan_id",
                "version",
                "created_at",
                "stage",
                "number",
                "position",
                "owner_id",
                "stand_in_id",
                "starts_on",
                "action_type",
                "review_on",
                "state",
                "started_at",
                "completed_at",
                "completed_by_id",
                "verified_at",
                "verified_by_id",
                "withdrawn_at",
                "stood_down_at",
            ),
        ),
        leaves(
            "plans_milestone",
            texts=("name",),
            columns=(
                "id",
                "org_id",
                "plan_id",
                "version",
                "created_at",
                "action_id",
                "is_completion",
                "original_due_on",
                "due_on",
                "forecast_on",
                "forecast_at",
                "committed_at",
                "done_at",
                "done_by_id",
                "withdrawn_at",
                "withdrawn_by_id",
            ),
        ),
        leaves(
            "plans_extension",
            texts=("reason", "interim_control"),
            blank=("decision_reason",),
            columns=(
                "id",
                "org_id",
                "plan_id",
                "version",
                "created_at",
                "milestone_id",
                "old_due_on",
                "new_due_on",
                "state",
                "asked_at",
                "asked_by_id",
                "decided_at",
                "decided_by_id",
            ),
        ),
        leaves(
            "plans_exitcriterion",
            texts=("statement",),
            columns=("id", "org_id", "plan_id", "gate", "position", "withdrawn_at", "created_at"),
        ),
        leaves(
            "plans_partner",
            texts=("organisation", "role"),
            columns=("id", "org_id", "plan_id", "withdrawn_at", "created_at"),
        ),
        leaves(
            "plans_contribution",
            texts=("contribution",),
            columns=("id", "org_id", "plan_id", "action_id", "partner_id", "due_on", "withdrawn_at", "created_at"),
        ),
        migrations.CreateModel(
            name="ConfirmedText",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("fragment", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=20)),
                ("reason", models.TextField()),
                ("confirmed_at", models.DateTimeField(editable=False)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
                ("confirmed_by", person(editable=False)),
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
                ("withdrawn_by", person(blank=True, editable=False, null=True)),
            ],
            options={"ordering": ["confirmed_at"], "abstract": False, "base_manager_name": "objects"},
        ),
        migrations.AddConstraint(
            "confirmedtext", models.UniqueConstraint(fields=("org", "plan", "id"), name="confirmedtext_in_plan")
        ),
        migrations.AddConstraint(
            "confirmedtext",
            models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("plan", "fragment"),
                name="confirmedtext_once",
            ),
        ),
        migrations.AddConstraint(
            "confirmedtext",
            models.CheckConstraint(
                condition=models.Q(("kind", "nhs_number"), _negated=True), name="confirmedtext_is_no_nhs_number"
            ),
        ),
        migrations.AddConstraint(
            "confirmedtext",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="confirmedtext_withdrawn_by_somebody",
            ),
        ),
        secure("plans_confirmedtext", root="plan_id", auditor=GRANTED),
        migrations.RunSQL(CONFIRMED, migrations.RunSQL.noop),
        belongs("plans_confirmedtext", "plan_id", "plans_plan"),
        belongs("plans_confirmedtext", "confirmed_by_id", "tenancy_membership"),
        belongs("plans_confirmedtext", "withdrawn_by_id", "tenancy_membership"),
    ]
