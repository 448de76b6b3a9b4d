"""The value app."""

from django.apps import AppConfig


class ValueConfig(AppConfig):
    name = "apps.value"
    label = "value"
