"""Rows 2 and 5: threads that serve all clients at once, with errors and rollbacks, never give a row of the wrong one."""

import random
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connections, transaction

from apps.clients.choices import ClientStatus
from apps.clients.models import Client
from apps.clients.services import provision_client
from apps.initiatives.models import Person
from kernel import clock
from kernel.access import system_actor
from kernel.ledger.services import verify
from kernel.tenancy.context import current_schema, mounted
from tests.conftest import NOW
from tests.factories.accounts import key_for
from tests.factories.clients import ClientFactory
from tests.factories.people import make_person
from tests.isolation.world import World, fill

THREADS = 8
ADDRESSES = ["api/contracts/", "api/people/", "api/kpis/", "api/nothing/", "api/contracts/?page_size=x", "contracts/"]


def _marked(count: int) -> dict[str, str]:
    """So many clients, each filled with a mark of its own: the marks by the clients' addresses."""
    for number in range(Client.objects.count(), count):
        client = ClientFactory(slug=f"client-{number}", status=ClientStatus.PROVISIONING)
        provision_client(by=system_actor(), client_id=client.pk)
    marks = {
        client.slug: f"Mark{number:02}" for number, client in enumerate(Client.objects.order_by("created_at", "pk"))
    }
    for slug, mark in marks.items():
        fill(Client.objects.get(slug=slug), mark)
    return marks


def _ask_many(marks: dict[str, str], keys: dict[str, str], seed: int, count: int) -> int:
    """Ask for the clients' things in any order over a connection that stays; how many answers were of the right one."""
    chance, right, world = random.Random(seed), 0, World({}, {}, {}, {})
    try:
        with clock.frozen(NOW):
            for number in range(count):
                slug = chance.choice(list(marks))
                world.keys["key"] = keys[slug]
                answer = world.ask("key", "GET", f"/clients/{slug}/{chance.choice(ADDRESSES)}")
                said = answer.content.decode()
                assert _others(marks, slug, said) == set(), f"seed {seed}, request {number}"
                assert answer.status_code in (200, 403, 404, 422)
                assert current_schema() == "public"
                right += marks[slug] in said
                _write_and_fail(Client.objects.get(slug=slug), marks[slug], chance)
    finally:
        connections.close_all()
    return right


def _others(marks: dict[str, str], slug: str, said: str) -> set[str]:
    return set(re.findall(r"Mark\d\d", said, re.IGNORECASE)) - {marks[slug], marks[slug].lower()}


def _write_and_fail(client: Client, mark: str, chance: random.Random) -> None:
    """A piece of work in one client, of which some fails half-way."""
    with mounted(client):
        cache.set("row-5", client.slug, 20)
        try:
            with transaction.atomic():
                make_person(name=mark)
                if chance.random() < 0.5:
                    raise InterruptedError
        except InterruptedError:
            pass
        assert cache.get("row-5") == client.slug


@pytest.mark.parametrize(("clients", "count"), [(3, 15), pytest.param(20, 6_250, marks=pytest.mark.soak)])
def test_it_serves_no_thread_a_row_of_another_client(own_database, clients, count):
    marks = _marked(clients)
    keys = {slug: key_for(Client.objects.get(slug=slug)) for slug in marks}
    with ThreadPoolExecutor(THREADS) as threads:
        right = list(threads.map(lambda seed: _ask_many(marks, keys, seed, count), range(THREADS)))
    assert all(right)
    for slug, mark in marks.items():
        with mounted(Client.objects.get(slug=slug)):
            names = " ".join(Person.objects.values_list("name", flat=True))
            assert _others(marks, slug, names) == set()
            assert Person.objects.filter(name=mark).exists()
            assert verify().holds
