"""Compiles the message catalogues, without a system's gettext."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from kernel.web.catalogues import compile_newer


class Command(BaseCommand):
    """Compile each catalogue that changed."""

    help = "Compile the message catalogues that changed since they were compiled."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        for path in compile_newer(settings.BASE_DIR):
            self.stdout.write(f"compiled {path.relative_to(settings.BASE_DIR)}")
