from django.db import migrations

# Every overview asks whether a text of its plan is held. Written out, eight questions under row policies take longer to
# plan than to answer; inside a function each connection plans them once. It asks as whoever calls it.
TABLES = (
    "plans_problem",
    "plans_action",
    "plans_milestone",
    "plans_extension",
    "plans_exitcriterion",
    "plans_partner",
    "plans_contribution",
)
ASKED = "\n    OR ".join(
    f"EXISTS (SELECT FROM {table} t WHERE t.plan_id = wanted AND t.held <> '{{}}')" for table in TABLES
)
HOLDS = f"""
CREATE FUNCTION app.holds_text(wanted uuid) RETURNS boolean LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN EXISTS (SELECT FROM plans_plan t WHERE t.id = wanted AND t.held <> '{{}}')
    OR {ASKED};
END $$;
REVOKE ALL ON FUNCTION app.holds_text(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.holds_text(uuid) TO app_provider;
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0023_texts_that_leave")]

    operations = [migrations.RunSQL(HOLDS, "DROP FUNCTION app.holds_text(uuid)")]
