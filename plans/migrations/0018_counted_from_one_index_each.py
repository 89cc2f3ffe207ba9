import django.db.models.deletion
from django.db import migrations, models

# Lists and portfolios count from an index that holds all they need. Of several that begin with the plan, the database
# reads the smallest, and then every row after it: eight times the pages. So these two tables keep one each.


def its_plan() -> models.ForeignKey:
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        editable=False,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="%(class)ss",
        to="plans.plan",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0017_decided_extensions_stand"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="action", name="action_number_once"),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.UniqueConstraint(
                fields=["plan", "number"], include=["stage", "state"], name="action_number_once"
            ),
        ),
        migrations.RemoveIndex(model_name="action", name="action_in_stage"),
        migrations.AlterField(model_name="action", name="plan", field=its_plan()),
        migrations.AlterField(model_name="milestone", name="plan", field=its_plan()),
    ]
