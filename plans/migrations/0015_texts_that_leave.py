from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plans", "0014_calendar_feeds")]

    operations = []
