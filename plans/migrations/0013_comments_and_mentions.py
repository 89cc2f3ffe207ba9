from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plans", "0012_partners_and_versions")]

    operations = []
