"""Logins, memberships and service accounts for tests, made through the services."""

from typing import Any

import factory
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.models import Authenticator
from django.test import Client as Browser

from apps.accounts import services
from apps.accounts.choices import PartnerRole, Role
from apps.accounts.models import Invitation, Membership, ServiceAccount, ServiceGrant, ServiceKey, User
from apps.accounts.selectors import Caller, platform_actor
from kernel.access import Actor, system_actor, table

PASSWORD = "a long enough sentence"


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody of a client, with the password above."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = PASSWORD
    by = factory.LazyFunction(system_actor)

    @classmethod
    def _create(cls, model_class: type[User], **kwargs: Any) -> User:
        return services.create_user(**kwargs)


class ConsultantFactory(UserFactory):
    """One of the partner's consultants."""

    partner_role = PartnerRole.CONSULTANT


class AdminFactory(UserFactory):
    """One of the partner's administrators."""

    partner_role = PartnerRole.ADMIN


class MembershipFactory(factory.django.DjangoModelFactory):
    """A user's access to a client, as its sponsor unless told otherwise."""

    class Meta:
        model = Membership

    by = factory.LazyFunction(system_actor)
    user = factory.SubFactory(UserFactory)
    role = Role.CLIENT_SPONSOR

    @classmethod
    def _create(cls, model_class: type[Membership], *, user: User, client: Any, **kwargs: Any) -> Membership:
        return services.grant_membership(user_id=user.pk, client_id=client.pk, **kwargs)


class InvitationFactory(factory.django.DjangoModelFactory):
    """An invitation of somebody to a client, as its viewer."""

    class Meta:
        model = Invitation

    by = factory.LazyFunction(system_actor)
    email = factory.Sequence(lambda n: f"invited{n}@example.com")
    name = factory.Sequence(lambda n: f"Invited {n}")
    role = Role.CLIENT_VIEWER

    @classmethod
    def _create(cls, model_class: type[Invitation], *, client: Any, **kwargs: Any) -> Invitation:
        return services.invite_member(client_id=client.pk, **kwargs)


class ServiceAccountFactory(factory.django.DjangoModelFactory):
    """A system that may do all that systems may, in the clients given."""

    class Meta:
        model = ServiceAccount

    by = factory.LazyFunction(system_actor)
    name = factory.Sequence(lambda n: f"System {n}")
    scopes = factory.LazyFunction(
        lambda: [name for name, row in table.rows.items() if Role.SERVICE_ACCOUNT in row.roles]
    )

    @classmethod
    def _create(cls, model_class: type[ServiceAccount], *, clients: Any, **kwargs: Any) -> ServiceAccount:
        return services.create_service_account(client_ids=[client.pk for client in clients], **kwargs)


class ServiceGrantFactory(factory.django.DjangoModelFactory):
    """One client that a service account may enter."""

    class Meta:
        model = ServiceGrant


class ServiceKeyFactory(factory.django.DjangoModelFactory):
    """A key; its text is lost. Use `key_for` where a test sends it."""

    class Meta:
        model = ServiceKey

    by = factory.LazyFunction(system_actor)

    @classmethod
    def _create(cls, model_class: type[ServiceKey], *, account: ServiceAccount, **kwargs: Any) -> ServiceKey:
        return services.issue_key(account_id=account.pk, **kwargs).key


def key_for(*clients: Any, scopes: list[str] | None = None) -> str:
    """The text of a key of a new service account that may enter these clients."""
    more = {} if scopes is None else {"scopes": scopes}
    account = ServiceAccountFactory(clients=clients, **more)
    return services.issue_key(by=system_actor(), account_id=account.pk).text


def make_calendar(user: User | None = None) -> str:
    """The secret of the address of a person's calendar."""
    return services.make_calendar_address(by=actor_of(user or UserFactory())).secret


def actor_of(user: User, door: str = "web") -> Actor:
    """A user as an actor on the partner's side."""
    return platform_actor(Caller(user=user)).through(door)


def use_second_factor(session: Any, user: User) -> None:
    """Give one of the partner's staff a second factor, and have it used in this session; others need none."""
    if not user.is_partner:
        return
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": ""}})
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": 0.0}]
    session["account_authentication_methods_user"] = user_id_to_str(user)


def log_in(user: User, *, second_factor: bool = True) -> Browser:
    """A test client with this user's session."""
    browser = Browser()
    browser.force_login(user)
    if second_factor:
        session = browser.session
        use_second_factor(session, user)
        session.save()
    return browser
