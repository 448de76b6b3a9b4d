"""Addresses across the mount: below it `reverse()` knows one client's pages only, beside it the partner's only."""

from typing import Any

from django.conf import settings
from django.urls import get_script_prefix, reverse


def outside(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page beside every mount, from wherever it is asked."""
    address = reverse(name, urlconf=settings.ROOT_URLCONF, args=args or None, kwargs=kwargs or None)
    return "/" + address.removeprefix(get_script_prefix())


def below(name: str, *args: Any, **kwargs: Any) -> str:
    """The path of a page below a client's mount, whichever client's, from wherever it is asked."""
    address = reverse(name, urlconf=settings.CLIENT_URLCONF, args=args or None, kwargs=kwargs or None)
    return address.removeprefix(get_script_prefix())


def inside(slug: str, name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page of one client, from wherever it is asked."""
    return f"/clients/{slug}/" + below(name, *args, **kwargs)
