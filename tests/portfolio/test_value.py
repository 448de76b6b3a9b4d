"""The value of contracts in the read model, on the partner's list and on the client's home."""

import datetime as dt
from decimal import Decimal

import pytest

from apps.console.selectors import engagements
from apps.initiatives.models import Initiative
from apps.portfolio.models import ContractStanding
from apps.portfolio.selectors import standings
from apps.portfolio.services import derive_standings
from kernel import clock
from kernel.access import system_actor
from kernel.ledger.readers import drain_reader
from tests.browsers import WITHIN, enter
from tests.conftest import NOW
from tests.factories.accounts import AdminFactory
from tests.factories.money import make_claim, make_validation
from tests.factories.people import make_initiative
from tests.factories.value import make_contract, make_proposed, make_signed

BY = system_actor()
AFTER_TWO = dt.date(2026, 2, 15)
WEEK = Decimal("1149.8973")


def derived(client) -> ContractStanding:
    drain_reader("portfolio.standings", client.pk)
    return ContractStanding.objects.get()


def test_it_keeps_the_amounts_of_a_contract_that_claims_money(client_a):
    contract = make_claim("4", "4", "4", "4")
    Initiative.objects.update(status="limited_production", stage_reached="limited_production")
    make_validation(contract, AFTER_TWO)
    row = derived(client_a)
    assert (row.value_type, row.value_currency, row.value_validated_through) == ("cashable", "EUR", AFTER_TWO)
    assert row.value_actual == pytest.approx(4 * WEEK, abs=Decimal("0.01"))
    assert row.value_weighted == pytest.approx(2 * WEEK, abs=Decimal("0.01"))
    assert row.value_run_rate == pytest.approx(4 * WEEK * 13, abs=Decimal("0.01"))
    assert row.value_validated == Decimal("2299.79")
    assert row.value_planned > 0


def test_it_keeps_nothing_of_a_contract_that_claims_none(client_a):
    make_signed(make_proposed(make_contract()))
    row = derived(client_a)
    assert (row.value_type, row.value_actual, row.value_planned) == ("", None, None)
    assert standings(None)[0].value is None


def test_it_has_no_amount_where_it_is_not_known(client_a):
    make_claim()
    row = derived(client_a)
    assert (row.value_type, row.value_actual, row.value_run_rate, row.value_weighted) == ("cashable", None, None, None)


def test_it_holds_the_plan_against_the_same_days_as_the_actual_value(client_a):
    contract = make_claim("4")
    before = derived(client_a).value_planned
    with clock.frozen(NOW + dt.timedelta(days=30)):
        derive_standings(by=BY, contract_ids=[contract.pk])
    assert ContractStanding.objects.get().value_planned == before


def test_it_adds_up_by_kind_on_the_partners_list(client_a):
    make_claim("4", "4")
    make_claim("4", initiative=make_initiative(BY, name="Claims"), money={"value_type": "avoided"})
    drain_reader("portfolio.standings", client_a.pk)
    (row,) = [each for each in engagements(AdminFactory()) if each.client.slug == "acme"]
    assert [(total.value_type, total.contracts) for total in row.value] == [("avoided", 1), ("cashable", 1)]
    page = enter(client_a, "consultant").get("/clients/").text
    assert "€2,300" in page
    assert "avoided cost" in page


def test_it_tells_the_executive_the_value_so_far(client_a):
    make_validation(make_claim("4", "4", "4"), AFTER_TWO)
    make_claim(initiative=make_initiative(BY, name="Claims"))
    page = enter(client_a, "client_sponsor").get(f"{WITHIN}/").text
    section = page.partition('id="value"')[2].partition("</section>")[0]
    assert "€3,450" in section
    assert "finance has validated €2,300" in section
    assert "1 contract has no figure yet" in section


def test_it_says_nothing_of_value_where_none_is_claimed(client_a):
    make_signed(make_proposed(make_contract()))
    assert 'id="value"' not in enter(client_a, "client_sponsor").get(f"{WITHIN}/").text


def test_it_counts_first_what_the_stage_earned_and_then_what_was_measured(client_a):
    make_claim("4", "4", "4", "4")
    Initiative.objects.update(status="limited_production", stage_reached="limited_production")
    derived(client_a)
    told = "of €4,600 measured"
    for page in (enter(client_a, "client_sponsor").get(f"{WITHIN}/"), enter(client_a, "consultant").get("/clients/")):
        before, said, _after = page.text.partition(told)
        assert said
        assert "€2,300" in before
