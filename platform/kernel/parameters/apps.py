"""The app whose table lies in each client's schema."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ParametersConfig(AppConfig):
    name = "kernel.parameters"
    label = "parameters"

    def ready(self) -> None:
        """Fill the table of parameters: each app declares its own in its parameters.py."""
        autodiscover_modules("parameters")
