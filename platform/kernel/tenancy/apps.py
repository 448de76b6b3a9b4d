"""The app that brings the tenancy tests' checks and commands along; it has no tables."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "kernel.tenancy"
    label = "tenancy"
