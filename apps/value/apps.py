"""The value app."""

from django.apps import AppConfig


class ValueConfig(AppConfig):
    name = "apps.value"
    label = "value"

    def ready(self) -> None:
        """Add this app's rows to the shared tables."""
        from apps.value import criteria, events, permissions, shell, standard_kpis  # noqa: F401 - importing them is what registers them
