"""The value app."""

from django.apps import AppConfig


class ValueConfig(AppConfig):
    name = "apps.value"
    label = "value"

    def ready(self) -> None:
        """Add this app's rows to the shared tables."""
        from apps.value import (  # noqa: F401 - importing them is what registers them
            contract_templates,
            criteria,
            events,
            permissions,
            shell,
            standard_kpis,
        )
