"""Reads: who is calling, and as what they may enter a client; and who may enter at all."""

import datetime as dt
import json
import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple

from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.http import HttpRequest

from apps.accounts.choices import KeyState, PartnerRole, Role
from apps.accounts.keys import is_calendar_secret, key_digest, matches, public_id_of
from apps.accounts.models import CalendarAddress, Invitation, Membership, ServiceAccount, ServiceKey, User
from kernel import clock
from kernel.access import Actor, table
from kernel.tenancy.context import MountedClient, platform_rows, public


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request, before any client is mounted: a user with a session, or a service account with a key."""

    user: User | None = None
    account: ServiceAccount | None = None
    key_id: uuid.UUID | None = None
    # The clients that a service account may enter; a user's are asked for where they enter one.
    client_ids: frozenset[uuid.UUID] = frozenset()
    address: str = ""

    @property
    def id(self) -> uuid.UUID:
        """The user's or the account's id."""
        who = self.user or self.account
        if who is None:
            raise ValueError("A caller is a user or a service account.")
        return who.pk


# Asked on every call of the API, so it is SQL (see `platform_rows`).
_ACCOUNT = [field.attname for field in ServiceAccount._meta.concrete_fields]
_KEY = [field.attname for field in ServiceKey._meta.concrete_fields]
_OPENED_BY = f"""
SELECT {", ".join(f"a.{name}" for name in _ACCOUNT)}, {", ".join(f"k.{name}" for name in _KEY)},
       ARRAY(SELECT client_id FROM public.accounts_servicegrant WHERE account_id = a.id)
  FROM public.accounts_servicekey k JOIN public.accounts_serviceaccount a ON a.id = k.account_id
 WHERE k.public_id = %s"""  # noqa: S608 - our own names


class Opened(NamedTuple):
    """What a key opens: its account, the key itself, and the clients that were granted to the account."""

    account: ServiceAccount
    key: ServiceKey
    client_ids: frozenset[uuid.UUID]


def account_for_key(text: str) -> Opened | None:
    """The service account that a key opens, in one query (none for a mistyped key); None where it is unknown, expired or revoked."""
    public_id = public_id_of(text)
    if public_id is None:
        return None
    found = platform_rows(_OPENED_BY, public_id)
    if not found:
        return None
    *values, client_ids = found[0]
    account = ServiceAccount.from_db("default", _ACCOUNT, values[: len(_ACCOUNT)])
    account.scopes = json.loads(account.scopes)
    key = ServiceKey.from_db("default", _KEY, values[len(_ACCOUNT) :])
    if {_state(key), _state(account)} != {KeyState.WORKS} or not matches(text, key.digest):
        return None
    return Opened(account, key, frozenset(client_ids))


def actor_for(request: HttpRequest, client: MountedClient) -> Actor | None:
    """The caller as an actor in a client, read afresh for every request; None where they may not enter."""
    caller: Caller | None = getattr(request, "caller", None)
    return None if caller is None else actor_in(caller, client)


def actor_in(caller: Caller, client: MountedClient) -> Actor | None:
    """As `actor_for`, for a caller. Consultants need a grant; a partner admin enters every client."""
    if caller.account is not None:
        if client.pk not in caller.client_ids:
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
    with public():
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


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody's access to a client, as pages list it."""

    id: uuid.UUID
    user_id: uuid.UUID
    name: str
    email: str
    role: str
    client_id: uuid.UUID
    client_name: str
    since: dt.datetime
    is_active: bool

    @property
    def role_label(self) -> str:
        """The role in words."""
        return str(Role(self.role).label)


def member_rows(*, client_id: uuid.UUID | None = None, user_id: uuid.UUID | None = None) -> list[MemberRow]:
    """Who may enter a client, or which clients somebody may enter, or both over all; in one query."""
    with public():
        rows = (
            Membership.objects.filter(revoked_at__isnull=True).select_related("user", "client").order_by("user__name")
        )
        if client_id is not None:
            rows = rows.filter(client_id=client_id)
        if user_id is not None:
            rows = rows.filter(user_id=user_id)
        return [
            MemberRow(
                id=row.pk,
                user_id=row.user_id,
                name=row.user.name,
                email=row.user.email,
                role=row.role,
                client_id=row.client_id,
                client_name=row.client.name,
                since=row.created_at,
                is_active=row.user.is_active,
            )
            for row in rows
        ]


def names_around(client_id: uuid.UUID) -> list[str]:
    """The names of all who may enter a client or ever might, and of the partner's staff; in one query."""
    with public():
        around = User.objects.filter(Q(memberships__client_id=client_id) | ~Q(partner_role=PartnerRole.NONE))
        return list(around.order_by("name").values_list("name", flat=True).distinct())


