import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from apps.initiatives.models import Initiative, Person
from kernel import clock
from kernel.tenancy.context import NoClientMounted, WrongClient, mounted, public
from tests.factories.people import make_initiative, make_person


@pytest.fixture
def foreign(client_a, client_b) -> Person:
    with public(), mounted(client_b):
        return make_person(name="Of B")


def _fresh(name: str) -> Person:
    return Person(name=name, function="sales", created_at=clock.now(), updated_at=clock.now())


@pytest.mark.parametrize("write", [Person.save, Person.delete, lambda row: row.save(force_insert=True)])
def test_it_writes_no_row_of_one_client_in_another(foreign, client_b, write):
    with pytest.raises(WrongClient):
        write(foreign)
    assert not Person.objects.filter(name="Of B").exists()
    with mounted(client_b):
        assert Person.objects.filter(pk=foreign.pk).exists()


def test_it_remembers_the_client_of_a_row_that_was_read(foreign, client_b):
    with mounted(client_b):
        read = Person.objects.get(pk=foreign.pk)
    with pytest.raises(WrongClient):
        read.save(update_fields=["name"])


def test_it_creates_no_rows_of_another_client_in_bulk(foreign):
    with pytest.raises(WrongClient):
        Person.objects.bulk_create([_fresh("Of A"), foreign])
    assert Person.objects.count() == 0


def test_it_changes_no_rows_of_another_client_in_bulk(foreign, client_b):
    foreign.name = "Changed from A"
    with pytest.raises(WrongClient):
        Person.objects.bulk_update([foreign], ["name"])
    with mounted(client_b):
        assert Person.objects.get(pk=foreign.pk).name == "Of B"


@pytest.mark.django_db
def test_it_writes_no_row_without_a_client():
    for write in (lambda: _fresh("x").save(), lambda: Person.objects.bulk_create([_fresh("x")])):
        with pytest.raises(NoClientMounted):
            write()


def test_it_makes_no_reference_to_a_row_of_another_client(foreign):
    initiative = make_initiative()
    initiative.workflow_owner = foreign
    with pytest.raises(IntegrityError), transaction.atomic():
        initiative.save()
        # As at the end of a transaction.
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_it_gives_no_two_rows_one_id(client_a, client_b):
    with mounted(client_b):
        theirs = {make_person().pk for _ in range(20)}
    ours = {make_person().pk for _ in range(20)}
    assert not ours & theirs
    assert all(isinstance(pk, uuid.UUID) and pk.version == 7 for pk in ours | theirs)
    assert Initiative.objects.filter(workflow_owner__in=theirs).count() == 0
