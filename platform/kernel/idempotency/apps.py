"""The app whose table lies in each client's schema."""

from django.apps import AppConfig


class IdempotencyConfig(AppConfig):
    name = "kernel.idempotency"
    label = "idempotency"
