from django.db import migrations, models


class Migration(migrations.Migration):
    """When a forecast was given: the day a forecast slip began, whenever the sweep comes by."""

    dependencies = [("plans", "0001_plans")]

    operations = [
        migrations.AddField(
            model_name="milestone",
            name="forecast_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
