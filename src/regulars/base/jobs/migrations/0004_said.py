from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0003_partial_unique_key"),
    ]

    operations = [
        migrations.AddField(model_name="job", name="said", field=models.TextField(null=True)),
    ]
