from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plans", "0013_comments_and_mentions")]

    operations = []
