from django.db import migrations

# What a commissioner may read hangs on the plans they see, and a policy that says so with a subquery is expanded, with
# the policies inside it, and planned anew for every table of every statement. A function keeps its plan for as long as
# the connection lives. It asks as whoever calls it, so it is the very same question, under the same policies.
FOUND = """
CREATE FUNCTION app.shared_plans() RETURNS uuid[] LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$ BEGIN RETURN ARRAY(SELECT p.id FROM public.plans_plan p); END $$;
REVOKE ALL ON FUNCTION app.shared_plans() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.shared_plans() TO app_viewer;
"""
SHARED = "plan_id = ANY ((SELECT app.shared_plans())::uuid[])"


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0005_what_was_claimed_keeps_its_owner"),
    ]

    operations = [
        migrations.RunSQL(FOUND, migrations.RunSQL.noop),
        *(
            migrations.RunSQL(f"ALTER POLICY viewer_read ON {table} USING ({SHARED})", migrations.RunSQL.noop)
            for table in ("plans_action", "plans_extension", "plans_milestone", "plans_problem")
        ),
    ]
