"""Reads: who is calling, and as what they may enter a client."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from apps.accounts.choices import PartnerRole, Role
from apps.accounts.keys import key_digest, matches, public_id_of
from apps.accounts.models import Invitation, Membership, ServiceAccount, ServiceGrant, ServiceKey, User
from kernel import clock
from kernel.access import Actor, table
from kernel.tenancy.context import MountedClient, public


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request, before any client is mounted: a user with a session, or a service account with a key."""

    user: User | None = None
    account: ServiceAccount | None = None
    key_id: uuid.UUID | None = None
    address: str = ""

    @property
    def id(self) -> uuid.UUID:
        """The user's or the account's id."""
        who = self.user or self.account
        if who is None:
            raise ValueError("A caller is a user or a service account.")
        return who.pk


def account_for_key(text: str) -> tuple[ServiceAccount, ServiceKey] | None:
    """The service account that a key opens, in one query (none for a mistyped key); None where it is unknown, expired or revoked."""
    public_id = public_id_of(text)
    if public_id is None:
        return None
    moment = clock.now()
    current = Q(expires_at__isnull=True) | Q(expires_at__gt=moment)
    account_current = Q(account__expires_at__isnull=True) | Q(account__expires_at__gt=moment)
    key = (
        ServiceKey.objects.select_related("account")
        .filter(
            current, account_current, public_id=public_id, revoked_at__isnull=True, account__revoked_at__isnull=True
        )
        .first()
    )
    if key is None or not matches(text, key.digest):
        return None
    return key.account, key


def actor_for(request: HttpRequest, client: MountedClient) -> Actor | None:
    """The caller as an actor in a client, read afresh for every request; None where they may not enter."""
    caller: Caller | None = getattr(request, "caller", None)
    return None if caller is None else actor_in(caller, client)


def actor_in(caller: Caller, client: MountedClient) -> Actor | None:
    """As `actor_for`, for a caller. Consultants need a grant; a partner admin enters every client."""
    with public():
        if caller.account is not None:
            if not ServiceGrant.objects.filter(account=caller.account, client_id=client.pk).exists():
                return None
            return Actor(
                kind="service",
                id=caller.account.pk,
                name=caller.account.name,
                roles=frozenset({Role.SERVICE_ACCOUNT}),
                scopes=frozenset(caller.account.scopes),
                door="api",
                address=caller.address,
            )
        user = caller.user
        if user is None or not user.is_active:
            return None
        membership = Membership.objects.filter(user=user, client_id=client.pk, revoked_at__isnull=True).first()
        roles = {Role.PARTNER_ADMIN.value} if user.partner_role == PartnerRole.ADMIN else set()
        if membership is not None and (membership.role != Role.CONSULTANT or user.is_partner):
            roles.add(membership.role)
        if not roles:
            return None
        return Actor(
            kind="user",
            id=user.pk,
            name=user.name,
            roles=frozenset(roles),
            person_id=membership.person_id if membership else None,
            address=caller.address,
        )


def platform_actor(caller: Caller) -> Actor:
    """The caller as an actor on the partner's side, where no client is mounted: only the role at the partner counts."""
    if caller.user is None:
        raise ValueError("Service accounts act in clients only.")
    roles = frozenset({str(caller.user.partner_role)} - {""})
    return Actor(kind="user", id=caller.user.pk, name=caller.user.name, roles=roles, address=caller.address)


def visitor(address: str) -> Actor:
    """Somebody who is not logged in, as an actor: they hold no role, and what they may do follows from what they bring."""
    return Actor(kind="visitor", id=None, name="", address=address)


def scopes_on_offer() -> dict[str, Any]:
    """What a service account can be allowed to do, with the words for it."""
    return {name: row.label for name, row in sorted(table.rows.items()) if Role.SERVICE_ACCOUNT in row.roles}


def invitation_for(token: str) -> Invitation | None:
    """The invitation that a token belongs to, whatever its state."""
    return Invitation.objects.select_related("client").filter(token_digest=key_digest(token)).first()


def entered_client_ids(user: User) -> frozenset[uuid.UUID] | None:
    """The clients that a user may enter; None stands for all of them."""
    if user.is_partner_admin:
        return None
    return frozenset(
        Membership.objects.filter(user=user, revoked_at__isnull=True)
        .exclude(~Q(user__partner_role="") & ~Q(role=Role.CONSULTANT))
        .values_list("client_id", flat=True)
    )
