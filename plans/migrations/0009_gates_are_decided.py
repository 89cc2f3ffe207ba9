from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plans", "0008_controls_are_reviewed")]

    operations = []
