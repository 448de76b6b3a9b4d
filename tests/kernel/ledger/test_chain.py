import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from apps.clients.models import Client
from apps.initiatives import events
from apps.initiatives.models import Person
from kernel import clock
from kernel.access import system_actor
from kernel.canonical import digest
from kernel.ledger import services
from kernel.ledger.base import GENESIS
from kernel.ledger.models import Entry, Head
from kernel.ledger.services import head, record, verify
from kernel.tenancy.context import mounted, public, schema
from tests.factories.people import make_person


def _record(person: Person, count: int = 1, **data: object) -> None:
    for number in range(count):
        with transaction.atomic():
            record(events.PERSON_CHANGED, subject=person, by=system_actor(), data={"number": number, **data})


def test_it_begins_with_nothing(client_a):
    assert head() == (0, GENESIS)
    assert verify().holds
    assert verify().entries == 0


def test_it_notes_who_did_what_to_which_thing_through_which_door(client_a):
    from tests.actors import user

    by = user("consultant", name="Jonas Brandt")
    person = make_person(by=by)
    entry = Entry.objects.get()
    assert (entry.sequence, entry.event, entry.previous_hash) == (1, "person.created", GENESIS)
    assert (entry.actor_kind, entry.actor_id, entry.actor_name) == ("user", by.id, "Jonas Brandt")
    assert (entry.door, entry.address) == ("web", "192.0.2.10")
    assert (entry.subject_type, entry.subject_id) == ("initiatives.person", person.pk)
    assert entry.recorded_at == clock.now()
    assert head() == (1, entry.hash)


def test_it_chains_each_entry_to_the_one_before(client_a):
    _record(make_person(), 5)
    entries = list(Entry.objects.all())
    assert [entry.sequence for entry in entries] == [1, 2, 3, 4, 5, 6]
    assert [entry.previous_hash for entry in entries] == [GENESIS, *(entry.hash for entry in entries[:-1])]
    assert all(entry.hash == digest(entry.content()) for entry in entries)
    assert verify() == services.Verdict(6)


def test_it_leaves_no_gap_after_a_rollback(client_a):
    person = make_person()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _record(person, 3)
        _ = 1 / 0
    _record(person)
    assert [entry.sequence for entry in Entry.objects.all()] == [1, 2]
    assert verify().holds


def test_it_keeps_each_client_and_the_platform_a_ledger_of_their_own(client_a, client_b):
    make_person()
    with mounted(client_b):
        assert head() == (0, GENESIS)
        make_person()
        make_person()
        assert head()[0] == 2
    assert head()[0] == 1
    with public():
        before = head()[0]
        with transaction.atomic():
            record("client.suspended", subject=client_b, by=system_actor())
        assert head()[0] == before + 1
        assert verify().holds
    assert head()[0] == 1


def test_it_refuses_an_event_that_nobody_declared(client_a):
    with pytest.raises(ValueError, match="not declared"), transaction.atomic():
        record("person.vanished", subject=make_person(), by=system_actor())
    with pytest.raises(ValueError, match="already"):
        services.declare("person.created", "again")


def test_it_refuses_data_that_has_no_one_spelling(client_a):
    person = make_person()
    with pytest.raises(TypeError), transaction.atomic():
        record(events.PERSON_CHANGED, subject=person, by=system_actor(), data={"lift": 0.1})
    assert head()[0] == 1


def test_it_is_written_in_the_transaction_of_what_it_records(own_database):
    with mounted(Client.objects.get(slug="acme")):
        person = make_person()
        with pytest.raises(RuntimeError, match="transaction"):
            record(events.PERSON_CHANGED, subject=person, by=system_actor())
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            make_person(name="Never")
            _ = 1 / 0
        assert Person.objects.count() == Entry.objects.count() == head()[0] == 1


def test_it_undoes_everything_when_a_subscriber_fails(client_a, monkeypatch):
    seen = []

    def reads(entry):
        seen.append((entry.event, Person.objects.count()))

    def fails(entry):
        raise ZeroDivisionError

    monkeypatch.setitem(services._subscribers, events.PERSON_CREATED, [])
    services.subscribe(events.PERSON_CREATED)(reads)
    make_person()
    services.subscribe(events.PERSON_CREATED)(fails)
    with pytest.raises(ZeroDivisionError):
        make_person()
    assert seen == [("person.created", 1), ("person.created", 2)]
    assert Person.objects.count() == head()[0] == 1
    assert verify().holds


