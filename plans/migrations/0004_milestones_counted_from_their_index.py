from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0003_shares_may_follow_one_another"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="milestone", name="milestone_in_plan_by_due"),
        migrations.AddIndex(
            model_name="milestone",
            index=models.Index(
                fields=["plan", "due_on"],
                include=["org", "action", "is_completion", "done_at", "withdrawn_at"],
                name="milestone_counted_in_plan",
            ),
        ),
    ]
