"""The database refuses to change what is append-only."""

from django.db import migrations

from kernel.tenancy.operations import append_only


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_initial"), ("ledger", "0002_append_only")]

    operations = [append_only("governance_monitorreading")]
