"""The governance app."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "apps.governance"
    label = "governance"

    def ready(self) -> None:
        """Add this app's rows to the shared tables."""
        from apps.governance import checklist_templates, criteria, events, permissions, shell  # noqa: F401 - importing them is what registers them
