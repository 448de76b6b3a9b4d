"""Rows 2 and 5: threads that serve both clients at once, with errors and rollbacks, never give a row of the wrong one."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.core.cache import cache
from django.db import connections, transaction
from django.test import Client as Browser

from apps.clients.models import Client
from apps.initiatives.models import Person
from kernel import clock
from kernel.ledger.services import verify
from kernel.tenancy.context import current_schema, mounted
from tests.conftest import NOW
from tests.factories.accounts import key_for
from tests.factories.people import make_person
from tests.isolation.answers import MARKS
from tests.isolation.world import World, build

THREADS = 8
ADDRESSES = ["api/contracts/", "api/people/", "api/kpis/", "api/nothing/", "api/contracts/?page_size=x", "contracts/"]


def _ask_many(world: World, keys: dict[str, str], seed: int, count: int) -> int:
    """Ask for both clients' things in any order over a connection that stays; how many answers were of the right one."""
    chance, right = random.Random(seed), 0
    world = replace(world, browser=Browser(), keys={})
    try:
        with clock.frozen(NOW):
            for number in range(count):
                slug = chance.choice(list(MARKS))
                other = MARKS["borealis" if slug == "acme" else "acme"]
                world.keys["key"] = keys[slug]
                answer = world.ask("key", "GET", f"/clients/{slug}/{chance.choice(ADDRESSES)}")
                said = answer.content.decode()
                assert other not in said, f"seed {seed}, request {number}"
                assert answer.status_code in (200, 403, 404, 422)
                assert current_schema() == "public"
                right += MARKS[slug] in said
                _write_and_fail(Client.objects.get(slug=slug), chance)
    finally:
        connections.close_all()
    return right


def _write_and_fail(client: Client, chance: random.Random) -> None:
    """A piece of work in one client, of which some fails half-way."""
    with mounted(client):
        cache.set("row-5", client.slug, 20)
        try:
            with transaction.atomic():
                make_person(name=MARKS[client.slug])
                if chance.random() < 0.5:
                    raise InterruptedError
        except InterruptedError:
            pass
        assert cache.get("row-5") == client.slug


@pytest.mark.parametrize("count", [15, pytest.param(6_250, marks=pytest.mark.soak)])
def test_it_serves_no_thread_a_row_of_another_client(own_database, count):
    world = build()
    keys = {slug: key_for(Client.objects.get(slug=slug)) for slug in MARKS}
    with ThreadPoolExecutor(THREADS) as threads:
        right = list(threads.map(lambda seed: _ask_many(world, keys, seed, count), range(THREADS)))
    assert all(right)
    for slug, mark in MARKS.items():
        with mounted(Client.objects.get(slug=slug)):
            other = next(each for each in MARKS.values() if each != mark)
            assert not Person.objects.filter(name__contains=other).exists()
            assert Person.objects.filter(name=mark).exists()
            assert verify().holds
