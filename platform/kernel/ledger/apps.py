"""The app whose tables lie in each client's schema."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "kernel.ledger"
    label = "ledger"
