from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plans", "0007_who_fetched_which_file")]

    operations = []
