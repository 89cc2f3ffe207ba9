import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from recovery.tenancy.migration import belongs, secure

IN_PLAN = ("org_id", "plan_id")
GRANTED = "plan_id = ANY (ARRAY(SELECT plan_id FROM plans_auditgrant))"

# The owner's own hours stand on the action, so nobody's hours are counted twice.
NOT_THE_OWNER = """
CREATE FUNCTION app.protected_time_is_not_the_owners() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF tg_table_name = 'plans_action' THEN
        IF EXISTS (SELECT 1 FROM plans_protectedtime WHERE action_id = new.id AND person_id = new.owner_id
                   AND (ends_on IS NULL OR ends_on > app.today()))
        THEN RAISE EXCEPTION 'Whoever has protected time on an action does not own it'; END IF;
    ELSIF EXISTS (SELECT 1 FROM plans_action WHERE id = new.action_id AND owner_id = new.person_id)
    THEN RAISE EXCEPTION 'The owner of an action has no protected time besides its own'; END IF;
    RETURN new;
END $$;
CREATE TRIGGER helpers BEFORE UPDATE OF owner_id ON plans_action FOR EACH ROW
    WHEN (new.owner_id IS DISTINCT FROM old.owner_id) EXECUTE FUNCTION app.protected_time_is_not_the_owners();
CREATE TRIGGER helpers BEFORE INSERT OR UPDATE OF action_id, person_id ON plans_protectedtime FOR EACH ROW
    EXECUTE FUNCTION app.protected_time_is_not_the_owners();
"""
BACK = """
DROP TRIGGER helpers ON plans_action;
DROP TRIGGER helpers ON plans_protectedtime;
DROP FUNCTION app.protected_time_is_not_the_owners();
"""


def kept(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER kept BEFORE DELETE ON {table} FOR EACH ROW"
        " EXECUTE FUNCTION app.keep_after_activation('plan_id')",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [("plans", "0010_causes_as_chains"), ("tenancy", "0002_sign_in_grants")]

    operations = [
        migrations.CreateModel(
            name="ProtectedTime",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("hours_a_week", models.DecimalField(decimal_places=1, max_digits=5)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("purpose", models.CharField(max_length=200)),
                (
                    "action",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="protected_times",
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
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
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
                "ordering": ["created_at"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("org", "plan", "id"), name="protectedtime_in_plan"),
                    models.UniqueConstraint(fields=("action", "person"), name="protectedtime_once"),
                    models.CheckConstraint(
                        condition=models.Q(("hours_a_week__gt", 0), ("hours_a_week__lte", 168)),
                        name="protectedtime_hours_in_a_week",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__isnull", True),
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="protectedtime_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RotaWeek",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("week_on", models.DateField()),
                ("planned", models.DecimalField(decimal_places=1, max_digits=6)),
                ("own", models.DecimalField(decimal_places=1, max_digits=6)),
                ("agency", models.DecimalField(decimal_places=1, max_digits=6)),
                ("supervision_planned", models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                ("supervision_lost", models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField(editable=False)),
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
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.membership",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.service",
                    ),
                ),
            ],
            options={
                "ordering": ["-week_on"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("service", "week_on"), name="rotaweek_once"),
                    models.CheckConstraint(
                        condition=models.Q(("week_on__iso_week_day", 1)), name="rotaweek_begins_on_monday"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agency__gte", 0), ("own__gte", 0), ("planned__gte", models.F("own") + models.F("agency"))
                        ),
                        name="rotaweek_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("supervision_lost__isnull", True),
                            models.Q(
                                ("supervision_lost__gte", 0), ("supervision_planned__gte", models.F("supervision_lost"))
                            ),
                            _connector="OR",
                        ),
                        name="rotaweek_supervision_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("supervision_lost__isnull", True), ("supervision_planned__isnull", True)),
                            models.Q(("supervision_lost__isnull", False), ("supervision_planned__isnull", False)),
                            _connector="OR",
                        ),
                        name="rotaweek_supervision_together",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatedHours",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("starts_on", models.DateField()),
                ("hours_a_week", models.DecimalField(decimal_places=1, max_digits=5)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("stated_at", models.DateTimeField(editable=False)),
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
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.membership",
                    ),
                ),
                (
                    "stated_by",
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
                "ordering": ["starts_on"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("person", "starts_on"), name="statedhours_once_a_week"),
                    models.CheckConstraint(
                        condition=models.Q(("hours_a_week__range", (0, 168))), name="statedhours_in_a_week"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("starts_on__iso_week_day", 1)), name="statedhours_from_a_monday"
                    ),
                ],
            },
        ),
        secure("plans_protectedtime", root="plan_id", auditor=GRANTED),
        # What people have said, and who filled a week, is corrected and never removed.
        secure("plans_statedhours", provider="SELECT, INSERT, UPDATE"),
        secure("plans_rotaweek", provider="SELECT, INSERT, UPDATE"),
        migrations.RunSQL(NOT_THE_OWNER, BACK),
        kept("plans_protectedtime"),
        belongs("plans_protectedtime", "plan_id", "plans_plan"),
        belongs("plans_protectedtime", "action_id", "plans_action", within=IN_PLAN),
        belongs("plans_protectedtime", "person_id", "tenancy_membership"),
        belongs("plans_statedhours", "person_id", "tenancy_membership"),
        belongs("plans_statedhours", "stated_by_id", "tenancy_membership"),
        belongs("plans_rotaweek", "service_id", "tenancy_service"),
        belongs("plans_rotaweek", "recorded_by_id", "tenancy_membership"),
    ]
