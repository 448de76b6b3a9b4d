"""Who is calling, in which language and time zone, and whether their second factor is in place."""

import re
import zoneinfo
from collections.abc import Callable
from http import HTTPStatus

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from apps.accounts.addresses import caller_address
from apps.accounts.models import ServiceKey
from apps.accounts.reauthentication import ask_for_second_factor, used_second_factor
from apps.accounts.selectors import Caller, account_for_key
from kernel import clock
from kernel.rest.problems import problem

Respond = Callable[[HttpRequest], HttpResponseBase]
# A key's last use is worth a write once in a while, not one for each request.
LAST_USED_SECONDS = 60
API_PATH = re.compile(r"^/(clients/[^/]+/)?api/")


class CallerMiddleware:
    """Sets `request.caller`: a user by session, a service account by its key in the Authorization header, or None. A key never comes in a query."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Identify the caller. Where a header decides, the session's user is gone for everything that reads `request.user` too."""
        caller = self.identify(request)
        request.caller = caller  # type: ignore[attr-defined]
        if caller is None or caller.user is None:
            request.user = AnonymousUser()
        return self.get_response(request)

    def identify(self, request: HttpRequest) -> Caller | None:
        """The caller, or None. A header that names a key decides alone: a wrong key is nobody, whatever the session says."""
        address = caller_address(request)
        header = request.headers.get("Authorization", "")
        if header:
            scheme, _, text = header.partition(" ")
            found = account_for_key(text.strip()) if scheme.lower() == "bearer" else None
            if found is None:
                return None
            _note_use(found.key)
            return Caller(account=found.account, key_id=found.key.pk, client_ids=found.client_ids, address=address)
        if request.user.is_authenticated:
            return Caller(user=request.user, address=address)
        return None


def _note_use(key: ServiceKey) -> None:
    moment = clock.now()
    if key.last_used_at is None or (moment - key.last_used_at).total_seconds() > LAST_USED_SECONDS:
        ServiceKey.objects.filter(pk=key.pk).update(last_used_at=moment)


class PreferencesMiddleware:
    """Language and time zone follow the person; a visitor's follow the browser."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Activate what the person chose for the length of the request."""
        caller: Caller | None = getattr(request, "caller", None)
        user = caller.user if caller else None
        language = user.language if user else translation.get_language_from_request(request)
        with translation.override(language), timezone.override(zoneinfo.ZoneInfo(user.time_zone if user else "UTC")):
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = response.render()
        response.headers.setdefault("Content-Language", language)
        return response


class SecondFactorMiddleware:
    """Partner staff reach nothing but the pages about their second factor until they have used it in this session."""

    # What opens with a password alone. Whoever has a factor already proves it; the set-up pages are not a way around that.
    ALWAYS_OPEN = ("/static/", "/healthz")
    WITHOUT_FACTOR = "/accounts/"
    WITH_UNUSED_FACTOR = ("account_logout", "mfa_reauthenticate", "mfa_reauthenticate_webauthn")

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let the request through, or send its sender to set the factor up or to use it. The API answers with a problem."""
        caller: Caller | None = getattr(request, "caller", None)
        user = caller.user if caller else None
        if not settings.REQUIRE_SECOND_FACTOR or user is None or not user.is_partner or used_second_factor(request):
            return self.get_response(request)
        exists = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
        if self._is_open(request.path_info, exists=exists):
            return self.get_response(request)
        if API_PATH.match(request.path_info):
            detail, way_out = _("Your second factor is missing."), _("Log in on the pages, and use it there.")
            return problem(request, HTTPStatus.FORBIDDEN, "second_factor", detail, way_out=way_out)
        return ask_for_second_factor(request, exists=exists)

    def _is_open(self, path: str, *, exists: bool) -> bool:
        if path.startswith(self.ALWAYS_OPEN):
            return True
        if exists:
            return path in {reverse(name) for name in self.WITH_UNUSED_FACTOR}
        return path.startswith(self.WITHOUT_FACTOR)
