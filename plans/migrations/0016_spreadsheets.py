from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plans", "0015_texts_that_leave")]

    operations = []
