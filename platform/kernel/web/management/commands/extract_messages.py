"""Brings the message catalogues up to date with the sources, without a system's gettext."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from kernel.web.catalogues import extract


class Command(BaseCommand):
    """Add what is new in the sources, drop what is gone, and say what is left to translate."""

    help = "Bring the message catalogues up to date with the sources."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        for language, _name in settings.LANGUAGES:
            if language != settings.LANGUAGE_CODE:
                missing = extract(settings.BASE_DIR, language)
                self.stdout.write(f"{language}: {missing} to translate")
