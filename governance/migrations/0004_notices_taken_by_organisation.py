from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0003_a_flag_may_be_raised_again"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="notice", name="notice_to_do"),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("state__in", ["pending", "sending", "uncertain"])),
                fields=["not_before", "org", "id"],
                name="notice_to_do_by_org",
            ),
        ),
    ]
