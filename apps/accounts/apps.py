"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Hear of second factors."""
        from apps.accounts import receivers  # noqa: F401 - importing it is what connects it
