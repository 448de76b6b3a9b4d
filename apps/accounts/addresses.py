"""Where a request came from: the address that stands beside every signature and every entry of the ledger."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def caller_address(request: HttpRequest) -> str:
    """The caller's IP address, or an empty text where none is known. Behind our proxy it is the one that the proxy saw.

    Only the last hop of `X-Forwarded-For` is the proxy's own word; whatever stands before it came from the caller.
    """
    connected = _ip(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_PROXY:
        return _ip(request.headers.get("X-Forwarded-For", "").rpartition(",")[2]) or connected
    return connected


def _ip(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        return ""
