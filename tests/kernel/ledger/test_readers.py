import uuid
from collections.abc import Iterator

import pytest
from django.db import transaction

from apps.clients.models import Client
from apps.initiatives.models import Person
from kernel.journal.models import ReaderCursor
from kernel.ledger import readers
from kernel.ledger.readers import drain_reader, rewind
from kernel.ledger.tasks import drain, sweep
from kernel.tenancy.context import NoClientMounted, mounted
from tests.factories.people import make_person

Seen = list[tuple[uuid.UUID, int]]


@pytest.fixture
def seen(monkeypatch) -> Iterator[Seen]:
    """A reader that notes what it is given, beside those that the product has."""
    noted: Seen = []
    for name in list(readers.READERS):
        monkeypatch.delitem(readers.READERS, name)

    @readers.reader("noting")
    def note(client_id, entries):
        noted.extend((client_id, entry.sequence) for entry in entries)

    yield noted
    readers.READERS.clear()


def test_it_gives_a_reader_each_entry_once_and_in_order(client_a, seen, monkeypatch):
    monkeypatch.setattr(readers, "BATCH", 2)
    for _ in range(5):
        make_person()
    assert drain_reader("noting", client_a.pk) == 5
    assert seen == [(client_a.pk, number) for number in range(1, 6)]
    assert drain_reader("noting", client_a.pk) == 0
    make_person()
    assert drain_reader("noting", client_a.pk) == 1
    assert seen[-1] == (client_a.pk, 6)


def test_it_keeps_a_place_for_each_client(client_a, client_b, seen):
    make_person()
    make_person()
    with mounted(client_b):
        make_person()
        drain_reader("noting", client_b.pk)
    drain_reader("noting", client_a.pk)
    assert seen == [(client_b.pk, 1), (client_a.pk, 1), (client_a.pk, 2)]
    assert set(ReaderCursor.objects.filter(reader="noting").values_list("client_id", "sequence")) == {
        (client_a.pk, 2),
        (client_b.pk, 1),
    }


def test_it_gives_the_entries_again_after_a_reader_failed(client_a, seen, monkeypatch):
    """At least once: what the reader wrote and its place move together, or not at all."""
    make_person()
    failing = [True]

    @readers.reader("deriving")
    def derive(client_id, entries):
        make_person(name="Derived")
        if failing.pop() if failing else False:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        drain_reader("deriving", client_a.pk)
    assert not Person.objects.filter(name="Derived").exists()
    readers.READERS["deriving"] = readers.READERS["noting"]
    assert drain_reader("deriving", client_a.pk) == 1


def test_it_gives_everything_again_to_a_reader_that_was_sent_back(client_a, seen):
    make_person()
    drain_reader("noting", client_a.pk)
    rewind("noting", client_a.pk)
    assert drain_reader("noting", client_a.pk) == 1
    assert seen == [(client_a.pk, 1)] * 2


@pytest.mark.django_db
def test_it_reads_no_ledger_without_a_client(seen):
    with pytest.raises(NoClientMounted):
        drain_reader("noting", uuid.uuid4())


def test_it_leaves_a_client_to_the_process_that_is_at_it(own_database, seen, other_connection):
    acme = Client.objects.get(slug="acme")
    with mounted(acme):
        make_person()
        drain_reader("noting", acme.pk)
        make_person()
    with other_connection.transaction():
        other_connection.execute("SELECT 1 FROM journal_readercursor WHERE reader = 'noting' FOR UPDATE")
        with mounted(acme):
            assert drain_reader("noting", acme.pk) == 0
    with mounted(acme):
        assert drain_reader("noting", acme.pk) == 1


def test_it_answers_the_doorbell_for_every_reader(client_a, client_b, seen):
    readers.READERS["other"] = readers.READERS["noting"]
    make_person()
    drain(client=str(client_a.pk), sequence=1)
    assert seen == [(client_a.pk, 1)] * 2
    drain(client=str(client_b.pk))
    assert len(seen) == 2


def test_it_lets_one_readers_failure_hold_up_no_other(own_database, seen):
    @readers.reader("failing")
    def fail(client_id, entries):
        raise ZeroDivisionError

    readers.READERS["after"] = readers.READERS["noting"]
    acme = Client.objects.get(slug="acme")
    with mounted(acme):
        make_person()
    with pytest.raises(ExceptionGroup) as failed:
        drain(client=str(acme.pk))
    assert failed.group_contains(ZeroDivisionError)
    assert seen == [(acme.pk, 1)] * 2
    assert dict(ReaderCursor.objects.values_list("reader", "sequence")) == {"noting": 1, "after": 1}


def test_it_sweeps_what_the_doorbell_missed(own_database, seen, rung):
    acme, borealis = (Client.objects.get(slug=slug) for slug in ("acme", "borealis"))
    with mounted(acme):
        make_person()
    # The ring is lost.
    rung()
    Client.objects.filter(pk=borealis.pk).update(status="suspended")
    sweep()
    messages = rung()
    assert messages == [("kernel.ledger.drain", {"client": str(acme.pk)})]
    drain(**messages[0][1])
    assert seen == [(acme.pk, 1)]
