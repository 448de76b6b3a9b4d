"""Two people at one thing at the same time, on connections of their own."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from apps.clients.models import Client
from apps.value.models import Baseline, Contract, ContractVersion, Reading
from apps.value.rules.readings.rows import RawRow
from apps.value.services import change_draft, draft_contract, propose_contract, record_readings, sign_contract
from kernel import clock
from kernel.access import system_actor
from kernel.errors import Refused
from kernel.ledger.models import Entry
from kernel.ledger.services import verify
from kernel.tenancy.context import mounted
from tests.conftest import NOW
from tests.factories.value import make_baseline, make_contract, make_kpi, make_proposed, signatory

BY = system_actor()
pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture
def acme(own_database: str) -> Client:
    return Client.objects.get(slug="acme")


def _together(client: Client, *works: Callable[[], object]) -> list[object]:
    """What each work gave, or the refusal's code, when all began in the same moment."""
    start = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            with clock.frozen(NOW), mounted(client):
                start.wait(timeout=10)
                return work()
        except Refused as refused:
            return refused.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


def test_it_is_in_force_once_when_both_sign_in_the_same_moment(acme):
    with mounted(acme):
        version = make_proposed()

    def sign(role: str) -> Callable[[], object]:
        by = signatory(version, role)
        return lambda: (
            sign_contract(
                by=by, contract_id=version.contract_id, version_hash=version.content_hash, reauthenticated_at=NOW
            ).role
        )

    given = _together(acme, *(sign(role) for role in ("sponsor", "workflow_owner") * 2))
    assert sorted(map(str, given)) == ["V6", "V6", "sponsor", "workflow_owner"]
    with mounted(acme):
        assert Contract.objects.get().status == "active"
        events = list(Entry.objects.values_list("event", flat=True))
        assert (events.count("contract.signed"), events.count("contract.activated")) == (1, 1)
        assert verify().holds


def test_it_freezes_a_baseline_before_or_after_another_but_never_between(acme):
    with mounted(acme):
        kpi = make_kpi()
        make_baseline(kpi)
        contract = make_contract(kpi)
    said = _together(
        acme,
        lambda: propose_contract(by=BY, contract_id=contract.pk, revision=1),
        lambda: make_baseline(kpi, value="4.8"),
    )
    with mounted(acme):
        version, current = ContractVersion.objects.get(), Baseline.objects.get(superseded_at__isnull=True)
        assert version.content["terms"]["baseline"]["value"] == f"{current.value.normalize():f}"
        assert ("conflict" in said) == (current.value == 5)


def test_it_lets_one_of_two_proposals_through(acme):
    with mounted(acme):
        contract = make_contract()
    said = _together(acme, *[lambda: propose_contract(by=BY, contract_id=contract.pk, revision=1)] * 4)
    assert sorted(str(each) for each in said if isinstance(each, str)) == ["stale"] * 3
    with mounted(acme):
        assert ContractVersion.objects.count() == 1


def test_it_loses_no_change_of_a_draft(acme):
    with mounted(acme):
        contract = make_contract()
    titles = [f"Title {number}" for number in range(4)]
    said = _together(
        acme,
        *(
            lambda title=title: change_draft(by=BY, contract_id=contract.pk, revision=1, title=title).title
            for title in titles
        ),
    )
    with mounted(acme):
        assert sorted(said).count("stale") == 3
        assert Contract.objects.get().title in said


def test_it_opens_one_contract_a_kpi(acme):
    with mounted(acme):
        kpi = make_kpi()
    given = {"by": BY, "initiative_id": kpi.initiative_id, "kpi_id": kpi.pk, "title": "X"}
    said = _together(acme, *[lambda: draft_contract(**given)] * 4)
    assert said.count("open_contract") == 3


def test_it_keeps_one_reading_a_period_in_force(acme):
    with mounted(acme):
        kpi = make_kpi()
    monday = dt.date(2025, 1, 6)
    weeks = [(monday + dt.timedelta(weeks=number)).isoformat() for number in range(20)]

    def write(value: int) -> Callable[[], object]:
        rows = [RawRow(number, {"period": week, "value": str(value)}) for number, week in enumerate(weeks)]
        return lambda: record_readings(by=BY, rows=rows, door="api", kpi_id=kpi.pk).applied

    assert _together(acme, *(write(value) for value in range(4))) == [True] * 4
    with mounted(acme):
        assert Reading.objects.count() == 80
        assert Reading.objects.filter(state="current").count() == 20
        # Whoever wrote last wrote all of them.
        assert Reading.objects.filter(state="current").values("value").distinct().count() == 1
        assert verify().holds
