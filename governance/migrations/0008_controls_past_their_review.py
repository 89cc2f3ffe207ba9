from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0007_portfolio_planned_once"),
        ("plans", "0008_controls_are_reviewed"),
    ]

    operations = [
        migrations.AlterField(
            model_name="redflag",
            name="kind",
            field=models.CharField(
                choices=[
                    ("milestone_slipped", "Milestone slipped"),
                    ("forecast_slip", "Forecast to slip"),
                    ("control_past_review", "Control past its review"),
                ],
                max_length=24,
            ),
        ),
    ]
