from itertools import product

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction

from apps.clients.models import Client
from kernel.ledger.models import Entry
from kernel.ledger.services import head
from kernel.tenancy.context import mounted, public, schema
from tests.factories.library import make_published
from tests.factories.people import make_person
from tests.factories.value import make_signed

CLIENT_TABLES = [
    "governance_monitorreading",
    "ledger_entry",
    "plays_drill",
    "plays_effort",
    "plays_gatedecision",
    "value_contractversion",
    "value_financevalidation",
    "value_signature",
]
PLATFORM_TABLES = ["journal_platformentry", "library_libraryversion"]
CHANGES = ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}", "TRUNCATE {} CASCADE"]


def test_it_knows_every_append_only_table():
    found = {
        model._meta.db_table
        for config in apps.get_app_configs()
        for model in config.get_models()
        if getattr(model, "append_only", False)
    }
    assert found == {*CLIENT_TABLES, *PLATFORM_TABLES}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", CLIENT_TABLES)
def test_it_refuses_the_application_to_change_a_clients_frozen_rows(client_a, table, change):
    make_signed()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(change.format(table))


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", PLATFORM_TABLES)
def test_it_refuses_the_application_to_change_the_platforms_frozen_rows(client_b, table, change):
    make_published()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(change.format(table))


def test_it_refuses_the_owner_too(own_database):
    acme = Client.objects.get(slug="acme")
    with mounted(acme):
        make_signed()
    with public():
        make_published()
    for schema_name, tables in [(acme.schema_name, CLIENT_TABLES), ("public", PLATFORM_TABLES)]:
        for table, change in product(tables, CHANGES):
            with schema(schema_name, using="owner"), pytest.raises(DatabaseError, match=r"append-only|foreign key"):
                connections["owner"].cursor().execute(change.format(table))


def test_it_refuses_the_orm_as_well(client_a):
    make_person()
    entry = Entry.objects.get()
    for change in (
        lambda: Entry.objects.update(actor_name="Somebody else"),
        lambda: Entry.objects.all().delete(),
        lambda: Entry.objects.bulk_update([entry], ["data"]),
        entry.save,
        entry.delete,
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            change()
    assert head()[0] == 1


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "DROP TABLE ledger_entry",
        "DROP TRIGGER ledger_entry_append_only ON ledger_entry",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE sql AS 'select null'",
        "SET session_replication_role = replica",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('value', '0099', now())",
        "CREATE SCHEMA mine",
    ],
)
def test_it_lets_the_application_alter_nothing(client_a, statement):
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.django_db
def test_it_runs_the_application_in_a_role_that_owns_nothing():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (settings.APPLICATION_ROLE, False, False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE pg_get_userbyid(nspowner) = current_user")
        assert cursor.fetchone() == (0,)
