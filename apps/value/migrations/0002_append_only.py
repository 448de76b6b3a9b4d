"""The database refuses to change what is append-only."""

from django.db import migrations

from kernel.tenancy.operations import append_only


class Migration(migrations.Migration):
    dependencies = [("value", "0001_initial"), ("ledger", "0002_append_only")]

    operations = [append_only("value_contractversion"), append_only("value_signature")]
