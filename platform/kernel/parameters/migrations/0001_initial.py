"""What was set for a client."""

from django.db import migrations, models

import kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Setting",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=80, unique=True, verbose_name="key")),
                ("value", models.DecimalField(decimal_places=6, max_digits=24, null=True, verbose_name="value")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("changed_at", models.DateTimeField(verbose_name="changed at")),
                ("changed_by_name", models.CharField(max_length=200, verbose_name="changed by")),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={"verbose_name": "parameter", "verbose_name_plural": "parameters", "ordering": ["key"]},
        ),
    ]
