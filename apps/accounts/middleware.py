"""Who is calling, in which language and time zone, and whether their second factor is in place."""

import zoneinfo
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone, translation

from apps.accounts.models import ServiceKey
from apps.accounts.selectors import Caller, account_for_key
from kernel import clock

Respond = Callable[[HttpRequest], HttpResponseBase]
# A key's last use is worth a write once in a while, not one for each request.
LAST_USED_SECONDS = 60


class CallerMiddleware:
    """Sets `request.caller`: a user by session, a service account by its key in the Authorization header, or None. A key never comes in a query."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Identify the caller."""
        request.caller = self.identify(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def identify(self, request: HttpRequest) -> Caller | None:
        """The caller, or None. A header that names a key decides alone: a wrong key is nobody, whatever the session says."""
        address = str(request.META.get("REMOTE_ADDR", ""))
        header = request.headers.get("Authorization", "")
        if header:
            scheme, _, text = header.partition(" ")
            found = account_for_key(text.strip()) if scheme.lower() == "bearer" else None
            if found is None:
                return None
            account, key = found
            _note_use(key)
            return Caller(account=account, key_id=key.pk, address=address)
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
    """Partner staff without a second factor are sent to set one up before anything else opens."""

    OPEN_PREFIXES = ("/accounts/", "/static/", "/healthz")

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let the request through, or send its sender to the set-up page."""
        caller: Caller | None = getattr(request, "caller", None)
        if (
            settings.REQUIRE_SECOND_FACTOR
            and caller is not None
            and caller.user is not None
            and caller.user.is_partner
            and not request.path_info.startswith(self.OPEN_PREFIXES)
            and not Authenticator.objects.filter(user=caller.user).exclude(type="recovery_codes").exists()
        ):
            return redirect("mfa_index")
        return self.get_response(request)
