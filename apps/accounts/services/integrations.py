"""Service accounts and their keys. A key's text exists only in the answer to whoever asked for it."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from apps.accounts import events, permissions
from apps.accounts.keys import make_key
from apps.accounts.models import ServiceAccount, ServiceGrant, ServiceKey
from apps.accounts.selectors import scopes_on_offer
from apps.accounts.services._common import on_the_platform
from apps.clients.models import Client
from kernel import clock
from kernel.access import Actor, table
from kernel.errors import ConflictRefused, Problem
from kernel.ledger.services import record
from kernel.rows import check_fields, locked, refuse

# While one key replaces the other both work; a third would be one that nobody remembers.
ACTIVE_KEYS = 2
ROTATION_OVERLAP = dt.timedelta(days=7)


class KeyRefused(ConflictRefused):
    """No further key can be issued as things are."""

    code = "key_refused"


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key, and its text, to be shown this once and kept nowhere."""

    key: ServiceKey
    text: str = field(repr=False)


def create_service_account(
    *,
    by: Actor,
    name: str,
    scopes: Collection[str],
    client_ids: Collection[uuid.UUID],
    expires_at: dt.datetime | None = None,
) -> ServiceAccount:
    """Register a system that will call the API: what it may do, and in which clients. Raises `InvalidRefused` naming each field."""
    table.require(by, permissions.INTEGRATE)
    with on_the_platform():
        account = ServiceAccount(
            name=name.strip(), scopes=sorted(set(scopes)), expires_at=expires_at, created_at=clock.now()
        )
        _check(account, client_ids)
        account.save(force_insert=True)
        ServiceGrant.objects.bulk_create(ServiceGrant(account=account, client_id=pk) for pk in set(client_ids))
        record(events.ACCOUNT_CREATED, subject=account, by=by, data=_terms(account, client_ids))
    return account


def change_service_account(
    *,
    by: Actor,
    account_id: uuid.UUID,
    name: str,
    scopes: Collection[str],
    client_ids: Collection[uuid.UUID],
    expires_at: dt.datetime | None,
) -> ServiceAccount:
    """Change what a system may do and where; it holds from its very next request."""
    table.require(by, permissions.INTEGRATE)
    with on_the_platform():
        account = locked(ServiceAccount.objects.filter(revoked_at__isnull=True), account_id)
        before = _terms(account, account.grants.values_list("client_id", flat=True))
        account.name, account.scopes, account.expires_at = name.strip(), sorted(set(scopes)), expires_at
        _check(account, client_ids)
        account.save(update_fields=["name", "scopes", "expires_at"])
        account.grants.exclude(client_id__in=client_ids).delete()
        ServiceGrant.objects.bulk_create(
            [ServiceGrant(account=account, client_id=pk) for pk in set(client_ids)], ignore_conflicts=True
        )
        record(
            events.ACCOUNT_CHANGED,
            subject=account,
            by=by,
            data={"before": before, "after": _terms(account, client_ids)},
        )
    return account


def _terms(account: ServiceAccount, client_ids: Collection[uuid.UUID]) -> dict[str, object]:
    clients = sorted(str(pk) for pk in client_ids)
    return {"name": account.name, "scopes": account.scopes, "client_ids": clients, "expires_at": account.expires_at}


def _check(account: ServiceAccount, client_ids: Collection[uuid.UUID]) -> None:
    problems = check_fields(account, exclude=["scopes"])
    if not account.scopes:
        problems.append(Problem("scopes", "required", _("Choose at least one thing that it may do.")))
    if unknown := sorted(set(account.scopes) - scopes_on_offer().keys()):
        text = _("There is no such scope: %(scopes)s.") % {"scopes": ", ".join(unknown)}
        problems.append(Problem("scopes", "unknown", text))
    if not client_ids:
        problems.append(Problem("client_ids", "required", _("Choose at least one client.")))
    if Client.objects.filter(pk__in=client_ids).count() != len(set(client_ids)):
        problems.append(Problem("client_ids", "unknown", _("There is no such client.")))
    problems += _expiry_problems(account.expires_at)
    refuse(problems)


