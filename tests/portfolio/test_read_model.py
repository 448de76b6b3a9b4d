import datetime as dt
from decimal import Decimal

import pytest
from django.db import OperationalError, connection, transaction

from apps.clients.models import Client
from apps.initiatives.models import Initiative
from apps.initiatives.services import change_initiative
from apps.portfolio.models import ClientActivity, ContractStanding
from apps.portfolio.selectors import last_activity, standings
from apps.portfolio.services import derive_standings, rebuild_client
from apps.portfolio.tasks import turn_the_page, turn_the_pages
from apps.value.models import Contract
from apps.value.services import change_kpi, move_contract
from kernel import clock
from kernel.access import system_actor
from kernel.journal.models import ReaderCursor
from kernel.ledger.models import Entry
from kernel.ledger.readers import drain_reader
from kernel.ledger.services import head
from kernel.ledger.tasks import drain, sweep
from kernel.tenancy.context import mounted
from tests.conftest import NOW
from tests.factories.clients import ClientFactory
from tests.factories.value import (
    make_baseline,
    make_contract,
    make_kpi,
    make_proposed,
    make_readings,
    make_signed,
)

BY = system_actor()
READER = "portfolio.standings"


def derived() -> list[dict[str, object]]:
    """The whole read model, but when each row was derived."""
    rows = ContractStanding.objects.order_by("client_id", "contract_id").values()
    return [{name: value for name, value in row.items() if name not in ("id", "derived_at")} for row in rows]


def take(client: Client) -> int:
    with mounted(client):
        return drain_reader(READER, client.pk)


def in_force() -> Contract:
    contract = make_signed(make_proposed())
    make_readings(contract.kpi, "5.0", "4.5", "4.0", "3.9", start=dt.date(2026, 2, 2))
    return contract


def test_it_derives_a_contract_from_what_happened(client_a):
    contract = in_force()
    take(client_a)
    (row,) = standings(None)
    assert (row.contract_id, row.title, row.status) == (contract.pk, "Proposals in three days", "active")
    assert (row.baseline, row.target, row.recent_level, row.progress) == (
        Decimal(5),
        Decimal(3),
        Decimal("4.35"),
        Decimal("0.325"),
    )
    assert (row.starts_on, row.due_on) == (dt.date(2026, 2, 2), dt.date(2026, 4, 2))
    assert row.last_period_end == dt.date(2026, 3, 1)
    assert row.day(dt.date(2026, 3, 2)) == 29
    assert ContractStanding.objects.get().sequence == head()[0]
    assert last_activity([client_a.pk]) == {client_a.pk: NOW}
    assert ClientActivity.objects.get().last_event == "readings.recorded"


def test_it_names_who_has_still_to_sign(client_a):
    make_proposed()
    take(client_a)
    assert standings(None)[0].waiting_for == ("workflow_owner", "sponsor")


def test_it_is_the_same_however_often_an_entry_is_taken(client_a):
    in_force()
    assert take(client_a) > 0
    before = derived()
    assert take(client_a) == 0
    ReaderCursor.objects.filter(reader=READER).update(sequence=2)
    assert take(client_a) == Entry.objects.count() - 2
    assert derived() == before


def test_it_is_built_anew_as_it_was(client_a):
    in_force()
    draft = make_contract(make_kpi(make_second_initiative()))
    take(client_a)
    before = derived()
    assert len(before) == 2
    ContractStanding.objects.update(title="wrong", progress=9, sequence=0)
    ContractStanding.objects.filter(contract_id=draft.pk).delete()
    rebuild_client(by=BY)
    assert derived() == before
    take(client_a)
    assert derived() == before


def make_second_initiative() -> Initiative:
    from tests.factories.people import make_initiative

    return make_initiative(name="A second initiative")


def test_it_follows_what_a_contract_stands_on(client_a):
    draft = make_contract()
    take(client_a)
    change_kpi(by=BY, kpi_id=draft.kpi_id, revision=draft.kpi.revision, name="Turnaround of proposals")
    take(client_a)
    assert ContractStanding.objects.get().kpi_name == "Turnaround of proposals"
    contract = make_signed(make_proposed(draft))
    initiative = Initiative.objects.get()
    change_initiative(by=BY, initiative_id=initiative.pk, revision=initiative.revision, name="Faster proposals")
    take(client_a)
    assert ContractStanding.objects.get().initiative_name == "Faster proposals"
    make_readings(contract.kpi, "3.0", start=dt.date(2026, 2, 23), source="correction of the CRM")
    take(client_a)
    move_contract(by=BY, contract_id=contract.pk, move="cancel", reason="Another way was found.")
    take(client_a)
    assert ContractStanding.objects.get().status == "cancelled"


