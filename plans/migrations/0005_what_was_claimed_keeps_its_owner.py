from django.db import migrations, models

# P2: whoever verifies is not the owner. So the owner of a claim is not changed under it; it is reopened first.
OWNER = """
CREATE FUNCTION app.keep_claimed_owner() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF old.state IN ('complete', 'verified') AND new.state IN ('complete', 'verified')
        AND new.owner_id IS DISTINCT FROM old.owner_id
    THEN RAISE EXCEPTION 'An action that was reported complete keeps its owner until it is reopened'; END IF;
    RETURN new;
END $$;
CREATE TRIGGER claimed BEFORE UPDATE ON plans_action FOR EACH ROW EXECUTE FUNCTION app.keep_claimed_owner();
"""
BACK = "DROP TRIGGER claimed ON plans_action; DROP FUNCTION app.keep_claimed_owner();"


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0004_milestones_counted_from_their_index"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verified_by__isnull", True),
                    models.Q(("verified_by", models.F("completed_by")), _negated=True),
                    _connector="OR",
                ),
                name="action_verifier_did_not_report_it",
            ),
        ),
        migrations.RunSQL(OWNER, BACK),
    ]
