"""Write the reference pages anew after a change to permissions, lifecycles or events."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from apps.console.reference import pages


class Command(BaseCommand):
    help = "Write docs/reference from the code."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write each page."""
        folder = Path(settings.BASE_DIR) / "docs" / "reference"
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in pages().items():
            (folder / name).write_text(text, encoding="utf-8")
            self.stdout.write(f"docs/reference/{name}")
