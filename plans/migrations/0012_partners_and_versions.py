from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plans", "0011_workforce")]

    operations = []
