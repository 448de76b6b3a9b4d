"""Row 6: whoever loses access is refused on the very next request, on a page and at the API."""

from collections.abc import Callable

import pytest

from apps.accounts import services
from apps.accounts.choices import PartnerRole, Role
from apps.accounts.models import Membership, ServiceAccount, ServiceKey, User
from apps.clients.services import move_client
from kernel.access import system_actor
from tests.factories.accounts import AdminFactory
from tests.isolation.answers import word
from tests.isolation.world import World

BY = system_actor()
PAGE, OPERATION = "/clients/acme/contracts/", "/clients/acme/api/contracts/"


def _user(world: World) -> User:
    return User.objects.get(pk=world.ids["acme"]["user_id"])


def _end_membership(world: World) -> None:
    services.revoke_membership(by=BY, membership_id=Membership.objects.get(user=_user(world)).pk)


def _grant(world: World) -> Membership:
    return Membership.objects.get(client_id=world.ids["acme"]["client_id"], role=Role.CONSULTANT)


def _end_grant(world: World) -> None:
    services.revoke_membership(by=BY, membership_id=_grant(world).pk)


def _leave_the_partner(world: World) -> None:
    services.change_partner_role(by=BY, user_id=_grant(world).user_id, partner_role=PartnerRole.NONE)


def _make_a_consultant(world: World) -> None:
    admin = User.objects.get(partner_role=PartnerRole.ADMIN)
    AdminFactory()
    services.change_partner_role(by=BY, user_id=admin.pk, partner_role=PartnerRole.CONSULTANT)


def _deactivate(world: World) -> None:
    services.deactivate_user(by=BY, user_id=_user(world).pk)


def _account(world: World) -> ServiceAccount:
    return ServiceKey.objects.get(public_id=world.keys["key"].split("_")[2]).account


def _revoke_key(world: World) -> None:
    key = _account(world).keys.get()
    services.revoke_key(by=BY, key_id=key.pk)


def _revoke_account(world: World) -> None:
    services.revoke_service_account(by=BY, account_id=_account(world).pk)


def _change_account(world: World, **changes: object) -> None:
    account = _account(world)
    now = {
        "name": account.name,
        "scopes": account.scopes,
        "expires_at": None,
        "client_ids": [world.ids["acme"]["client_id"]],
    }
    services.change_service_account(by=BY, account_id=account.pk, **now | changes)


def _take_the_grant(world: World) -> None:
    _change_account(world, client_ids=[world.ids["borealis"]["client_id"]])


def _take_the_scope(world: World) -> None:
    _change_account(world, scopes=["activity.view"])


def _suspend(world: World) -> None:
    move_client(by=BY, client_id=world.ids["acme"]["client_id"], move="suspend")


@pytest.mark.parametrize(
    ("caller", "lose", "page", "operation"),
    [
        ("executive", _end_membership, "404", "404"),
        ("executive", _deactivate, "login", "401"),
        ("executive", _suspend, "404", "404"),
        ("granted", _end_grant, "404", "404"),
        ("granted", _leave_the_partner, "404", "404"),
        ("granted", _suspend, "404", "404"),
        ("admin", _make_a_consultant, "404", "404"),
        ("admin", _suspend, "404", "404"),
        ("key", _revoke_key, "login", "401"),
        ("key", _revoke_account, "login", "401"),
        ("key", _take_the_grant, "404", "404"),
        ("key", _take_the_scope, "403", "403"),
        ("key", _suspend, "404", "404"),
    ],
)
def test_it_refuses_the_very_next_request(
    world: World, caller: str, lose: Callable[[World], None], page: str, operation: str
) -> None:
    assert [word(world.ask(caller, "GET", address)) for address in (PAGE, OPERATION)] == ["in", "in"]
    lose(world)
    assert [word(world.ask(caller, "GET", address)) for address in (PAGE, OPERATION)] == [page, operation]
