"""A contract that was signed names the version in force."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("value", "0004_fill_in_force")]

    operations = [
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["workflow_owner", "sponsor", "finance"])),
                name="value_v6_signature_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_force__isnull", False),
                    models.Q(
                        ("status__in", ("signed", "active", "achieved", "missed", "rolled_back", "superseded")),
                        _negated=True,
                    ),
                    _connector="OR",
                ),
                name="value_v6_in_force_is_signed",
            ),
        ),
    ]
