"""The database refuses to change what is append-only."""

from django.db import migrations

from kernel.tenancy.operations import append_only, append_only_function


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [append_only_function(), append_only("journal_platformentry")]
