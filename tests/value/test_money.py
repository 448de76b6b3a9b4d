"""A contract's value in money from its readings, and finance's word on it, frozen and on record."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from apps.initiatives.models import Initiative
from apps.initiatives.services import change_initiative
from apps.value.models import Contract, FinanceValidation
from apps.value.rules.money.earned import YEAR, SoFar
from apps.value.rules.points import Unknown
from apps.value.selectors.money import Money, contract_value, contract_values, value_totals
from apps.value.services import ValidationRefused, move_contract, validate_value
from kernel import clock
from kernel.access import system_actor
from kernel.errors import AccessRefused, InvalidRefused, NotFoundMissing, StaleRefused
from kernel.ledger.models import Entry
from tests.actors import user
from tests.conftest import NOW
from tests.factories.money import FIRST, finance_of, make_claim, make_validation
from tests.factories.people import make_initiative
from tests.factories.value import make_contract, make_kpi, make_proposed, make_readings, make_signed

BY = system_actor()
WEEK = dt.timedelta(weeks=1)
AFTER_TWO = FIRST + 2 * WEEK - dt.timedelta(days=1)
A_WEEK = 60_000 * (7 / YEAR)


def money(contract: Contract) -> Money:
    found = contract_value(contract.pk).money
    assert isinstance(found, Money)
    return found


def test_it_counts_the_value_since_the_first_day(client_a):
    found = money(make_claim(4, 4, 3))
    assert isinstance(found.so_far, SoFar)
    assert (found.so_far.known, found.so_far.missing, found.through) == (3, 1, FIRST + 3 * WEEK - dt.timedelta(days=1))
    assert found.so_far.amount == pytest.approx(A_WEEK * (1 + 1 + Decimal(4) / 3))
    assert isinstance(found.run_rate, Unknown)
    assert isinstance(found.forecast, Unknown)
    assert [row.month.start for row in found.months] == [dt.date(2026, 2, 1), dt.date(2026, 3, 1)]


def test_it_counts_the_cases_of_the_kpi_that_the_claim_names(client_a):
    initiative = make_initiative(BY)
    counted = make_kpi(
        initiative, name="Proposals sent", unit="count", direction="up", aggregation="sum", scope="integration"
    )
    make_readings(counted, 40, 60, start=FIRST)
    case = {"per": "case", "volume_kpi_key": str(counted.pk), "value_per_unit": "10"}
    found = money(make_claim(4, 4, 4, initiative=initiative, money=case))
    assert isinstance(found.so_far, SoFar)
    assert (found.so_far.amount, found.so_far.missing) == (1000, 2)


@pytest.mark.parametrize(
    ("statuses", "weighted"),
    [
        (["pilot"], 0),
        (["limited_production"], Decimal("0.5")),
        (["production"], 1),
        (["limited_production", "paused"], Decimal("0.5")),
        (["production", "paused"], 1),
        (["production", "killed"], 1),
        (["pilot", "killed"], 0),
    ],
)
def test_it_weighs_the_value_by_the_furthest_stage(client_a, statuses, weighted):
    # An AI use case would rise by its gates.
    contract = make_claim(4, 4, initiative=make_initiative(type="crm"))
    for status in statuses:
        initiative = Initiative.objects.get()
        change_initiative(by=BY, initiative_id=initiative.pk, revision=initiative.revision, status=status)
    assert money(contract).weighted == pytest.approx(2 * A_WEEK * weighted)


def test_it_counts_no_further_than_the_work_went(client_a):
    with clock.frozen(NOW + dt.timedelta(days=14)):
        contract = make_claim(4, 4, 7, 7)
        move_contract(by=BY, contract_id=contract.pk, move="roll_back", reason="The trigger fired.")
    with clock.frozen(NOW + dt.timedelta(days=40)):
        make_readings(contract.kpi, 4, 4, start=FIRST + 7 * WEEK)
        found = money(contract)
    assert found.values[-1].period.end < NOW.date() + dt.timedelta(days=14)
    assert isinstance(found.run_rate, Unknown)
    assert isinstance(found.forecast, Unknown)


def test_it_has_no_value_before_it_is_signed_nor_without_a_claim(client_a):
    with pytest.raises(NotFoundMissing):
        contract_value(uuid.uuid4())
    draft = make_contract()
    assert isinstance(contract_value(draft.pk).money, Unknown)
    signed = make_signed(make_proposed(draft))
    assert isinstance(contract_value(signed.pk).money, Unknown)


def test_it_shows_what_waiting_costs_beside_it(client_a):
    contract = make_claim(4)
    Initiative.objects.update(cost_of_delay=Decimal("3043.75"), registered_on=NOW.date() - dt.timedelta(days=20))
    delay = contract_value(contract.pk).delay
    assert delay is not None
    assert delay.so_far == 2000


def test_it_reads_many_contracts_in_as_many_queries_as_one(client_a, django_assert_num_queries):
    make_validation(make_claim(4, 4))
    with django_assert_num_queries(4):
        contract_values()
    make_claim(4, 4, initiative=make_initiative(BY, name="Claims"), money={"value_type": "avoided"})
    with django_assert_num_queries(4):
        found = contract_values()
    assert [(row.value_type, row.contracts) for row in value_totals(found)] == [("avoided", 1), ("cashable", 1)]


# --- Finance's word


def test_it_changes_the_contract_so_that_others_see_it(client_a):
    contract = make_claim(4, 4)
    with clock.frozen(NOW + dt.timedelta(minutes=1)):
        make_validation(contract, AFTER_TWO)
    revision = contract.revision
    contract.refresh_from_db()
    assert (contract.revision, contract.updated_at) == (revision + 1, NOW + dt.timedelta(minutes=1))


def test_it_freezes_the_amount_with_the_figures_that_finance_saw(client_a):
    contract = make_claim(4, 4, 3)
    validation = make_validation(contract, AFTER_TWO)
    assert validation.amount == (2 * A_WEEK).quantize(Decimal("0.01"))
    assert (validation.currency, validation.validated_by_name, validation.figures["version"]) == ("EUR", "Ralf Timm", 1)
    assert [row["level"] for row in validation.figures["periods"]] == ["4", "4"]
    entry = Entry.objects.get(event="value.validated")
    assert (entry.subject_id, entry.data["through"], entry.data["amount"]) == (
        contract.pk,
        AFTER_TWO.isoformat(),
        "2299.79",
    )


def test_it_tells_a_correction_since(client_a):
    contract = make_claim(4, 4)
    make_validation(contract, AFTER_TWO)
    assert contract_value(contract.pk).moved == 0
    make_readings(contract.kpi, 3, start=FIRST)
    value = contract_value(contract.pk)
    assert value.moved == pytest.approx(Decimal("1724.85"), abs=Decimal("0.01"))
    assert value.validated.amount == Decimal("2299.79")


def test_it_is_validated_only_by_the_person_named_for_finance(client_a):
    contract = make_claim(4, 4)
    for other in (
        BY,
        user("partner_admin"),
        user("client_sponsor"),
        user("client_viewer", person=contract.kpi.initiative.workflow_owner),
    ):
        with pytest.raises(AccessRefused) as refused:
            validate_value(by=other, contract_id=contract.pk, through_on=AFTER_TWO)
        assert "Ralf Timm" in str(refused.value.way_out)
    assert not FinanceValidation.objects.exists()


def test_it_says_how_to_name_somebody_for_finance(client_a):
    contract = make_signed()
    with pytest.raises(AccessRefused) as refused:
        validate_value(by=user("client_viewer"), contract_id=contract.pk, through_on=AFTER_TWO)
    assert "for finance" in str(refused.value.way_out)


@pytest.mark.parametrize("day", [FIRST, FIRST + 4 * WEEK - dt.timedelta(days=1), NOW.date(), dt.date(2030, 1, 6)])
def test_it_is_validated_up_to_the_end_of_a_period_with_a_figure(client_a, day):
    contract = make_claim(4, 4)
    with pytest.raises(InvalidRefused) as refused:
        make_validation(contract, day)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [("through_on", "V12")]


def test_it_goes_forward_from_one_validation_to_the_next(client_a):
    contract = make_claim(4, 4, 4)
    make_validation(contract, AFTER_TWO)
    for day in (AFTER_TWO, AFTER_TWO - WEEK):
        with pytest.raises(InvalidRefused):
            make_validation(contract, day)
    assert make_validation(contract, AFTER_TWO + WEEK).amount == (3 * A_WEEK).quantize(Decimal("0.01"))


def test_it_refuses_an_amount_that_is_no_longer_the_one_on_the_screen(client_a):
    contract = make_claim(4, 4)
    who = {"by": finance_of(contract), "contract_id": contract.pk, "through_on": AFTER_TWO}
    with pytest.raises(StaleRefused):
        validate_value(**who, seen=Decimal(2000))
    assert validate_value(**who, seen=Decimal("2299.79")).amount == Decimal("2299.79")


def test_it_refuses_where_nothing_is_claimed(client_a):
    contract = make_claim(4, 4)
    Contract.objects.update(status="signed")
    with pytest.raises(ValidationRefused):
        make_validation(contract, AFTER_TWO)
