"""The app that carries the shell and its template tags; it has no tables."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WebConfig(AppConfig):
    name = "kernel.web"
    label = "web"

    def ready(self) -> None:
        """Read each app's `shell.py`: its places and its states."""
        autodiscover_modules("shell")
