"""The rollback trigger at work (V5), who may sign as what (V6), and what stays while a contract speaks."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.value.choices import ContractStatus
from apps.value.models import Contract
from apps.value.selectors.contracts import contract_page
from apps.value.services import change_kpi, move_contract
from kernel.access import system_actor
from kernel.errors import InvalidRefused
from kernel.ledger.models import Entry
from tests.factories.people import make_person
from tests.factories.value import make_baseline, make_contract, make_kpi, make_proposed, make_readings, make_signed

FEBRUARY = dt.date(2026, 2, 2)


def fired():
    return list(Entry.objects.filter(event="contract.rollback_fired").values_list("data__period", flat=True))


def test_it_records_the_trigger_with_the_reading_that_completes_its_count(client_a):
    contract = make_signed()
    make_readings(contract.kpi, "7", start=FEBRUARY)
    assert fired() == []

    make_readings(contract.kpi, "7.1", start=FEBRUARY + dt.timedelta(weeks=1))
    assert fired() == ["2026-02-09"]
    page = contract_page(contract.pk)
    assert page.answer is not None
    assert "The rollback trigger fired" in str(page.answer.text)
    assert "manual queue" in str(page.answer.text)


def test_it_records_the_trigger_once_for_each_stretch(client_a):
    contract = make_signed()
    make_readings(contract.kpi, "7", "7.1", "7.2", "4", start=FEBRUARY)
    make_readings(contract.kpi, "7.3", start=FEBRUARY + dt.timedelta(weeks=2))
    assert fired() == ["2026-02-09"]


def test_it_looks_at_no_reading_from_before_the_contracts_first_day(client_a):
    contract = make_signed()
    make_readings(contract.kpi, "7", "7.1", start=dt.date(2026, 1, 12))
    assert fired() == []


def test_it_lets_nobody_but_the_initiatives_owner_sign_as_workflow_owner(client_a):
    other = make_person(name="Olga", function="sales")
    contract = make_contract()
    contract.draft["signatories"]["workflow_owner"] = str(other.pk)
    contract.save()
    with pytest.raises(InvalidRefused) as refused:
        make_proposed(contract)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [
        ("signatories.workflow_owner", "V6")
    ]


def test_it_lets_nobody_of_the_partner_sign(client_a):
    partner = make_person(name="Ben", function="partner")
    contract = make_contract()
    contract.draft["signatories"]["sponsor"] = str(partner.pk)
    contract.save()
    with pytest.raises(InvalidRefused) as refused:
        make_proposed(contract)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [("signatories.sponsor", "V6")]


def test_it_forgets_what_was_proposed_once_it_is_taken_back(client_a):
    contract = make_proposed().contract
    move_contract(by=system_actor(), contract_id=contract.pk, move="withdraw")
    contract = Contract.objects.get(pk=contract.pk)
    assert (contract.target, contract.starts_on, contract.due_on) == (None, None, None)


@pytest.mark.parametrize("status", [ContractStatus.PROPOSED, ContractStatus.CANCELLED])
def test_it_has_no_answer_where_nothing_runs(client_a, status):
    contract = make_proposed().contract
    if status == ContractStatus.CANCELLED:
        move_contract(by=system_actor(), contract_id=contract.pk, move="cancel", reason="No budget")
    page = contract_page(contract.pk)
    assert (page.contract.status, page.answer, page.day) == (status, None, None)


def test_it_keeps_a_kpis_wording_while_a_contract_names_it(client_a):
    kpi = make_kpi()
    make_baseline(kpi)
    guard = make_kpi(kpi.initiative, name="Error rate", unit="percent", kind="quality")
    make_baseline(guard)
    contract = make_contract(kpi, guardrails=[{"kpi": str(guard.pk), "comparison": "below", "bound": "9"}])
    make_proposed(contract)
    for named in (kpi, guard):
        with pytest.raises(InvalidRefused):
            change_kpi(by=system_actor(), kpi_id=named.pk, revision=1, definition="Something else.")


def test_it_sees_a_content_that_no_longer_has_its_hash(client_a):
    page = contract_page(make_proposed().contract_id)
    assert page.is_intact
    assert page.version is not None
    page.version.content["title"] = "Another"
    assert not page.is_intact


def test_it_asks_the_database_no_more_for_more_contracts_on_one_trigger(client_a):
    first = make_signed()
    make_readings(first.kpi, "4", start=FEBRUARY)
    with CaptureQueriesContext(connection) as one:
        make_readings(first.kpi, "4", start=FEBRUARY + dt.timedelta(weeks=1))
    other = make_kpi(first.initiative, name="Cost of a proposal", unit="count")
    make_baseline(other)
    watched = make_contract(other)
    watched.draft["rollback"]["kpi_key"] = str(first.kpi.pk)
    watched.draft["guardrails"] = [{"kpi": str(first.kpi.pk), "comparison": "below", "bound": "9"}]
    watched.save()
    make_signed(make_proposed(watched))
    with CaptureQueriesContext(connection) as two:
        make_readings(first.kpi, "4", start=FEBRUARY + dt.timedelta(weeks=2))
    assert len(two) == len(one)
