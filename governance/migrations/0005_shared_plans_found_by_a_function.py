from django.db import migrations, models

SHARED = "plan_id = ANY ((SELECT app.shared_plans())::uuid[])"


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0004_notices_taken_by_organisation"),
        ("plans", "0006_shared_plans_found_by_a_function"),
    ]

    operations = [
        *(
            migrations.RunSQL(f"ALTER POLICY viewer_read ON {table} USING ({SHARED})", migrations.RunSQL.noop)
            for table in ("governance_acknowledgement", "governance_escalation", "governance_redflag")
        ),
        migrations.AddIndex(
            model_name="redflag",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["plan"],
                include=["id", "opened_at", "since"],
                name="redflag_open_in_plan",
            ),
        ),
    ]
