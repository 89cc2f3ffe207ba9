from django.db import migrations

# A fourth argument of the trigger names columns that the database derives from others. They are no facts of their own,
# so that the history leaves them out.
DERIVED = """
    IF tg_op <> 'INSERT' THEN old_row := to_jsonb(old) - string_to_array(coalesce(tg_argv[3], ''), ','); END IF;
    IF tg_op <> 'DELETE' THEN new_row := to_jsonb(new) - string_to_array(coalesce(tg_argv[3], ''), ','); END IF;"""
PLAIN = """
    IF tg_op <> 'INSERT' THEN old_row := to_jsonb(old); END IF;
    IF tg_op <> 'DELETE' THEN new_row := to_jsonb(new); END IF;"""


def replaced(new: str, old: str) -> str:
    """The function as it stands, with these two lines changed."""
    return f"""
DO $do$ BEGIN EXECUTE replace(pg_get_functiondef('app.record_event()'::regprocedure), $old${old}$old$, $new${new}$new$);
END $do$"""


class Migration(migrations.Migration):
    dependencies = [("history", "0001_events")]

    operations = [migrations.RunSQL(replaced(DERIVED, PLAIN), replaced(PLAIN, DERIVED))]
