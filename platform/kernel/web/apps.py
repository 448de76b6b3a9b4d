"""The app that carries the shared template tags; it has no tables."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kernel.web"
    label = "web"
