from django.db import migrations

# The portfolio is two statements over many row policies: planning them costs as much as running them. Inside a function
# each connection plans them once. They run as whoever asks, under that role's own policies.

# A flag is answered while a promise stands: one whose day has passed is no answer (`governance.rules.standing`).
# Unanswered flags come first, then whatever is late for longest, then other open flags, then the newest.
INDEX = """
CREATE FUNCTION app.portfolio_index(today date, running text[])
RETURNS TABLE (id text, provider_id text, provider text, service text, number int, title text, state text,
               late_since date, flags bigint, unanswered bigint, oldest_flag date)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
RETURN QUERY
WITH late AS (
    SELECT m.plan_id, min(m.due_on) AS since FROM plans_milestone m
    WHERE m.done_at IS NULL AND m.withdrawn_at IS NULL AND m.due_on < today GROUP BY m.plan_id
), answered AS (
    SELECT k.flag_id, max(k.acknowledged_at) AS last FROM governance_acknowledgement k
    WHERE k.promised_on >= today GROUP BY k.flag_id
), flagged AS (
    SELECT f.plan_id, count(*) AS open, count(*) FILTER (WHERE k.flag_id IS NULL) AS silent, min(f.since) AS oldest
    FROM governance_redflag f LEFT JOIN answered k ON k.flag_id = f.id AND k.last >= f.opened_at
    WHERE f.closed_at IS NULL GROUP BY f.plan_id
)
SELECT p.id::text, p.org_id::text, o.name::text, s.name::text, p.number, p.title::text, p.state::text, late.since,
       coalesce(flagged.open, 0), coalesce(flagged.silent, 0), flagged.oldest
FROM plans_plan p
JOIN tenancy_organisation o ON o.id = p.org_id
JOIN tenancy_service s ON s.id = p.service_id
LEFT JOIN late ON late.plan_id = p.id AND p.state = ANY (running)
LEFT JOIN flagged ON flagged.plan_id = p.id
ORDER BY coalesce(flagged.silent, 0) > 0 DESC, late.since NULLS LAST, flagged.oldest NULLS LAST, p.activated_at DESC;
END $$;
REVOKE ALL ON FUNCTION app.portfolio_index(date, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.portfolio_index(date, text[]) TO app_viewer;
"""

# Only actions that still go have open milestones: completing and withdrawing close them. Slips are those of
# `plans.rules.slips`: open and late, done or withdrawn late, or ended by an extension that came late.
COUNTS = """
CREATE FUNCTION app.portfolio_counts(plans uuid[], today date)
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
SELECT wanted.id::text, a.first_open, coalesce(a.actions, 0), coalesce(m.due, 0), coalesce(a.complete, 0),
       coalesce(a.verified, 0), coalesce(m.overdue, 0), coalesce(m.slips, 0) + coalesce(x.slips, 0)
FROM unnest(plans) AS wanted (id)
LEFT JOIN acting a ON a.plan_id = wanted.id
LEFT JOIN dated m ON m.plan_id = wanted.id
LEFT JOIN moved_late x ON x.plan_id = wanted.id;
END $$;
REVOKE ALL ON FUNCTION app.portfolio_counts(uuid[], date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.portfolio_counts(uuid[], date) TO app_viewer;
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0006_documents_stay_with_who_asked"), ("plans", "0007_who_fetched_which_file")]

    operations = [
        migrations.RunSQL(INDEX, "DROP FUNCTION app.portfolio_index(date, text[])"),
        migrations.RunSQL(COUNTS, "DROP FUNCTION app.portfolio_counts(uuid[], date)"),
    ]
