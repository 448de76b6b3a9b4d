"""The portal app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "apps.portal"
    label = "portal"

    def ready(self) -> None:
        """Add this app's rows to the shared tables."""
        from apps.portal import shell  # noqa: F401 - importing it is what registers it
