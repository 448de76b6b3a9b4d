"""Row 16: one client's failing migration stops no other, and running again resumes there."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from apps.clients.models import Client
from kernel.tenancy.context import schema
from kernel.tenancy.migrate import applied_migrations, expected_migrations

pytestmark = pytest.mark.fault
LAST = ("value", "0005_in_force_is_signed")
MADE_BY_IT = {"value_contract": "value_v6_in_force_is_signed", "value_signature": "value_v6_signature_role"}


def _as_owner(client: Client, *statements: str) -> None:
    with schema(client.schema_name, using="owner"), connections["owner"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _migrate() -> str:
    out = StringIO()
    call_command("migrate_all", stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture
def behind(own_database) -> dict[str, Client]:
    """Two clients that have not had the last migration; what it would make is in acme's way already."""
    clients = {slug: Client.objects.get(slug=slug) for slug in ("acme", "borealis")}
    for client in clients.values():
        _as_owner(client, f"DELETE FROM django_migrations WHERE (app, name) = {LAST}")
    _clear_the_way(clients["borealis"])
    return clients


def _clear_the_way(client: Client) -> None:
    _as_owner(client, *(f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name in MADE_BY_IT.items()))


def _is_applied(client: Client) -> bool:
    return LAST in applied_migrations(client.schema_name)


def test_it_names_the_client_that_failed_and_resumes_there(behind):
    acme, borealis = behind["acme"], behind["borealis"]
    with pytest.raises(CommandError, match="acme"):
        _migrate()
    assert (_is_applied(acme), _is_applied(borealis)) == (False, True)
    _clear_the_way(acme)
    said = _migrate()
    assert acme.schema_name in said
    assert borealis.schema_name not in said
    assert _is_applied(acme)


def test_it_has_nothing_to_do_a_second_time(own_database):
    assert _migrate() == _migrate() == "Every schema is up to date.\n"


def test_it_knows_a_client_that_is_behind(behind):
    from django.conf import settings

    expected = expected_migrations(settings.TENANT_APPS)
    assert expected - applied_migrations(behind["acme"].schema_name) == {LAST}
