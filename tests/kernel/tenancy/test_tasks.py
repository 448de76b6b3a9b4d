import uuid

import pytest

from apps.clients.models import Client
from kernel.ledger.tasks import drain
from kernel.tenancy.context import ClientMissing, current_schema
from kernel.tenancy.tasks import client_task

_seen_schemas: list[str] = []


@client_task("tests.note_schema")
def note_schema(fail: bool = False) -> None:
    _seen_schemas.append(current_schema())
    if fail:
        raise ZeroDivisionError


@pytest.fixture(autouse=True)
def _nothing_seen():
    _seen_schemas.clear()


def test_it_runs_with_its_client_mounted_and_leaves_it(client_b):
    note_schema(client=str(client_b.pk))
    assert _seen_schemas == [client_b.schema_name]
    assert current_schema() == "public"


def test_it_leaves_its_client_when_it_fails(client_b):
    with pytest.raises(ZeroDivisionError):
        note_schema(client=str(client_b.pk), fail=True)
    assert current_schema() == "public"


def test_it_runs_in_its_own_client_whatever_is_mounted(client_a, client_b):
    note_schema(client=str(client_b.pk))
    assert _seen_schemas == [client_b.schema_name]
    assert current_schema() == client_a.schema_name


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [{}, {"client": None}, {"client": "acme"}, {"client": ""}, {"client": "public"}])
def test_it_fails_loudly_without_a_client(arguments):
    with pytest.raises((TypeError, ValueError, AttributeError)):
        note_schema(**arguments)
    assert _seen_schemas == []


@pytest.mark.parametrize("status", ["suspended", "provisioning", "failed"])
def test_it_fails_loudly_for_a_client_that_is_not_active(client_b, status):
    Client.objects.filter(pk=client_b.pk).update(status=status)
    for task in (note_schema, drain):
        with pytest.raises(ClientMissing):
            task(client=str(client_b.pk))
    assert _seen_schemas == []


@pytest.mark.django_db
def test_it_fails_loudly_for_an_unknown_client():
    for task in (note_schema, drain):
        with pytest.raises(ClientMissing):
            task(client=str(uuid.uuid4()))
    assert _seen_schemas == []
