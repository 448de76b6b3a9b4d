"""The API's view of the caller that the middleware found."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from apps.accounts.models import ServiceAccount, User
from apps.accounts.selectors import Caller


class _CsrfCheck(CsrfViewMiddleware):
    """Django's check, answering with the reason in place of a page."""

    def _reject(self, _request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason)


def _any_view(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


class CallerAuthentication(BaseAuthentication):
    """A service account by its key, or a user by session; a session that changes anything needs the CSRF token too."""

    def authenticate(self, request: Request) -> tuple[User | ServiceAccount | None, Caller] | None:
        """The user or the service account, with the caller; None for nobody."""
        caller: Caller | None = getattr(request._request, "caller", None)  # noqa: SLF001 - DRF has no other name for Django's request
        if caller is None:
            return None
        if caller.user is not None:
            check = _CsrfCheck(_any_view)
            check.process_request(request._request)  # noqa: SLF001
            refused = check.process_view(request._request, _any_view, (), {})  # noqa: SLF001
            if refused is not None:
                raise PermissionDenied(f"CSRF: {refused.content.decode()}")
        return caller.user or caller.account, caller

    def authenticate_header(self, _request: Request) -> str:
        """How to authenticate, for a 401."""
        return 'Bearer realm="Throughline", charset="UTF-8"'
