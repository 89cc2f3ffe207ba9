import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from recovery.tenancy.migration import OWN, belongs, secure

IN_PLAN = ("org_id", "plan_id")
SHARED = "plan_id = ANY (ARRAY(SELECT id FROM plans_plan))"
GRANTED = "plan_id = ANY (ARRAY(SELECT plan_id FROM plans_auditgrant))"
IN_FORCE = "revoked_at IS NULL AND starts_on <= (SELECT app.today())"

# What a commissioner reads of a plan with personal data in it: named columns only.
VIEWER_COLUMNS = """
REVOKE SELECT ON plans_problem, plans_action FROM app_viewer;
GRANT SELECT (id, org_id, plan_id, position, title, found_on) ON plans_problem TO app_viewer;
GRANT SELECT (id, org_id, plan_id, version, created_at, stage, number, position, title, deliverable, owner_id,
              starts_on, action_type, review_on, state, started_at, completed_at, completed_by_id, verified_at,
              verified_by_id, withdrawn_at) ON plans_action TO app_viewer;
"""

# Sharing widens whom each side sees: the commissioner's name here, the provider's name and owners there.
KNOWN_BY_SHARING = """
CREATE POLICY provider_shared_with ON tenancy_organisation FOR SELECT TO app_provider
    USING (id = ANY (ARRAY(SELECT commissioner_id FROM plans_planshare)));
CREATE POLICY auditor_shared_with ON tenancy_organisation FOR SELECT TO app_auditor
    USING (id = ANY (ARRAY(SELECT commissioner_id FROM plans_planshare)));
CREATE POLICY viewer_providers ON tenancy_organisation FOR SELECT TO app_viewer
    USING (id = ANY (ARRAY(SELECT org_id FROM plans_plan)));
CREATE POLICY viewer_services ON tenancy_service FOR SELECT TO app_viewer
    USING (id = ANY (ARRAY(SELECT service_id FROM plans_plan)));
GRANT SELECT ON tenancy_service TO app_viewer;
CREATE POLICY viewer_owners ON tenancy_membership FOR SELECT TO app_viewer
    USING (id = ANY (ARRAY(SELECT owner_id FROM plans_action UNION SELECT lead_id FROM plans_plan)));
CREATE POLICY auditor_granted ON history_event FOR SELECT TO app_auditor
    USING (root_id = ANY (ARRAY(SELECT plan_id FROM plans_auditgrant)));
GRANT SELECT ON history_event TO app_auditor;
"""

# A provider names a commissioner by its public code; nobody can list who uses the product.
BY_CODE = """
CREATE FUNCTION app.commissioner_by_code(given text) RETURNS TABLE (id uuid, name varchar)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT o.id, o.name FROM tenancy_organisation o WHERE o.commissions AND upper(o.code) = upper(given) $$;
REVOKE ALL ON FUNCTION app.commissioner_by_code(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.commissioner_by_code(text) TO app_provider;
"""

# After activation nothing is deleted: it is withdrawn, and stays in the ledger.
KEEP = """
CREATE FUNCTION app.keep_after_activation() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM plans_plan
               WHERE id = (to_jsonb(old) ->> tg_argv[0])::uuid AND activated_at IS NOT NULL) THEN
        RAISE EXCEPTION 'Nothing of an activated plan is deleted (%)', tg_table_name;
    END IF;
    RETURN old;
END $$;
"""

# The slip ledger: a committed milestone keeps its original date, and its due date moves only by approved extension.
LEDGER = """
CREATE FUNCTION app.keep_committed_dates() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF old.committed_at IS NULL THEN RETURN new; END IF;
    IF new.committed_at IS DISTINCT FROM old.committed_at OR new.original_due_on IS DISTINCT FROM old.original_due_on
    THEN RAISE EXCEPTION 'A committed milestone keeps its original date'; END IF;
    IF new.due_on IS DISTINCT FROM old.due_on AND NOT EXISTS (
        SELECT 1 FROM plans_extension
        WHERE milestone_id = new.id AND state = 'approved' AND old_due_on = old.due_on AND new_due_on = new.due_on)
    THEN RAISE EXCEPTION 'A committed date moves only by an approved extension'; END IF;
    RETURN new;
END $$;
CREATE TRIGGER ledger BEFORE UPDATE ON plans_milestone FOR EACH ROW EXECUTE FUNCTION app.keep_committed_dates();
"""