def test_it_leaves_no_gap_between_eight_writers(own_database):
    acme = Client.objects.get(slug="acme")

    def write(number: int) -> None:
        try:
            with mounted(acme):
                person = make_person(name=f"Writer {number}")
                for turn in range(9):
                    try:
                        with transaction.atomic():
                            record(events.PERSON_CHANGED, subject=person, by=system_actor(), data={"turn": turn})
                            if turn % 3 == 2:
                                raise InterruptedError
                    except InterruptedError:
                        continue
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as writers:
        list(writers.map(write, range(8)))
    with mounted(acme):
        assert verify() == services.Verdict(8 * 7)
        assert list(Entry.objects.values_list("sequence", flat=True)) == list(range(1, 57))


def _tamper(client: Client, statement: str) -> None:
    """Do as the owner of the tables what the application's role cannot, with the trigger switched off."""
    with schema(client.schema_name, using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE ledger_entry ENABLE TRIGGER USER")


TAMPERED = [
    ("UPDATE ledger_entry SET data = '{\"number\": 8}' WHERE sequence = 7", 7, "content"),
    ("UPDATE ledger_entry SET actor_name = 'Throughlinf' WHERE sequence = 7", 7, "content"),
    ("UPDATE ledger_entry SET recorded_at = recorded_at + interval '1 microsecond' WHERE sequence = 7", 7, "content"),
    ("UPDATE ledger_entry SET hash = repeat('0', 64) WHERE sequence = 7", 7, "content"),
    ("UPDATE ledger_entry SET previous_hash = repeat('0', 64) WHERE sequence = 7", 7, "follow"),
    ("UPDATE ledger_entry SET subject_id = gen_random_uuid() WHERE sequence = 20", 20, "content"),
    ("DELETE FROM ledger_entry WHERE sequence = 7", 7, "missing"),
    ("DELETE FROM ledger_entry WHERE sequence = 20", 20, "head"),
    ("TRUNCATE ledger_entry", 1, "head"),
    ("UPDATE ledger_head SET sequence = 19", 21, "head"),
    ("UPDATE ledger_head SET hash = repeat('f', 64)", 21, "head"),
]


def test_it_finds_what_was_tampered_with(own_database, subtests):
    acme = Client.objects.get(slug="acme")
    with mounted(acme):
        for statement, place, reason in TAMPERED:
            with subtests.test(statement):
                _tamper(acme, "TRUNCATE ledger_entry")
                Head.objects.update(sequence=0, hash=GENESIS)
                _record(make_person(), 19)
                assert verify() == services.Verdict(20)
                _tamper(acme, statement)
                verdict = verify()
                assert not verdict.holds
                assert verdict.broken_at == place
                assert reason in verdict.reason


def _long_ledger(count: int) -> None:
    """So many entries, chained as `record` chains them, written at once."""
    person, moment = make_person(), clock.now()
    sequence, previous = head()
    entries = []
    for number in range(sequence + 1, sequence + count):
        entry = Entry(
            sequence=number,
            recorded_at=moment + dt.timedelta(seconds=number),
            event="person.changed",
            actor_kind="system",
            actor_name="Throughline",
            door="task",
            subject_type="initiatives.person",
            subject_id=person.pk,
            data={"number": number},
            previous_hash=previous,
        )
        entry.hash = previous = entry.computed_hash()
        entries.append(entry)
    Entry.objects.bulk_create(entries)
    Head.objects.update(sequence=entries[-1].sequence, hash=previous)


def test_it_locates_one_changed_byte_of_ten_thousand_entries_within_two_seconds(own_database):
    acme, count = Client.objects.get(slug="acme"), 10_000
    with mounted(acme), transaction.atomic():
        _long_ledger(count)
    with mounted(acme):
        assert verify().entries == count
        place = count - 100
        _tamper(acme, f"UPDATE ledger_entry SET data = '{{\"number\": {place + 1}}}' WHERE sequence = {place}")
        begun = time.perf_counter()
        verdict = verify()
        seconds = time.perf_counter() - begun
    assert verdict.broken_at == place
    assert seconds < 2


def test_it_reads_an_entry_as_it_was_hashed(client_a):
    """What PostgreSQL gives back is what was hashed: numbers, text in any script, moments to the microsecond."""
    data = {
        "é": ["ﬁ", "\u202e", "\U0001f600", None, True, 12345678901234567890],
        "decimal": "0.100000",
        "nested": {"": {}},
    }
    with clock.frozen(dt.datetime(2026, 3, 29, 1, 59, 59, 999_999, tzinfo=dt.UTC)):
        _record(make_person(), 1, **data)
    assert verify() == services.Verdict(2)


def test_it_takes_the_lock_of_the_mounted_head_only(client_a, client_b):
    make_person()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_head")
        assert cursor.fetchone() == (1,)
    with mounted(client_b), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_head")
        assert cursor.fetchone() == (0,)
