from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plans", "0009_gates_are_decided")]

    operations = []
