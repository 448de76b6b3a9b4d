"""Doors of the partner's side: who may open a page there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

from kernel.access import Actor, table
from kernel.web.context import Shell

View = Callable[..., HttpResponseBase]


class PartnerRequest(HttpRequest):
    """A request beside the mounts, through `opens_with`: it carries the caller as an actor on the partner's side."""

    actor: Actor


def opens_with(permission: str) -> Callable[[View], View]:
    """Open a page beside the mounts to those who hold a permission on the partner's side; the view finds them in `request.actor`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = Shell(request).actor
            if actor is None:
                return redirect_to_login(request.get_full_path())
            table.require(actor, permission)
            request.actor = actor  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return opened

    return decorate
