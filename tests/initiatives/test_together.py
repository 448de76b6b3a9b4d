"""People are entered while members join, on connections of their own: two ledgers, locked in one order."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from apps.accounts.choices import Role
from apps.accounts.models import Membership, User
from apps.accounts.services import grant_membership
from apps.clients.models import Client
from apps.initiatives.models import Person
from apps.initiatives.services import create_person
from kernel import clock
from kernel.access import system_actor
from kernel.ledger.services import verify
from kernel.tenancy.context import mounted
from tests.conftest import NOW
from tests.factories.accounts import MembershipFactory, UserFactory

BY = system_actor()
EACH = 4


@pytest.fixture
def acme(own_database: str) -> Client:
    return Client.objects.get(slug="acme")


def _together(works: list[Callable[[], object]]) -> None:
    start = Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        try:
            with clock.frozen(NOW):
                start.wait(timeout=10)
                work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as threads:
        list(threads.map(run, works))


def _enter(client: Client, email: str) -> Callable[[], object]:
    def work() -> None:
        with mounted(client):
            create_person(by=BY, name="Ada Byron", function="sales", email=email)

    return work


def _join(client: Client, user_id: object) -> Callable[[], object]:
    return lambda: grant_membership(by=BY, client_id=client.pk, user_id=user_id, role=Role.CLIENT_SPONSOR)


def _all_linked(client: Client, users: list[User]) -> None:
    ids = {user.pk for user in users}
    members = dict(Membership.objects.filter(user_id__in=ids).values_list("user_id", "person_id"))
    with mounted(client):
        people = dict(Person.objects.filter(user_id__in=ids).values_list("user_id", "id"))
        assert verify().holds
    assert people == members
    assert people.keys() == ids
    assert verify().holds


def test_it_enters_people_of_members_while_people_become_members(acme):
    users = [UserFactory() for _ in range(2 * EACH)]
    members, joining = users[:EACH], users[EACH:]
    for user in members:
        MembershipFactory(client=acme, user=user, role=Role.CLIENT_SPONSOR)
    for user in joining:
        _enter(acme, user.email)()

    _together([*(_enter(acme, user.email) for user in members), *(_join(acme, user.pk) for user in joining)])

    _all_linked(acme, users)


def test_it_misses_nobody_who_is_entered_and_joins_in_the_same_moment(acme):
    users = [UserFactory() for _ in range(EACH)]

    _together([work for user in users for work in (_enter(acme, user.email), _join(acme, user.pk))])

    _all_linked(acme, users)
