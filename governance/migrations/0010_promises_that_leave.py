from django.db import migrations, models

from recovery.tenancy.migration import leaves

# The portfolio pins its search path, so it names what may leave itself.
PORTFOLIO = """
DO $do$ BEGIN EXECUTE replace(pg_get_functiondef('app.portfolio_index(date, text[])'::regprocedure), '{old}', '{new}');
END $do$
"""

HELD = """
ALTER TABLE governance_acknowledgement ALTER COLUMN held SET DEFAULT '{}';
GRANT UPDATE (held) ON governance_acknowledgement TO app_provider;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0009_stage_as_decided"),
        ("plans", "0023_texts_that_leave"),
    ]

    operations = [
        migrations.AddField(
            "acknowledgement", "held", models.JSONField("what commissioners read instead", default=dict, editable=False)
        ),
        migrations.RunSQL(HELD, migrations.RunSQL.noop),
        leaves(
            "governance_acknowledgement",
            texts=("promise",),
            columns=(
                "id",
                "org_id",
                "plan_id",
                "version",
                "created_at",
                "flag_id",
                "acknowledged_at",
                "acknowledged_by_id",
                "promised_on",
            ),
        ),
        migrations.RunSQL(
            PORTFOLIO.format(old="p.title::text", new="p.title_shared::text"),
            PORTFOLIO.format(old="p.title_shared::text", new="p.title::text"),
        ),
    ]
