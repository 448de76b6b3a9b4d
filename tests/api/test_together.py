"""Many requests in the same moment, each on a connection of its own."""

import json
import os
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.test import Client as Browser

from apps.clients.models import Client
from apps.initiatives.models import Person
from kernel import clock
from kernel.ledger.models import Entry
from kernel.ledger.services import verify
from kernel.tenancy.context import mounted
from tests.conftest import NOW
from tests.factories.accounts import key_for
from tests.factories.people import make_person

THREADS = 8
KEYS = int(os.environ.get("SOAK_KEYS", "5"))
EDITS = int(os.environ.get("SOAK_EDITS", "2"))


@pytest.fixture
def acme(own_database: str) -> Client:
    return Client.objects.get(slug="acme")


@pytest.fixture
def headers(acme: Client) -> dict[str, str]:
    return {"Authorization": f"Bearer {key_for(acme)}"}


def in_threads(work: Callable[[Any], Any], things: Sequence[Any]) -> list[Any]:
    """What the work gave for each thing, done by eight threads."""

    def run(mine: Sequence[Any]) -> list[Any]:
        try:
            with clock.frozen(NOW):
                return [work(thing) for thing in mine]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as threads:
        parts = threads.map(run, [things[number::THREADS] for number in range(THREADS)])
        return [given for part in parts for given in part]


def send(method: str, path: str, body: dict[str, Any], headers: dict[str, str]) -> Any:
    """Wait for no one: what is being worked on already is asked for again, as a caller does."""
    while True:
        request = getattr(Browser(), method)
        response = request(
            f"/clients/acme/api/{path}", json.dumps(body), content_type="application/json", headers=headers
        )
        if response.status_code != 409:
            return response


def test_it_takes_effect_once_for_each_key_however_often_it_is_sent(acme, headers):
    def create(number: int) -> tuple[int, int, str]:
        key = {"Idempotency-Key": f"key-{number}"}
        response = send("post", "people/", {"name": f"Person {number}", "function": "sales"}, headers | key)
        return number, response.status_code, response.json()["id"]

    # Neighbours in the list go to different threads, so all eight send the same key in the same moment.
    given = in_threads(create, [number for number in range(KEYS) for _ in range(THREADS)])

    assert {status for _number, status, _id in given} == {201}
    assert len({(number, person) for number, _status, person in given}) == KEYS
    with mounted(acme):
        assert Counter(Person.objects.values_list("name", flat=True)) == {f"Person {n}": 1 for n in range(KEYS)}
        assert Entry.objects.filter(event="person.created").count() == KEYS
        assert verify().holds


def test_it_loses_no_change_when_all_change_one_thing(acme, headers):
    with mounted(acme):
        person = make_person(job_title="0")
    path = f"people/{person.pk}/"

    def add_one(_turn: int) -> int:
        stale = 0
        while True:
            before = Browser().get(f"/clients/acme/api/{path}", headers=headers)
            change = {"job_title": str(int(before.json()["job_title"]) + 1)}
            after = send("patch", path, change, headers | {"If-Match": before["ETag"]})
            if after.status_code == 200:
                return stale
            assert after.status_code == 412
            stale += 1

    in_threads(add_one, range(THREADS * EDITS))

    with mounted(acme):
        person.refresh_from_db()
        assert (person.job_title, person.revision) == (str(THREADS * EDITS), THREADS * EDITS + 1)
        assert verify().holds
