"""`python -m embedded.prepare`: the database brought up to date and the demo filled in, in one process since a start is timed."""

import os
import sys
from io import StringIO

import django
from django.core.management import CommandError, call_command


def main(arguments: list[str]) -> int:
    """Migrate, fill the library, then fill in what is missing of the demo unless told `--empty`; prints the logins."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    try:
        call_command("migrate_all", stdout=StringIO())
        call_command("load_library", stdout=StringIO())
        if "--empty" not in arguments:
            call_command("seed_demo")
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
