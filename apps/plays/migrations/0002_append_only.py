"""The database refuses to change what is append-only."""

from django.db import migrations

from kernel.tenancy.operations import append_only


class Migration(migrations.Migration):
    dependencies = [("plays", "0001_initial"), ("ledger", "0002_append_only")]

    operations = [append_only("plays_gatedecision"), append_only("plays_drill"), append_only("plays_effort")]