def unlinked_member(*, client_id: uuid.UUID, email: str) -> MemberRow | None:
    """The member of a client with this address who is nobody in its register yet."""
    with public():
        found = Membership.objects.filter(
            client_id=client_id, user__email__iexact=email, person_id__isnull=True, revoked_at__isnull=True
        ).values_list("user_id", flat=True)
        user_id = found.first()
    return member_rows(client_id=client_id, user_id=user_id)[0] if user_id else None


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation that nobody has accepted yet, as pages list it."""

    id: uuid.UUID
    name: str
    email: str
    role_label: str
    client_name: str
    is_sent: bool
    is_expired: bool
    expires_at: dt.datetime


def open_invitations(*, client_id: uuid.UUID | None = None) -> list[InvitationRow]:
    """The invitations to a client, or all of them, that were neither accepted nor withdrawn; the latest first, in one query."""
    labels = dict(PartnerRole.choices) | dict(Role.choices)
    with public():
        rows = Invitation.objects.filter(accepted_at__isnull=True, withdrawn_at__isnull=True).select_related("client")
        if client_id is not None:
            rows = rows.filter(client_id=client_id)
        return [
            InvitationRow(
                id=row.pk,
                name=row.name,
                email=row.email,
                role_label=str(labels[row.role]),
                client_name=row.client.name if row.client else "",
                is_sent=row.sent_at is not None,
                is_expired=row.expires_at <= clock.now(),
                expires_at=row.expires_at,
            )
            for row in rows.order_by("-created_at")
        ]


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One of the partner's staff, as pages list them."""

    user_id: uuid.UUID
    name: str
    email: str
    role_label: str
    is_active: bool
    has_second_factor: bool
    # The clients that were granted to them; a partner admin enters every one without.
    clients: tuple[str, ...]


def team_rows() -> list[TeamRow]:
    """The partner's staff, in three queries."""
    users = list(User.objects.exclude(partner_role=PartnerRole.NONE))
    ids = [user.pk for user in users]
    secured = set(
        Authenticator.objects.filter(user_id__in=ids)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .values_list("user_id", flat=True)
    )
    clients: dict[uuid.UUID, list[str]] = defaultdict(list)
    grants = Membership.objects.filter(user_id__in=ids, revoked_at__isnull=True).order_by("client__name")
    for user_id, name in grants.values_list("user_id", "client__name"):
        clients[user_id].append(name)
    return [
        TeamRow(
            user_id=user.pk,
            name=user.name,
            email=user.email,
            role_label=str(PartnerRole(user.partner_role).label),
            is_active=user.is_active,
            has_second_factor=user.pk in secured,
            clients=tuple(clients[user.pk]),
        )
        for user in users
    ]


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key of a service account: what may be shown of it."""

    id: uuid.UUID
    public_id: str
    created_at: dt.datetime
    expires_at: dt.datetime | None
    last_used_at: dt.datetime | None
    state: str

    @property
    def works(self) -> bool:
        """Whether a request with it is let in."""
        return self.state == KeyState.WORKS


@dataclass(frozen=True, slots=True)
class ServiceAccountRow:
    """A service account with its keys, as pages list it."""

    id: uuid.UUID
    name: str
    scopes: tuple[str, ...]
    client_names: tuple[str, ...]
    client_slugs: tuple[str, ...]
    expires_at: dt.datetime | None
    state: str
    keys: tuple[KeyRow, ...]

    @property
    def last_used_at(self) -> dt.datetime | None:
        """When any of its keys was used last."""
        return max((key.last_used_at for key in self.keys if key.last_used_at), default=None)

    @property
    def working_keys(self) -> int:
        """How many of its keys are let in."""
        return sum(key.works for key in self.keys) if self.state == KeyState.WORKS else 0


def service_account_rows(account_id: uuid.UUID | None = None) -> list[ServiceAccountRow]:
    """All service accounts, or one; the latest keys first. In three queries."""
    accounts = ServiceAccount.objects.prefetch_related("clients", "keys")
    if account_id is not None:
        accounts = accounts.filter(pk=account_id)
    return [
        ServiceAccountRow(
            id=account.pk,
            name=account.name,
            scopes=tuple(account.scopes),
            client_names=tuple(client.name for client in account.clients.all()),
            client_slugs=tuple(client.slug for client in account.clients.all()),
            expires_at=account.expires_at,
            state=_state(account),
            keys=tuple(
                KeyRow(key.pk, key.public_id, key.created_at, key.expires_at, key.last_used_at, _state(key))
                for key in sorted(account.keys.all(), key=lambda key: key.created_at, reverse=True)
            ),
        )
        for account in accounts
    ]


def _state(row: ServiceAccount | ServiceKey) -> str:
    if row.revoked_at is not None:
        return KeyState.REVOKED
    if row.expires_at is not None and row.expires_at <= clock.now():
        return KeyState.EXPIRED
    return KeyState.WORKS


def active_factors(user: User) -> list[str]:
    """The kinds of second factor that a user has set up, recovery codes apart."""
    kinds = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return list(kinds.values_list("type", flat=True).distinct())


def calendar_address(secret: str) -> CalendarAddress | None:
    """The address of a calendar, with whose it is, in one query (none for a mistyped secret); None where it is unknown or revoked."""
    if not is_calendar_secret(secret):
        return None
    found = CalendarAddress.objects.select_related("user").filter(digest=key_digest(secret))
    return found.filter(revoked_at__isnull=True, user__is_active=True).first()


def current_calendar_address(user: User) -> CalendarAddress | None:
    """The address of a person's calendar, where they have made one."""
    return CalendarAddress.objects.filter(user=user, revoked_at__isnull=True).first()
