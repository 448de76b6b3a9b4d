"""The database refuses to change what was published."""

from django.db import migrations

from kernel.tenancy.operations import append_only


class Migration(migrations.Migration):
    # The journal's has the function that the trigger calls.
    dependencies = [("library", "0001_initial"), ("journal", "0002_append_only")]

    operations = [append_only("library_libraryversion")]
