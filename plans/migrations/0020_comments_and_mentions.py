import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from recovery.tenancy.migration import belongs, secure

IN_PLAN = ("org_id", "plan_id")
GRANTED = "plan_id = ANY (ARRAY(SELECT plan_id FROM plans_auditgrant))"
ABOUT = {
    "problem_id": "plans_problem",
    "cause_id": "plans_rootcause",
    "action_id": "plans_action",
    "milestone_id": "plans_milestone",
    "evidence_id": "plans_evidenceitem",
    "extension_id": "plans_extension",
}
KEPT = """
CREATE TRIGGER kept BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION app.keep_after_activation('plan_id')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0019_spreadsheets"),
        ("tenancy", "0002_sign_in_grants"),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("comment", "Comment"), ("progress", "Progress")],
                        default="comment",
                        editable=False,
                        max_length=8,
                    ),
                ),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField(editable=False)),
                ("edited_at", models.DateTimeField(editable=False, null=True)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
                (
                    "action",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="plans.action",
                    ),
                ),
                (
                    "cause",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="plans.rootcause",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="plans.evidenceitem",
                    ),
                ),
                (
                    "extension",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="plans.extension",
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
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
                (
                    "problem",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="plans.problem",
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
                    "written_by",
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
                "ordering": ["written_at", "pk"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("seen_at", models.DateTimeField(editable=False, null=True)),
                (
                    "comment",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="plans.comment",
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
                        editable=False,
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
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["plan", "written_at"], name="comment_in_plan_by_time"),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.UniqueConstraint(fields=("org", "plan", "id"), name="comment_in_plan"),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("action__isnull", True),
                        ("cause__isnull", True),
                        ("evidence__isnull", True),
                        ("extension__isnull", True),
                        ("milestone__isnull", True),
                        ("problem__isnull", True),
                    ),
                    models.Q(
                        ("action__isnull", True),
                        ("cause__isnull", True),
                        ("evidence__isnull", True),
                        ("extension__isnull", True),
                        ("milestone__isnull", True),
                        ("problem__isnull", False),
                    ),
                    models.Q(
                        ("action__isnull", True),
                        ("cause__isnull", False),
                        ("evidence__isnull", True),
                        ("extension__isnull", True),
                        ("milestone__isnull", True),
                        ("problem__isnull", True),
                    ),
                    models.Q(
                        ("action__isnull", False),
                        ("cause__isnull", True),
                        ("evidence__isnull", True),
                        ("extension__isnull", True),
                        ("milestone__isnull", True),
                        ("problem__isnull", True),
                    ),
                    models.Q(
                        ("action__isnull", True),
                        ("cause__isnull", True),
                        ("evidence__isnull", True),
                        ("extension__isnull", True),
                        ("milestone__isnull", False),
                        ("problem__isnull", True),
                    ),
                    models.Q(
                        ("action__isnull", True),
                        ("cause__isnull", True),
                        ("evidence__isnull", False),
                        ("extension__isnull", True),
                        ("milestone__isnull", True),
                        ("problem__isnull", True),
                    ),
                    models.Q(
                        ("action__isnull", True),
                        ("cause__isnull", True),
                        ("evidence__isnull", True),
                        ("extension__isnull", False),
                        ("milestone__isnull", True),
                        ("problem__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="comment_about_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "progress"), _negated=True),
                    ("action__isnull", False),
                    ("milestone__isnull", False),
                    _connector="OR",
                ),
                name="comment_of_progress_is_of_work",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="comment_withdrawn_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(condition=models.Q(("seen_at__isnull", True)), fields=["person"], name="mention_unseen"),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.UniqueConstraint(fields=("comment", "person"), name="mention_once"),
        ),
        secure("plans_comment", root="plan_id", auditor=GRANTED),
        secure("plans_mention", root="plan_id", auditor=GRANTED, unrecorded=("seen_at",)),
        migrations.RunSQL(KEPT.format(table="plans_comment"), migrations.RunSQL.noop),
        migrations.RunSQL(KEPT.format(table="plans_mention"), migrations.RunSQL.noop),
        belongs("plans_comment", "plan_id", "plans_plan"),
        *(belongs("plans_comment", column, table, within=IN_PLAN) for column, table in ABOUT.items()),
        belongs("plans_comment", "written_by_id", "tenancy_membership"),
        belongs("plans_comment", "withdrawn_by_id", "tenancy_membership"),
        belongs("plans_mention", "plan_id", "plans_plan"),
        belongs("plans_mention", "comment_id", "plans_comment", within=IN_PLAN),
        belongs("plans_mention", "person_id", "tenancy_membership"),
    ]
