from importlib import import_module

from django.db import migrations

# The stage of a plan is the one that was decided last; before any decision, the first with an action that still goes.
BEFORE = import_module("governance.migrations.0007_portfolio_planned_once").COUNTS
COUNTS = """
CREATE OR REPLACE FUNCTION app.portfolio_counts(plans uuid[], today date)
RETURNS TABLE (id text, first_open int, actions bigint, due bigint, complete bigint, verified bigint, overdue bigint,
               slips bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
RETURN QUERY
WITH acting AS (
    SELECT a.plan_id, count(*) FILTER (WHERE a.state <> 'withdrawn') AS actions,
           count(*) FILTER (WHERE a.state IN ('complete', 'verified')) AS complete,
           count(*) FILTER (WHERE a.state = 'verified') AS verified,
           min(array_position(ARRAY['immediate', 'stabilisation', 'improvement'], a.stage::text))
               FILTER (WHERE a.state NOT IN ('complete', 'verified', 'withdrawn')) AS first_open
    FROM plans_action a WHERE a.plan_id = ANY (plans) GROUP BY a.plan_id
), dated AS (
    SELECT m.plan_id,
           count(*) FILTER (WHERE m.is_completion AND m.withdrawn_at IS NULL AND m.due_on <= today) AS due,
           count(DISTINCT m.action_id)
               FILTER (WHERE m.done_at IS NULL AND m.withdrawn_at IS NULL AND m.due_on < today) AS overdue,
           count(*) FILTER (WHERE CASE WHEN m.done_at IS NULL AND m.withdrawn_at IS NULL THEN m.due_on < today
               ELSE (coalesce(m.done_at, m.withdrawn_at) AT TIME ZONE 'Europe/London')::date > m.due_on END) AS slips
    FROM plans_milestone m
    WHERE m.plan_id = ANY (plans) AND (m.due_on <= today OR m.done_at IS NOT NULL) GROUP BY m.plan_id
), moved_late AS (
    SELECT x.plan_id, count(*) AS slips FROM plans_extension x
    WHERE x.plan_id = ANY (plans) AND x.state = 'approved'
    AND (x.decided_at AT TIME ZONE 'Europe/London')::date > x.old_due_on GROUP BY x.plan_id
)
SELECT wanted.id::text,
       CASE WHEN p.state = 'active'
           THEN coalesce(array_position(ARRAY['immediate', 'stabilisation', 'improvement'], p.stage::text), a.first_open) END,
       coalesce(a.actions, 0), coalesce(m.due, 0), coalesce(a.complete, 0),
       coalesce(a.verified, 0), coalesce(m.overdue, 0), coalesce(m.slips, 0) + coalesce(x.slips, 0)
FROM unnest(plans) AS wanted (id)
JOIN plans_plan p ON p.id = wanted.id
LEFT JOIN acting a ON a.plan_id = wanted.id
LEFT JOIN dated m ON m.plan_id = wanted.id
LEFT JOIN moved_late x ON x.plan_id = wanted.id;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0008_controls_past_their_review"), ("plans", "0021_gates_are_decided")]

    operations = [
        migrations.RunSQL(COUNTS, BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
    ]
