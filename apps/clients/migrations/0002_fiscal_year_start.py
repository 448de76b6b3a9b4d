"""A client's fiscal year may begin in another month than January."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clients", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="client",
            name="fiscal_year_start",
            field=models.SmallIntegerField(
                db_default=1,
                default=1,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(12),
                ],
                verbose_name="fiscal year begins in month",
            ),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=models.Q(("fiscal_year_start__range", (1, 12))), name="clients_client_fiscal_year_start"
            ),
        ),
    ]
