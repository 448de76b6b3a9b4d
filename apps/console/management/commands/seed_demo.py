"""Make the demo's clients where they are missing, and print who can log in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.console.demo.stories import CLIENTS
from apps.console.demo.telling import KEY_FILE, PARTNER, PASSWORD, email_of, tell


class Command(BaseCommand):
    help = "Make the demo: a partner, four clients, their contracts and readings. Refused in production."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Make what is missing, then print the logins."""
        if settings.PRODUCTION:
            raise CommandError("The demo's passwords are known to everybody: not in production.")
        tell()
        rows = [(email, name, role.replace("_", " "), "the partner") for email, name, role in PARTNER]
        rows += [
            (email_of(demo, figure.name), figure.name, figure.role.replace("_", " "), demo.name)
            for demo in CLIENTS
            for figure in demo.people
            if figure.key in ("owner", "sponsor")
        ]
        width = max(len(row[0]) for row in rows)
        self.stdout.write(f"Log in with the password {PASSWORD} as:\n\n")
        for email, name, role, where in rows:
            self.stdout.write(f"  {email:{width}}  {name}, {role} of {where}\n")
        self.stdout.write(f"\nThe API's key for the demo lies in {KEY_FILE}.\n")
