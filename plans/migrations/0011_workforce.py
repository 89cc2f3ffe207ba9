from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plans", "0010_causes_as_chains")]

    operations = []
