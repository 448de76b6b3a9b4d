"""The portfolio app."""

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "apps.portfolio"
    label = "portfolio"

    def ready(self) -> None:
        """Register the read model's reader."""
        from apps.portfolio import readers  # noqa: F401 - importing it is what registers it
