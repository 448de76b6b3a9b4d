"""Row 15: a client's set-up that dies at any point leaves no half client, and goes on when it is begun again."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import psycopg
import pytest
from django.db import connections

from apps.clients.models import Client
from apps.clients.services import create_client, provision_client, stalled_provisionings
from kernel import clock
from kernel.access import system_actor
from kernel.journal.models import PlatformEntry
from kernel.ledger.services import verify
from kernel.tenancy.context import find_client, mounted
from kernel.tenancy.migrate import TEMPLATE_SCHEMA, migrate_schema
from kernel.tenancy.replay import catalogue, compare, drop_schema
from tests.conftest import NOW
from tests.factories.people import make_person

BY = system_actor()
pytestmark = pytest.mark.fault


def _register(slug: str) -> Client:
    return create_client(by=BY, name=slug.title(), slug=slug, time_zone="Europe/Berlin", currency="EUR", language="en")


def _schemas(server: psycopg.Connection) -> set[str]:
    return {name for (name,) in server.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 't\\_%'")}


def test_it_makes_a_catalogue_that_equals_a_migrated_one(own_database):
    client = _register("cordoba")
    provision_client(by=BY, client_id=client.pk)
    client.refresh_from_db()
    migrated = "t_" + "f" * 20
    migrate_schema(migrated)
    assert compare(catalogue(migrated), catalogue(client.schema_name)) == []
    assert compare(catalogue(TEMPLATE_SCHEMA), catalogue(client.schema_name)) == []
    drop_schema(migrated)


def test_it_notices_a_catalogue_that_differs(own_database):
    acme = Client.objects.get(slug="acme")
    template = catalogue(TEMPLATE_SCHEMA)
    for statement in (
        "ALTER TABLE value_reading ALTER COLUMN note DROP NOT NULL",
        "DROP INDEX value_reading_current",
        "ALTER TABLE value_baseline DROP CONSTRAINT value_v2_baseline_sample",
        "DROP TRIGGER ledger_entry_append_only ON ledger_entry",
        "GRANT UPDATE ON ledger_entry TO throughline_app",
    ):
        with connections["owner"].cursor() as cursor:
            cursor.execute(f'SET search_path = "{acme.schema_name}"')
            cursor.execute(statement)
        assert compare(template, catalogue(acme.schema_name)), statement


def _die_at(client: Client, moment: float, server: psycopg.Connection) -> bool:
    """Provision on connections of its own, and end those of the owner after so many seconds; whether it died of it."""
    begun, done = Event(), Event()

    def provision() -> bool:
        try:
            with clock.frozen(NOW):
                begun.set()
                provision_client(by=BY, client_id=client.pk)
        except Exception:  # noqa: BLE001 - whatever a cut connection makes of it
            return True
        finally:
            done.set()
            connections.close_all()
        return False

    with ThreadPoolExecutor(1) as thread:
        work = thread.submit(provision)
        begun.wait(5)
        done.wait(moment)
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )
        return work.result()


@pytest.mark.parametrize("points", [6, pytest.param(50, marks=pytest.mark.soak)])
def test_it_leaves_no_half_client_wherever_it_dies(own_database, other_connection, points):
    connections.close_all()
    died = 0
    chance = random.Random(15)
    for number in range(points):
        client = _register(f"client-{number}")
        before = _schemas(other_connection)
        connections.close_all()
        died += _die_at(client, chance.uniform(0.0, 0.4), other_connection)
        client.refresh_from_db()
        left = _schemas(other_connection) - before
        assert left <= {client.schema_name}
        if left:
            # Its one transaction was through: the schema is whole.
            assert compare(catalogue(TEMPLATE_SCHEMA), catalogue(client.schema_name)) == []
        if client.status != "active":
            assert client.status in ("provisioning", "failed")
            Client.objects.filter(pk=client.pk).update(status="provisioning", progress_at=NOW.replace(year=2025))
            assert client.pk in stalled_provisionings()
            provision_client(by=BY, client_id=client.pk)
        with mounted(find_client(client.slug)):
            make_person()
            assert verify().entries == 1
    assert died
    assert verify().holds
    assert PlatformEntry.objects.filter(event="client.provisioned").count() >= points


def test_it_is_set_up_by_one_process_at_a_time(own_database):
    client = _register("cordoba")
    connections.close_all()

    def provision(_number: int) -> None:
        try:
            with clock.frozen(NOW):
                provision_client(by=BY, client_id=client.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(provision, range(4)))
    assert PlatformEntry.objects.filter(event="client.provisioned", subject_id=client.pk).count() == 1
    assert find_client("cordoba").pk == client.pk
