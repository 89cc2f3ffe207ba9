from django.db import migrations

# The ledger: what was asked for and decided is evidence. Until it is decided an extension may still be decided, once.
DECIDED = """
CREATE FUNCTION app.keep_decided_extensions() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF old.state <> 'asked' OR (new.milestone_id, new.old_due_on, new.new_due_on, new.reason, new.interim_control,
                                new.asked_at, new.asked_by_id)
       IS DISTINCT FROM (old.milestone_id, old.old_due_on, old.new_due_on, old.reason, old.interim_control,
                         old.asked_at, old.asked_by_id)
    THEN RAISE EXCEPTION 'What was asked for stands, and a decided extension is not changed'; END IF;
    RETURN new;
END $$;
CREATE TRIGGER ledger BEFORE UPDATE ON plans_extension FOR EACH ROW EXECUTE FUNCTION app.keep_decided_extensions();
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0014_calendar_feeds")]

    operations = [
        migrations.RunSQL(
            DECIDED,
            "DROP TRIGGER ledger ON plans_extension; DROP FUNCTION app.keep_decided_extensions()",
        )
    ]
