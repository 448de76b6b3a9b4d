"""The app whose tables lie in the public schema."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "kernel.journal"
    label = "journal"
