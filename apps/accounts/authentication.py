"""The API's view of the caller that the middleware found."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from apps.accounts.selectors import Caller


class _CsrfCheck(CsrfViewMiddleware):
    def _reject(self, _request: HttpRequest, reason: str) -> str:  # type: ignore[override]
        return reason


class CallerAuthentication(BaseAuthentication):
    """A service account by its key, or a user by session; a session that changes anything needs the CSRF token too."""

    def authenticate(self, request: Request) -> tuple[Caller, None] | None:
        """The caller, or None for nobody."""
        caller: Caller | None = getattr(request._request, "caller", None)
        if caller is None:
            return None
        if caller.user is not None:
            check = _CsrfCheck(lambda _request: HttpResponse())
            check.process_request(request._request)
            if reason := check.process_view(request._request, lambda: None, (), {}):  # type: ignore[arg-type]
                raise PermissionDenied(f"CSRF: {reason}")
        return caller, None

    def authenticate_header(self, _request: Request) -> str:
        """How to authenticate, for a 401."""
        return 'Bearer realm="Throughline", charset="UTF-8"'
