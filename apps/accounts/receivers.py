"""What allauth tells of second factors, written to the platform's ledger."""

from typing import Any, cast

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from apps.accounts import events
from apps.accounts.addresses import caller_address
from apps.accounts.models import User
from apps.accounts.selectors import Caller, platform_actor
from kernel.ledger.services import record
from kernel.tenancy.context import public


@receiver(authenticator_added)
def note_factor_added(request: HttpRequest, user: Any, authenticator: Authenticator, **_kwargs: Any) -> None:
    """Record it. Whoever sets a factor up has just used it, so the session counts as opened with it."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        _note(events.RECOVERY_CODES_MADE, request, user, authenticator)
        return
    record_authentication(request, user, method="mfa", type=authenticator.type)
    _note(events.FACTOR_ADDED, request, user, authenticator)


@receiver(authenticator_removed)
def note_factor_removed(request: HttpRequest, user: Any, authenticator: Authenticator, **_kwargs: Any) -> None:
    """Record it."""
    _note(events.FACTOR_REMOVED, request, user, authenticator)


@receiver(authenticator_reset)
def note_recovery_codes_made(request: HttpRequest, user: Any, authenticator: Authenticator, **_kwargs: Any) -> None:
    """Record it; the codes themselves stay out."""
    _note(events.RECOVERY_CODES_MADE, request, user, authenticator)


def _note(event: str, request: HttpRequest, user: Any, authenticator: Authenticator) -> None:
    person = cast("User", user)
    caller = Caller(user=person, address=caller_address(request))
    with public(), transaction.atomic():
        record(event, subject=person, by=platform_actor(caller), data={"type": str(authenticator.type)})
