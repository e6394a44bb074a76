from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_initial"),
    ]

    operations = [
        migrations.AddField(model_name="request", name="received_on", field=models.DateField(null=True)),
        migrations.AddField(model_name="request", name="due_on", field=models.DateField(null=True)),
        migrations.AddField(model_name="request", name="law", field=models.CharField(max_length=8, null=True)),
        migrations.AddField(model_name="request", name="extended_because", field=models.TextField(null=True)),
    ]