def _expiry_problems(expires_at: dt.datetime | None) -> list[Problem]:
    if expires_at is not None and expires_at <= clock.now():
        return [Problem("expires_at", "past", _("This moment is over."), _("Choose a later one, or leave it empty."))]
    return []


def issue_key(*, by: Actor, account_id: uuid.UUID, expires_at: dt.datetime | None = None) -> IssuedKey:
    """Make a key for a service account; at most two work at a time. Raises `KeyRefused`."""
    table.require(by, permissions.INTEGRATE)
    with on_the_platform():
        account = locked(ServiceAccount.objects.filter(revoked_at__isnull=True), account_id)
        refuse(_expiry_problems(expires_at))
        if len(_active_keys(account)) >= ACTIVE_KEYS:
            raise KeyRefused(
                _("This account has %(count)s keys that work.") % {"count": ACTIVE_KEYS},
                way_out=_("Revoke one of them first."),
            )
        issued = _add_key(account, expires_at)
        record(events.KEY_ISSUED, subject=issued.key, by=by, data=_key_data(issued.key))
    return issued


def rotate_key(*, by: Actor, key_id: uuid.UUID, overlap: dt.timedelta = ROTATION_OVERLAP) -> IssuedKey:
    """Make a key that replaces another one, which goes on working for the overlap only."""
    table.require(by, permissions.INTEGRATE)
    with on_the_platform():
        old = locked(ServiceKey.objects.filter(revoked_at__isnull=True).select_related("account"), key_id)
        account = locked(ServiceAccount.objects.filter(revoked_at__isnull=True), old.account_id)
        if any(key.pk != old.pk for key in _active_keys(account)):
            raise KeyRefused(_("Another key of this account works already."), way_out=_("Revoke one of them first."))
        end = clock.now() + overlap
        old.expires_at = min(old.expires_at, end) if old.expires_at else end
        old.save(update_fields=["expires_at"])
        issued = _add_key(account, None)
        data = _key_data(issued.key) | {"replaces": old.public_id, "until": old.expires_at}
        record(events.KEY_ROTATED, subject=issued.key, by=by, data=data)
    return issued


def revoke_key(*, by: Actor, key_id: uuid.UUID) -> ServiceKey:
    """End a key; the very next request with it is refused."""
    table.require(by, permissions.INTEGRATE)
    with on_the_platform():
        key = locked(ServiceKey.objects.filter(revoked_at__isnull=True), key_id)
        key.revoked_at = clock.now()
        key.save(update_fields=["revoked_at"])
        record(events.KEY_REVOKED, subject=key, by=by, data=_key_data(key))
    return key


def revoke_service_account(*, by: Actor, account_id: uuid.UUID) -> ServiceAccount:
    """End a service account and all of its keys; the very next request is refused."""
    table.require(by, permissions.INTEGRATE)
    with on_the_platform():
        account = locked(ServiceAccount.objects.filter(revoked_at__isnull=True), account_id)
        moment = clock.now()
        account.revoked_at = moment
        account.save(update_fields=["revoked_at"])
        account.keys.filter(revoked_at__isnull=True).update(revoked_at=moment)
        record(events.ACCOUNT_REVOKED, subject=account, by=by, data={"name": account.name})
    return account


def _active_keys(account: ServiceAccount) -> list[ServiceKey]:
    moment = clock.now()
    keys = account.keys.filter(revoked_at__isnull=True)
    return [key for key in keys if key.expires_at is None or key.expires_at > moment]


def _add_key(account: ServiceAccount, expires_at: dt.datetime | None) -> IssuedKey:
    new = make_key()
    key = ServiceKey.objects.create(
        account=account, public_id=new.public_id, digest=new.digest, expires_at=expires_at, created_at=clock.now()
    )
    return IssuedKey(key, new.text)


def _key_data(key: ServiceKey) -> dict[str, object]:
    return {"account_id": key.account_id, "public_id": key.public_id, "expires_at": key.expires_at}
