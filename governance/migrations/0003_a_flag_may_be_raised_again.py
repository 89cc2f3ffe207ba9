from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0002_cancel_own_document"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="escalation",
            options={"base_manager_name": "objects", "ordering": ["episode", "rung"]},
        ),
        migrations.AddField(model_name="redflag", name="episode", field=models.PositiveSmallIntegerField(default=1)),
        migrations.AddField(model_name="escalation", name="episode", field=models.PositiveSmallIntegerField(default=1)),
        migrations.AddField(model_name="notice", name="episode", field=models.PositiveSmallIntegerField(default=1)),
        migrations.RemoveConstraint(model_name="escalation", name="escalation_once_a_rung"),
        migrations.RemoveConstraint(model_name="notice", name="notice_once"),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.UniqueConstraint(fields=("flag", "episode", "rung"), name="escalation_once_a_rung"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("flag", "episode", "rung", "recipient"), name="notice_once"),
        ),
    ]
