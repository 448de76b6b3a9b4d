"""The app whose tables lie in each client's schema."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LedgerConfig(AppConfig):
    name = "kernel.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Fill the shared tables: each app's rows of the access table, its events, and what it does when others' happen."""
        autodiscover_modules("permissions", "events", "subscriptions")
