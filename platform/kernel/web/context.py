"""What every page's shell knows: where one is, who one is, and how it is to look. Computed only when a template asks."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from kernel.access import Actor
from kernel.tenancy.context import MountedClient
from kernel.web.navigation import ACCOUNT, CLIENT, PARTNER, Entry, navigation

THEME_COOKIE = "theme"
THEMES = ("light", "dark")


class Shell:
    """One request's shell."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def client(self) -> MountedClient | None:
        """The client whose mount the page lies below, if any."""
        return cast("MountedClient | None", getattr(self.request, "client", None))

    @cached_property
    def actor(self) -> Actor | None:
        """Who looks: an actor in the client, or on the partner's side; None for a visitor."""
        actor: Actor | None = getattr(self.request, "actor", None)
        caller = getattr(self.request, "caller", None)
        if actor is not None or caller is None or caller.user is None:
            return actor
        return cast("Callable[[Any], Actor]", import_string(settings.PLATFORM_ACTOR))(caller)

    @property
    def user(self) -> Any:
        """The person who is logged in, if any."""
        caller = getattr(self.request, "caller", None)
        return caller.user if caller else None

    @property
    def theme(self) -> str:
        """`light` or `dark` where the person chose one; empty follows the device."""
        chosen = self.request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in THEMES else ""

    @cached_property
    def places(self) -> list[Entry]:
        """The navigation of this side."""
        if self.client is not None:
            return navigation.entries(CLIENT, self.actor, self.view_name)
        if self.is_partner:
            return navigation.entries(PARTNER, self.actor, self.view_name)
        return []

    @cached_property
    def account_places(self) -> list[Entry]:
        """The person's own menu."""
        return navigation.entries(ACCOUNT, self.actor, self.view_name) if self.user else []

    @property
    def is_partner(self) -> bool:
        """Whether the person belongs to the partner's staff."""
        return bool(getattr(self.user, "is_partner", False))

    @property
    def view_name(self) -> str:
        """The name of the page, as its URL pattern says."""
        match = self.request.resolver_match
        return match.view_name if match else ""


def shell(request: HttpRequest) -> dict[str, Shell]:
    """The context processor."""
    return {"shell": Shell(request)}
