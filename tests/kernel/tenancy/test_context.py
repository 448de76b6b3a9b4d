import uuid

import pytest
from django.core.cache import cache
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.db import (
    DatabaseError,
    OperationalError,
    ProgrammingError,
    close_old_connections,
    connection,
    transaction,
)

from apps.clients.models import Client
from apps.initiatives.models import Person
from kernel.files.storage import ClientStorage
from kernel.tenancy.context import ClientMissing, NoClientMounted, current_schema, find_client, mounted, public
from tests.factories.people import make_person


def test_it_restores_what_was_mounted_before(client_a, client_b):
    with mounted(client_b):
        assert current_schema() == client_b.schema_name
        with mounted(client_a):
            assert current_schema() == client_a.schema_name
            with public():
                assert current_schema() == "public"
            assert current_schema() == client_a.schema_name
        assert current_schema() == client_b.schema_name
    assert current_schema() == client_a.schema_name


def test_it_restores_after_an_exception(client_a, client_b):
    with pytest.raises(ZeroDivisionError), mounted(client_b), public():
        _ = 1 / 0
    assert current_schema() == client_a.schema_name


def test_it_restores_after_an_error_of_the_database(client_a, client_b):
    make_person(name="Of A")
    with pytest.raises(DatabaseError), transaction.atomic(), mounted(client_b):
        connection.cursor().execute("SELECT 1 / 0")
    assert [person.name for person in Person.objects.all()] == ["Of A"]


def test_it_stays_in_its_client_when_a_savepoint_is_rolled_back(client_a, client_b):
    make_person(name="Of A")
    with mounted(client_b):
        make_person(name="Of B")
    with pytest.raises(ZeroDivisionError), mounted(client_b), transaction.atomic():
        make_person(name="Never")
        _ = 1 / 0
    assert [person.name for person in Person.objects.all()] == ["Of A"]
    with transaction.atomic():
        savepoint = transaction.savepoint()
        with mounted(client_b):
            assert [person.name for person in Person.objects.all()] == ["Of B"]
        # The engine puts back the search path of the savepoint's time; the connection must know.
        transaction.savepoint_rollback(savepoint)
        assert [person.name for person in Person.objects.all()] == ["Of A"]


@pytest.mark.django_db
def test_it_reads_no_client_table_without_a_client():
    for table in ("initiatives_person", "value_contract", "ledger_entry", "idempotency_idempotentanswer"):
        with pytest.raises(ProgrammingError, match="does not exist"), transaction.atomic():
            connection.cursor().execute(f"SELECT 1 FROM {table}")


@pytest.mark.parametrize("status", ["suspended", "provisioning", "failed"])
def test_it_mounts_active_clients_only(client_b, status):
    Client.objects.filter(pk=client_b.pk).update(status=status)
    for reference in (client_b.slug, client_b.pk):
        with pytest.raises(ClientMissing):
            find_client(reference)
    client_b.status = status
    with pytest.raises(ClientMissing), mounted(client_b):
        raise AssertionError
    assert current_schema() == "public"


@pytest.mark.django_db
@pytest.mark.parametrize("reference", ["nobody", "", "ACME", "acme'; --", "public", uuid.uuid4()])
def test_it_finds_no_client_by_another_name(reference):
    with pytest.raises(ClientMissing):
        find_client(reference)


def test_it_does_not_mount_a_client_whose_schema_is_gone(client_b):
    Client.objects.filter(pk=client_b.pk).update(schema_name="t_" + "0" * 20)
    with pytest.raises(ClientMissing):
        find_client(client_b.pk)


def test_it_finds_a_client_in_one_query_while_another_is_mounted(client_a, client_b, django_assert_num_queries):
    # Its statement names the schema it reads, so no search path is set for it.
    with django_assert_num_queries(1):
        assert find_client("borealis").pk == client_b.pk
    assert current_schema() == client_a.schema_name


def test_it_keeps_one_cache_key_apart_in_two_clients(client_a, client_b):
    key = f"test-{uuid.uuid4()}"
    cache.set(key, "of A", 5)
    with mounted(client_b):
        assert cache.get(key) is None
        assert cache.add(key, "of B", 5)
        cache.delete(key)
    with public():
        assert cache.get(key) is None
    assert cache.get(key) == "of A"
    cache.delete(key)


@pytest.fixture
def storage(tmp_path) -> ClientStorage:
    return ClientStorage(location=str(tmp_path))


def test_it_keeps_one_file_name_apart_in_two_clients(client_a, client_b, storage):
    assert storage.save("minutes.txt", ContentFile(b"of A")) == "minutes.txt"
    with mounted(client_b):
        assert not storage.exists("minutes.txt")
        assert storage.save("minutes.txt", ContentFile(b"of B")) == "minutes.txt"
        storage.delete("minutes.txt")
    assert storage.open("minutes.txt").read() == b"of A"


def test_it_stores_no_file_without_a_client(storage):
    with pytest.raises(NoClientMounted):
        storage.save("minutes.txt", ContentFile(b"of nobody"))


def test_it_leads_no_file_name_into_another_clients_folder(client_a, client_b, storage):
    with mounted(client_b):
        storage.save("minutes.txt", ContentFile(b"of B"))
    for name in (f"../{client_b.schema_name}/minutes.txt", "../../etc/passwd", "/etc/passwd"):
        with pytest.raises(SuspiciousFileOperation):
            storage.open(name)
    with pytest.raises(NotImplementedError):
        storage.url("minutes.txt")


def test_it_reads_on_a_new_connection_when_the_kept_one_was_closed_meanwhile(
    own_database, other_connection, django_db_blocker
):
    with django_db_blocker.unblock():
        find_client("acme")
        backend = connection.connection.info.backend_pid
        close_old_connections()
        other_connection.execute("SELECT pg_terminate_backend(%s, 2000)", [backend])

        assert find_client("acme").slug == "acme"
        assert connection.connection.info.backend_pid != backend


def test_it_does_not_read_again_inside_a_transaction(own_database, other_connection, django_db_blocker):
    with django_db_blocker.unblock(), pytest.raises(OperationalError), transaction.atomic():
        find_client("acme")
        backend = connection.connection.info.backend_pid
        other_connection.execute("SELECT pg_terminate_backend(%s, 2000)", [backend])
        find_client("acme")
