"""Derives the read model anew, of one client here and now, or of all of them by the workers."""

from typing import Any

from celery.exceptions import OperationalError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.portfolio.services import rebuild_client
from apps.portfolio.tasks import rebuild_all
from kernel.access import system_actor
from kernel.tenancy.context import ClientMissing, find_client, mounted


class Command(BaseCommand):
    help = "Derive the read model anew: of the client whose address is given, or of every active client, each by a task of its own."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="?", help="the client's address")

    def handle(self, *_args: Any, slug: str | None, **_options: Any) -> None:
        """Rebuild one client, or ask the workers for all; the exit code is 1 where there is no such client or no queue."""
        if slug is None:
            self._ask_for_all()
            return
        try:
            with mounted(find_client(slug)):
                rebuild_client(by=system_actor("command"))
        except ClientMissing as error:
            raise CommandError(f"There is no active client with the address {slug}.") from error
        self.stdout.write(f"The read model of {slug} is derived anew.")

    def _ask_for_all(self) -> None:
        try:
            rebuild_all()
        except OperationalError as error:
            raise CommandError(f"The queue cannot be reached: {error}. Clients can be rebuilt one by one.") from error
        self.stdout.write("The workers were asked to derive the read model of every active client.")
