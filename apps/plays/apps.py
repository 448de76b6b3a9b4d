"""The plays app."""

from django.apps import AppConfig


class PlaysConfig(AppConfig):
    name = "apps.plays"
    label = "plays"

    def ready(self) -> None:
        """Add this app's rows to the shared tables."""
        from apps.plays import (  # noqa: F401 - importing them is what registers them
            criteria,
            documents,
            events,
            parameters,
            permissions,
            readers,
            shell,
            subscriptions,
        )