def kept(table, plan_column="plan_id"):
    return migrations.RunSQL(
        f"CREATE TRIGGER kept BEFORE DELETE ON {table} FOR EACH ROW"
        f" EXECUTE FUNCTION app.keep_after_activation('{plan_column}')",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenancy", "0001_organisations_and_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="Action",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("immediate", "Immediate safety controls"),
                            ("stabilisation", "Stabilisation"),
                            ("improvement", "Improvement"),
                        ],
                        max_length=14,
                    ),
                ),
                ("number", models.PositiveIntegerField(editable=False)),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("title", models.CharField(max_length=200)),
                ("deliverable", models.TextField(blank=True)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("evidence_expected", models.TextField(blank=True)),
                (
                    "action_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("physical_change", "Physical change"),
                            ("usability_tested_device", "Usability-tested device"),
                            ("forcing_function", "Forcing function or interlock"),
                            ("simplify", "Simplify and remove steps"),
                            ("standardise", "Standardise equipment, process or care map"),
                            ("tangible_leadership", "Tangible leadership involvement"),
                            ("redundancy", "Redundancy"),
                            ("staffing", "Staffing or workload"),
                            ("software", "Software"),
                            ("fewer_distractions", "Fewer distractions"),
                            ("checklist", "Checklist or cognitive aid"),
                            ("read_back", "Read-back"),
                            ("enhanced_documentation", "Enhanced documentation or communication"),
                            ("simulation", "Simulation-based training with observation"),
                            ("double_check", "Double checks"),
                            ("warning", "Warnings and labels"),
                            ("policy", "New policy or memo"),
                            ("training", "Training"),
                            ("further_study", "Further study or analysis"),
                        ],
                        max_length=24,
                    ),
                ),
                ("hours_a_week", models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                ("people_affected", models.TextField(blank=True)),
                ("review_on", models.DateField(blank=True, null=True)),
                ("step_down_criterion", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("in_progress", "In progress"),
                            ("complete", "Complete"),
                            ("verified", "Verified"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="planned",
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("started_at", models.DateTimeField(editable=False, null=True)),
                ("completed_at", models.DateTimeField(editable=False, null=True)),
                ("completion_note", models.TextField(blank=True, editable=False)),
                ("verified_at", models.DateTimeField(editable=False, null=True)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
                (
                    "completed_by",
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
                (
                    "escalation_contact",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
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
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.membership",
                    ),
                ),
                (
                    "verified_by",
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
                "ordering": ["position", "number"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("number", models.PositiveIntegerField(editable=False)),
                ("title", models.CharField(max_length=150)),
                (
                    "summary",
                    models.TextField(
                        blank=True, help_text="What broke down, and what must be true when this plan is done."
                    ),
                ),
                ("breakdown_on", models.DateField(blank=True, null=True)),
                ("starts_on", models.DateField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("active", "Active"),
                            ("sustaining", "Sustaining"),
                            ("closed", "Closed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("activated_at", models.DateTimeField(editable=False, null=True)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
                (
                    "activated_by",
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
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
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
                    "service",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.service",
                    ),
                ),
                (
                    "submitted_by",
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
                "ordering": ["-number"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("is_completion", models.BooleanField(default=False, editable=False)),
                ("name", models.CharField(max_length=200)),
                ("original_due_on", models.DateField(editable=False, null=True)),
                ("due_on", models.DateField(null=True)),
                ("forecast_on", models.DateField(blank=True, null=True)),
                ("committed_at", models.DateTimeField(editable=False, null=True)),
                ("done_at", models.DateTimeField(editable=False, null=True)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
                (
                    "action",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="plans.action",
                    ),
                ),
                (
                    "done_by",
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
                "ordering": ["due_on", "created_at"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("old_due_on", models.DateField(editable=False)),
                ("new_due_on", models.DateField()),
                ("reason", models.TextField()),
                ("interim_control", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting for a decision"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                        ],
                        default="asked",
                        editable=False,
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField(editable=False)),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                ("decision_reason", models.TextField(blank=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.membership",
                    ),
                ),
                (
                    "decided_by",
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
                    "milestone",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extensions",
                        to="plans.milestone",
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
                "ordering": ["asked_at"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="AuditGrant",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("revoked_at", models.DateTimeField(editable=False, null=True)),
                (
                    "auditor",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.membership",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
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
                    "revoked_by",
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
                "ordering": ["starts_on", "created_at"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="action",
            name="plan",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="%(class)ss",
                to="plans.plan",
            ),
        ),
        migrations.CreateModel(
            name="PlanShare",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(editable=False, null=True)),
                (
                    "commissioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.organisation",
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
                    "revoked_by",
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
                (
                    "shared_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on", "created_at"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("title", models.CharField(max_length=150)),
                ("statement", models.TextField(blank=True)),
                ("found_on", models.DateField(blank=True, null=True)),
                ("people_affected", models.TextField(blank=True)),
                ("others_at_risk", models.TextField(blank=True)),
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
                "ordering": ["position", "created_at"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="CauseProblem",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                    "problem",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cause_links",
                        to="plans.problem",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="RootCause",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("cause", models.TextField()),
                ("effect", models.TextField(blank=True)),
                ("event", models.TextField(blank=True)),
                (
                    "theme",
                    models.CharField(
                        choices=[
                            ("support_planning", "Support planning"),
                            ("risk_decisions", "Risk decisions"),
                            ("supervision", "Supervision"),
                            ("staffing_stability", "Staffing stability"),
                            ("reviews", "Reviews"),
                            ("communication", "Communication with families or partners"),
                            ("governance_oversight", "Governance oversight"),
                            ("competence", "Competence"),
                            ("environment", "Environment"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=24,
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("five_whys", "Five whys"),
                            ("fishbone", "Fishbone"),
                            ("timeline", "Timeline"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                    ),
                ),
                ("preceding_cause", models.TextField(blank=True)),
                ("duty_source", models.TextField(blank=True)),
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
                    "problems",
                    models.ManyToManyField(
                        related_name="root_causes", through="plans.CauseProblem", to="plans.problem"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "created_at"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="causeproblem",
            name="root_cause",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="problem_links",
                to="plans.rootcause",
            ),
        ),
        migrations.CreateModel(
            name="ActionCause",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "action",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cause_links",
                        to="plans.action",
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
                    "root_cause",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="action_links",
                        to="plans.rootcause",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="action",
            name="root_causes",
            field=models.ManyToManyField(related_name="actions", through="plans.ActionCause", to="plans.rootcause"),
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("name", models.CharField(max_length=200)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=120, unique=True)),
                ("uploaded_at", models.DateTimeField()),
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
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="EvidenceItem",
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
                            ("incident", "Incident"),
                            ("complaint", "Complaint"),
                            ("audit_finding", "Audit finding"),
                            ("safeguarding_outcome", "Safeguarding outcome"),
                            ("missed_review", "Missed review"),
                            ("personal_account", "Staff or family account"),
                            ("regulator_finding", "Regulator finding"),
                            ("observation", "Observation of practice"),
                            ("record", "Record or document"),
                        ],
                        max_length=24,
                    ),
                ),
                ("occurred_on", models.DateField()),
                ("reference", models.CharField(max_length=150)),
                ("summary", models.TextField(blank=True)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
                (
                    "action",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="plans.action",
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
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
                    "problem",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="plans.problem",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["occurred_on", "created_at"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(fields=["org", "state", "-number"], name="plan_by_state"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(fields=("org", "id"), name="plan_in_org"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(fields=("org", "number"), name="plan_number_once"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("submitted_at__isnull", True), ("submitted_by__isnull", True)),
                    models.Q(("submitted_at__isnull", False), ("submitted_by__isnull", False)),
                    _connector="OR",
                ),
                name="plan_submitted_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("activated_at__isnull", True), ("activated_by__isnull", True)),
                    models.Q(("activated_at__isnull", False), ("activated_by__isnull", False)),
                    _connector="OR",
                ),
                name="plan_activated_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="plan_withdrawn_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["active", "sustaining", "closed"]), _negated=True),
                    ("activated_at__isnull", False),
                    _connector="OR",
                ),
                name="plan_running_was_activated",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), ("withdrawn_at__isnull", False)),
                    models.Q(models.Q(("state", "withdrawn"), _negated=True), ("withdrawn_at__isnull", True)),
                    _connector="OR",
                ),
                name="plan_withdrawn_when_withdrawn",
            ),
        ),
        migrations.AddIndex(
            model_name="milestone",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True), ("withdrawn_at__isnull", True)),
                fields=["due_on"],
                name="milestone_open_by_due",
            ),
        ),
        migrations.AddIndex(
            model_name="milestone",
            index=models.Index(
                condition=models.Q(
                    ("done_at__isnull", True),
                    ("forecast_on__gt", models.F("due_on")),
                    ("withdrawn_at__isnull", True),
                ),
                fields=["forecast_on"],
                name="milestone_forecast_late",
            ),
        ),
        migrations.AddIndex(
            model_name="milestone",
            index=models.Index(fields=["plan", "due_on"], name="milestone_in_plan_by_due"),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(fields=("org", "plan", "id"), name="milestone_in_plan"),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_completion", True)),
                fields=("action",),
                name="milestone_of_completion_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                    models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                    _connector="OR",
                ),
                name="milestone_done_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="milestone_withdrawn_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("committed_at__isnull", True),
                    models.Q(("due_on__isnull", False), ("original_due_on__isnull", False)),
                    _connector="OR",
                ),
                name="milestone_committed_has_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.UniqueConstraint(fields=("org", "plan", "id"), name="extension_in_plan"),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(("new_due_on__gt", models.F("old_due_on"))), name="extension_is_later"
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="extension_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="extension_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("state", "asked")),
                    models.Q(models.Q(("state", "asked"), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="extension_decided_when_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("milestone",), name="extension_one_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="auditgrant",
            constraint=models.UniqueConstraint(fields=("org", "plan", "id"), name="auditgrant_in_plan"),
        ),
        migrations.AddConstraint(
            model_name="auditgrant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=("plan", "auditor"),
                name="auditgrant_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditgrant",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="auditgrant_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditgrant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                    models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                    _connector="OR",
                ),
                name="auditgrant_revoked_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="planshare",
            index=models.Index(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=["commissioner"],
                name="planshare_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="planshare",
            constraint=models.UniqueConstraint(fields=("org", "plan", "id"), name="planshare_in_plan"),
        ),
        migrations.AddConstraint(
            model_name="planshare",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=("plan", "commissioner"),
                name="planshare_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="planshare",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="planshare_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="planshare",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                    models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                    _connector="OR",
                ),
                name="planshare_revoked_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="problem",
            constraint=models.UniqueConstraint(fields=("org", "plan", "id"), name="problem_in_plan"),
        ),
        migrations.AddConstraint(
            model_name="rootcause",
            constraint=models.UniqueConstraint(fields=("org", "plan", "id"), name="rootcause_in_plan"),
        ),
        migrations.AddConstraint(
            model_name="causeproblem",
            constraint=models.UniqueConstraint(fields=("root_cause", "problem"), name="cause_explains_problem_once"),
        ),
        migrations.AddConstraint(
            model_name="actioncause",
            constraint=models.UniqueConstraint(fields=("action", "root_cause"), name="action_addresses_cause_once"),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(fields=["plan", "stage", "position"], name="action_in_stage"),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.UniqueConstraint(fields=("org", "plan", "id"), name="action_in_plan"),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.UniqueConstraint(fields=("plan", "number"), name="action_number_once"),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("completed_at__isnull", True), ("completed_by__isnull", True)),
                    models.Q(("completed_at__isnull", False), ("completed_by__isnull", False)),
                    _connector="OR",
                ),
                name="action_completed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verified_at__isnull", True), ("verified_by__isnull", True)),
                    models.Q(("verified_at__isnull", False), ("verified_by__isnull", False)),
                    _connector="OR",
                ),
                name="action_verified_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="action_withdrawn_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["complete", "verified"]), _negated=True),
                    ("completed_at__isnull", False),
                    _connector="OR",
                ),
                name="action_complete_was_completed",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "verified"), ("verified_at__isnull", False)),
                    models.Q(models.Q(("state", "verified"), _negated=True), ("verified_at__isnull", True)),
                    _connector="OR",
                ),
                name="action_verified_when_verified",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verified_by__isnull", True),
                    ("owner__isnull", True),
                    models.Q(("verified_by", models.F("owner")), _negated=True),
                    _connector="OR",
                ),
                name="action_verifier_is_not_owner",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), ("withdrawn_at__isnull", False)),
                    models.Q(models.Q(("state", "withdrawn"), _negated=True), ("withdrawn_at__isnull", True)),
                    _connector="OR",
                ),
                name="action_withdrawn_when_withdrawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours_a_week__isnull", True), ("hours_a_week__range", (0, 168)), _connector="OR"),
                name="action_hours_in_a_week",
            ),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.UniqueConstraint(fields=("org", "plan", "id"), name="storedfile_in_plan"),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="storedfile_sha256"
            ),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="storedfile_not_empty"),
        ),
        migrations.AddConstraint(
            model_name="evidenceitem",
            constraint=models.UniqueConstraint(fields=("org", "plan", "id"), name="evidence_in_plan"),
        ),
        migrations.AddConstraint(
            model_name="evidenceitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action__isnull", True), ("problem__isnull", False)),
                    models.Q(("action__isnull", False), ("problem__isnull", True)),
                    _connector="OR",
                ),
                name="evidence_of_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="evidence_withdrawn_by_somebody",
            ),
        ),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        secure(
            "plans_plan",
            root="id",
            viewer="activated_at IS NOT NULL AND id = ANY (ARRAY(SELECT plan_id FROM plans_planshare))",
            auditor="id = ANY (ARRAY(SELECT plan_id FROM plans_auditgrant))",
            system="SELECT",
        ),
        secure("plans_problem", root="plan_id", viewer=SHARED, auditor=GRANTED),
        secure("plans_storedfile", root="plan_id", auditor=GRANTED),
        secure("plans_evidenceitem", root="plan_id", auditor=GRANTED),
        secure("plans_rootcause", root="plan_id", auditor=GRANTED),
        secure("plans_causeproblem", root="plan_id", auditor=GRANTED),
        secure("plans_action", root="plan_id", viewer=SHARED, auditor=GRANTED, system="SELECT"),
        secure("plans_actioncause", root="plan_id", auditor=GRANTED),
        secure("plans_milestone", root="plan_id", viewer=SHARED, auditor=GRANTED, system="SELECT"),
        secure("plans_extension", root="plan_id", viewer=SHARED, auditor=GRANTED, system="SELECT"),
        secure(
            "plans_planshare",
            root="plan_id",
            viewer=f"commissioner_id = (SELECT app.org()) AND {IN_FORCE}"
            " AND (ends_on IS NULL OR ends_on >= (SELECT app.today()))",
            auditor=GRANTED,
            system="SELECT",
        ),
        secure(
            "plans_auditgrant",
            root="plan_id",
            auditor=f"{OWN} AND {IN_FORCE} AND ends_on >= (SELECT app.today()) AND auditor_id = ANY"
            " (ARRAY(SELECT id FROM tenancy_membership WHERE user_id = (SELECT app.person())))",
        ),
        migrations.RunSQL(VIEWER_COLUMNS, migrations.RunSQL.noop),
        migrations.RunSQL(KNOWN_BY_SHARING, migrations.RunSQL.noop),
        migrations.RunSQL(BY_CODE, migrations.RunSQL.noop),
        migrations.RunSQL(LEDGER, migrations.RunSQL.noop),
        kept("plans_plan", "id"),
        *map(
            kept,
            (
                "plans_problem",
                "plans_storedfile",
                "plans_evidenceitem",
                "plans_rootcause",
                "plans_action",
                "plans_milestone",
                "plans_extension",
                "plans_planshare",
                "plans_auditgrant",
            ),
        ),
        belongs("plans_problem", "plan_id", "plans_plan"),
        belongs("plans_storedfile", "plan_id", "plans_plan"),
        belongs("plans_storedfile", "uploaded_by_id", "tenancy_membership"),
        belongs("plans_evidenceitem", "plan_id", "plans_plan"),
        belongs("plans_evidenceitem", "problem_id", "plans_problem", within=IN_PLAN),
        belongs("plans_evidenceitem", "action_id", "plans_action", within=IN_PLAN),
        belongs("plans_evidenceitem", "file_id", "plans_storedfile", within=IN_PLAN),
        belongs("plans_evidenceitem", "added_by_id", "tenancy_membership"),
        belongs("plans_evidenceitem", "withdrawn_by_id", "tenancy_membership"),
        belongs("plans_rootcause", "plan_id", "plans_plan"),
        belongs("plans_causeproblem", "plan_id", "plans_plan"),
        belongs("plans_causeproblem", "root_cause_id", "plans_rootcause", within=IN_PLAN),
        belongs("plans_causeproblem", "problem_id", "plans_problem", within=IN_PLAN),
        belongs("plans_action", "plan_id", "plans_plan"),
        belongs("plans_action", "owner_id", "tenancy_membership"),
        belongs("plans_action", "escalation_contact_id", "tenancy_membership"),
        belongs("plans_action", "completed_by_id", "tenancy_membership"),
        belongs("plans_action", "verified_by_id", "tenancy_membership"),
        belongs("plans_action", "withdrawn_by_id", "tenancy_membership"),
        belongs("plans_actioncause", "plan_id", "plans_plan"),
        belongs("plans_actioncause", "action_id", "plans_action", within=IN_PLAN),
        belongs("plans_actioncause", "root_cause_id", "plans_rootcause", within=IN_PLAN),
        belongs("plans_milestone", "plan_id", "plans_plan"),
        belongs("plans_milestone", "action_id", "plans_action", within=IN_PLAN),
        belongs("plans_milestone", "done_by_id", "tenancy_membership"),
        belongs("plans_milestone", "withdrawn_by_id", "tenancy_membership"),
        belongs("plans_extension", "plan_id", "plans_plan"),
        belongs("plans_extension", "milestone_id", "plans_milestone", within=IN_PLAN),
        belongs("plans_extension", "asked_by_id", "tenancy_membership"),
        belongs("plans_extension", "decided_by_id", "tenancy_membership"),
        belongs("plans_plan", "service_id", "tenancy_service"),
        belongs("plans_plan", "lead_id", "tenancy_membership"),
        belongs("plans_plan", "submitted_by_id", "tenancy_membership"),
        belongs("plans_plan", "activated_by_id", "tenancy_membership"),
        belongs("plans_plan", "withdrawn_by_id", "tenancy_membership"),
        belongs("plans_planshare", "plan_id", "plans_plan"),
        belongs("plans_planshare", "shared_by_id", "tenancy_membership"),
        belongs("plans_planshare", "revoked_by_id", "tenancy_membership"),
        belongs("plans_auditgrant", "plan_id", "plans_plan"),
        belongs("plans_auditgrant", "auditor_id", "tenancy_membership"),
        belongs("plans_auditgrant", "granted_by_id", "tenancy_membership"),
        belongs("plans_auditgrant", "revoked_by_id", "tenancy_membership"),
    ]
