from importlib import import_module

from django.db import migrations

# The stage that was decided comes with each plan of the index, which reads the plan anyway. The counts of a page then
# need not look at it again.
PLANNED = import_module("governance.migrations.0007_portfolio_planned_once")
DECIDED = import_module("governance.migrations.0009_stage_as_decided").COUNTS
BEFORE = PLANNED.INDEX.replace("p.title::text", "p.title_shared::text")
INDEX = BEFORE.replace("oldest_flag date)", "oldest_flag date, stage text)").replace(
    "coalesce(flagged.silent, 0), flagged.oldest\n", "coalesce(flagged.silent, 0), flagged.oldest, p.stage::text\n"
)
COUNTS = PLANNED.COUNTS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
DROP = "DROP FUNCTION app.portfolio_index(date, text[]);"


class Migration(migrations.Migration):
    dependencies = [("governance", "0010_promises_that_leave")]

    operations = [
        migrations.RunSQL(DROP + INDEX, DROP + BEFORE),
        migrations.RunSQL(COUNTS, DECIDED),
    ]