@pytest.mark.parametrize(
    ("target", "values"),
    [
        ("4.999999", ["999999999999999999"] * 4),
        ("4.999999", ["0.000001"] * 4),
        ("0.000001", ["999999999999999999"] * 4),
    ],
)
def test_it_is_not_stopped_by_absurd_figures(client_a, target, values):
    kpi = make_kpi(can_be_negative=False, unit="score")
    make_baseline(kpi)
    lift = {"low": "0.000001", "likely": "1", "high": "5"}
    contract = make_signed(make_proposed(make_contract(kpi, target=target, lift=lift)))
    make_readings(contract.kpi, *values, start=dt.date(2026, 2, 2))
    take(client_a)
    assert ContractStanding.objects.get().progress is not None


def test_it_is_brought_up_to_date_by_the_sweep_when_a_doorbell_was_lost(own_database, rung):
    acme = Client.objects.get(slug="acme")
    with mounted(acme):
        make_contract()
    rung()
    assert not ContractStanding.objects.exists()

    sweep()

    asked = [arguments for task, arguments in rung() if task == "kernel.ledger.drain"]
    assert {arguments["client"] for arguments in asked} == {
        str(pk) for pk in Client.objects.values_list("pk", flat=True)
    }
    for arguments in asked:
        drain(**arguments)
    assert [row.client_slug for row in standings(None)] == ["acme"]


def test_it_lets_nobody_write_what_was_read_before_another_wrote(own_database, other_connection):
    acme = Client.objects.get(slug="acme")
    with mounted(acme):
        contract = make_contract()
        take(acme)
    other_connection.autocommit = False
    other_connection.execute("SELECT 1 FROM portfolio_contractstanding FOR UPDATE")
    with mounted(acme), transaction.atomic(), pytest.raises(OperationalError, match="lock timeout"):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '50ms'")
        derive_standings(by=BY, contract_ids=[contract.pk])
    other_connection.rollback()


def test_it_keeps_the_clients_apart_and_shows_only_the_active_ones(client_a, client_b):
    make_contract()
    take(client_a)
    with mounted(client_b):
        make_contract()
    take(client_b)
    assert {row.client_slug for row in standings(None)} == {"acme", "borealis"}
    assert [row.client_slug for row in standings([client_b.pk])] == ["borealis"]
    assert standings([]) == []
    Client.objects.filter(pk=client_b.pk).update(status="suspended")
    assert [row.client_slug for row in standings(None)] == ["acme"]


def test_it_puts_contracts_in_force_at_the_clients_own_midnight(client_a, client_b):
    first_day = {"start_on": "2026-03-10", "due_on": "2026-05-08"}
    contracts = {}
    for client in (client_a, client_b):
        with mounted(client):
            contracts[client.slug] = make_signed(make_proposed(make_contract(**first_day)))

    def states(moment: dt.datetime) -> tuple[str, str]:
        with clock.frozen(moment):
            for client in (client_a, client_b):
                turn_the_page(client=str(client.pk))
        rows = dict(ContractStanding.objects.values_list("client__slug", "status"))
        return rows["acme"], rows["borealis"]

    # Berlin is one hour before UTC; New York keeps summer time already, and is four behind.
    assert states(dt.datetime(2026, 3, 9, 22, 59, tzinfo=dt.UTC)) == ("signed", "signed")
    assert states(dt.datetime(2026, 3, 9, 23, 1, tzinfo=dt.UTC)) == ("active", "signed")
    assert states(dt.datetime(2026, 3, 10, 3, 59, tzinfo=dt.UTC)) == ("active", "signed")
    assert states(dt.datetime(2026, 3, 10, 4, 1, tzinfo=dt.UTC)) == ("active", "active")
    with mounted(client_a):
        assert Entry.objects.filter(event="contract.activated").count() == 1


def test_it_turns_the_page_of_every_active_client(client_a, client_b, rung):
    ClientFactory(status="suspended")
    turn_the_pages()
    asked = [arguments["client"] for task, arguments in rung() if task == "portfolio.turn_the_page"]
    assert sorted(asked) == sorted([str(client_a.pk), str(client_b.pk)])


def test_it_takes_a_reading_for_late_when_the_next_day_comes(client_a):
    in_force()
    with clock.frozen(NOW + dt.timedelta(weeks=4)):
        turn_the_page(client=str(client_a.pk))
        assert ContractStanding.objects.get().course == "unknown"
