"""What is due in a client, as it is derived from their rows."""

import datetime as dt

import pytest
from django.db import OperationalError, connection, transaction

from apps.clients.models import Client
from apps.initiatives.models import Initiative
from apps.initiatives.services import change_initiative, link_person
from apps.portfolio.choices import DueKind
from apps.portfolio.models import DueDate
from apps.portfolio.services import derive_due_dates, rebuild_client
from apps.value.services import amend_contract, change_draft, move_contract
from kernel import clock
from kernel.access import system_actor
from kernel.ids import new_id
from kernel.ledger.readers import drain_reader
from kernel.tenancy.context import mounted
from tests.conftest import NOW
from tests.factories.governance import answer, make_attested, make_item
from tests.factories.people import make_initiative
from tests.factories.value import make_contract, make_proposed, make_readings, make_signed

BY = system_actor()
READER = "portfolio.due_dates"


def take(client: Client) -> int:
    with mounted(client):
        return drain_reader(READER, client.pk)


def test_it_knows_a_contracts_last_day_from_its_signatures_on(client_a):
    draft = make_contract()
    version = make_proposed(draft)
    take(client_a)
    assert not DueDate.objects.exists()
    contract = make_signed(version)
    take(client_a)
    row = DueDate.objects.get()
    assert (row.kind, row.source_id, row.title) == (DueKind.CONTRACT_DUE, contract.pk, "Proposals in three days")
    assert (row.on, row.user_id, row.done) == (dt.date(2026, 4, 2), None, False)
    assert (row.path, row.client_id) == (f"contracts/{contract.pk}/", client_a.pk)


def test_it_follows_an_amendment_and_an_end(client_a):
    contract = make_signed(make_proposed())
    take(client_a)
    first = DueDate.objects.get()
    revision = amend_contract(by=BY, contract_id=contract.pk).revision
    change_draft(by=BY, contract_id=contract.pk, revision=revision, terms={"due_on": "2026-04-30"})
    contract.refresh_from_db()
    version = make_proposed(contract)
    take(client_a)
    assert DueDate.objects.get().on == dt.date(2026, 4, 2)
    make_signed(version)
    take(client_a)
    row = DueDate.objects.get()
    assert (row.on, row.pk) == (dt.date(2026, 4, 30), first.pk)
    move_contract(by=BY, contract_id=contract.pk, move="cancel", reason="Another way was found.")
    take(client_a)
    assert not DueDate.objects.exists()


def test_it_leaves_alone_what_stays_as_it_was(client_a):
    contract = make_signed(make_proposed())
    take(client_a)
    with clock.frozen(NOW + dt.timedelta(hours=2)):
        derive_due_dates(by=BY)
        assert DueDate.objects.get().changed_at == NOW
        initiative = Initiative.objects.get()
        change_initiative(by=BY, initiative_id=initiative.pk, revision=initiative.revision, name="Faster proposals")
        take(client_a)
        row = DueDate.objects.get()
        assert (row.initiative_name, row.changed_at) == ("Faster proposals", clock.now())
    assert row.source_id == contract.pk


def test_it_is_built_anew_as_it_was(client_a):
    make_signed(make_proposed())
    take(client_a)
    before = DueDate.objects.values().get()
    DueDate.objects.update(title="wrong")
    rebuild_client(by=BY)
    assert DueDate.objects.values().get() == before
    DueDate.objects.all().delete()
    rebuild_client(by=BY)
    assert DueDate.objects.values().get() | {"id": before["id"]} == before


def test_it_keeps_the_clients_apart(client_a, client_b):
    make_signed(make_proposed())
    take(client_a)
    with mounted(client_b):
        make_signed(make_proposed())
        derive_due_dates(by=BY)
    assert DueDate.objects.filter(client=client_a).count() == DueDate.objects.filter(client=client_b).count() == 1


def test_it_reads_nothing_for_a_reading(client_a, django_assert_max_num_queries):
    contract = make_signed(make_proposed())
    take(client_a)
    make_readings(contract.kpi, 5, 4, start=dt.date(2026, 2, 2))
    with django_assert_max_num_queries(8):
        take(client_a)


def test_it_lets_nobody_write_what_was_read_before_another_wrote(own_database, other_connection):
    acme = Client.objects.get(slug="acme")
    other_connection.autocommit = False
    other_connection.execute("SELECT 1 FROM clients_client WHERE slug = 'acme' FOR NO KEY UPDATE")
    with mounted(acme), transaction.atomic(), pytest.raises(OperationalError, match="lock timeout"):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '50ms'")
        derive_due_dates(by=BY)
    other_connection.rollback()


def test_it_dates_an_attestation_for_its_leader_until_it_is_given(client_a):
    initiative, login = make_initiative(), new_id()
    link_person(by=BY, person_id=initiative.workflow_owner_id, user_id=login)
    make_attested(initiative)
    take(client_a)
    given, asked = DueDate.objects.filter(kind=DueKind.ATTESTATION).order_by("on")
    assert (given.on, given.done, asked.done) == (dt.date(2026, 4, 1), True, False)
    assert {row.user_id for row in (given, asked)} == {login}
    assert asked.path == f"initiatives/{initiative.pk}/governance/"


def test_it_dates_the_review_of_an_answer_for_its_owner(client_a):
    item = answer(make_item())
    take(client_a)
    row = DueDate.objects.get(kind=DueKind.CHECKLIST_REVIEW)
    assert (row.source_id, row.on, row.title) == (item.pk, item.review_on, item.title)
    assert row.path == f"checklist-items/{item.pk}/"


@pytest.mark.parametrize("status", ["killed", "retired"])
def test_it_asks_nobody_any_more_about_what_has_ended(client_a, status):
    initiative = make_initiative()
    make_attested(initiative)
    answer(make_item(initiative))
    Initiative.objects.filter(pk=initiative.pk).update(status=status)
    take(client_a)
    rows = DueDate.objects.filter(kind__in=[DueKind.ATTESTATION, DueKind.CHECKLIST_REVIEW])
    assert [(row.kind, row.done) for row in rows] == [(DueKind.ATTESTATION, True)]
