"""Fills the partner's library with what comes with the product; after an upgrade it brings what is new."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.library.services import load_shipped
from kernel.access import system_actor


class Command(BaseCommand):
    help = "Publish the documents that the partner's library lacks. What the partner changed is left alone."

    def handle(self, *_args: Any, **_options: Any) -> None:
        loaded = load_shipped(by=system_actor("command"))
        self.stdout.write(
            f"Library: {loaded.made} new, {loaded.renewed} in a new version, {loaded.left} left as they are."
        )
