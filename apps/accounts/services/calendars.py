"""The secret address of a person's calendar. Its text exists only in the answer to whoever asked for it."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from apps.accounts import events
from apps.accounts.keys import key_digest, make_calendar_secret
from apps.accounts.models import CalendarAddress, User
from apps.accounts.services._common import on_the_platform
from kernel import clock
from kernel.access import Actor
from kernel.errors import AccessRefused, NotFoundMissing
from kernel.ledger.services import record
from kernel.rows import locked

# A calendar asks again and again: its last use is worth a write once in a while.
NOTED_EVERY = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class NewCalendarAddress:
    """A new address, and its secret, to be shown this once and kept nowhere."""

    address: CalendarAddress
    secret: str = field(repr=False)


def make_calendar_address(*, by: Actor) -> NewCalendarAddress:
    """Make the actor's own calendar a new address; the one before is of no use from its next request on. Raises `AccessRefused`."""
    with on_the_platform():
        user = _locked_owner(by)
        replaced = _end_current(user)
        secret = make_calendar_secret()
        address = CalendarAddress.objects.create(user=user, digest=key_digest(secret), created_at=clock.now())
        record(events.CALENDAR_MADE, subject=address, by=by, data={"user_id": user.pk, "replaces": bool(replaced)})
    return NewCalendarAddress(address, secret)


def revoke_calendar_address(*, by: Actor) -> CalendarAddress:
    """End the address of the actor's own calendar, from its next request on. Raises `NotFoundMissing` where there is none."""
    with on_the_platform():
        user = _locked_owner(by)
        ended = _end_current(user)
        if ended is None:
            raise NotFoundMissing(_("Your calendar has no address."))
        record(events.CALENDAR_REVOKED, subject=ended, by=by, data={"user_id": user.pk})
    return ended


def note_calendar_use(*, by: Actor, address: CalendarAddress) -> None:  # noqa: ARG001 - every service says who
    """Note that a calendar was read, once in a while; reading changes nothing else, so the ledger says nothing of it."""
    moment = clock.now()
    if address.last_used_at is None or moment - address.last_used_at > NOTED_EVERY:
        CalendarAddress.objects.filter(pk=address.pk).update(last_used_at=moment)


def _locked_owner(by: Actor) -> User:
    if by.kind != "user" or by.id is None:
        raise AccessRefused(_("Only people have a calendar."))
    return locked(User.objects.filter(is_active=True), by.id)


def _end_current(user: User) -> CalendarAddress | None:
    current = user.calendar_addresses.filter(revoked_at__isnull=True).first()
    if current is not None:
        current.revoked_at = clock.now()
        current.save(update_fields=["revoked_at"])
    return current
