"""The page and the API of a contract's value in money: the answer first, finance's word, and what is refused."""

import datetime as dt
import json
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.initiatives.models import Initiative
from apps.value.models import FinanceValidation
from kernel import clock
from kernel.tenancy.context import mounted
from tests.conftest import NOW
from tests.factories.money import FIRST, finance_of, make_claim, make_validation
from tests.factories.value import make_contract, make_proposed, make_readings, make_signed
from tests.pages import as_member, as_partner, text

AFTER_TWO = dt.date(2026, 2, 15)


def address(contract) -> str:
    return f"contracts/{contract.pk}/value/"


def as_finance(client, contract):
    """The pages as the person sees them whom the contract names for finance."""
    with mounted(client):
        person_id = finance_of(contract).person_id
    return as_member(client, "client_viewer", person_id, name="Ralf Timm")


def choice(page: str) -> str:
    return re.search(r'<option value="(2026-02-15=[\d.]+)"', page).group(1)


def test_it_answers_first_then_draws_and_lists(client_a):
    contract = make_claim("4.5", "4.2", "4", "3.8")
    page = text(as_partner(client_a).get(address(contract)))
    lead = page.partition('<p class="lead">')[2].partition("</p>")[0]
    assert "€3,210 actual so far, up to 1 Mar 2026; €2,146 were planned by then." in lead
    assert "Finance has validated nothing yet." in lead
    assert "data-chart" in page
    assert "February 2026" in page
    assert "How this is counted" in page
    assert "Validate the value up to" not in page


def test_it_says_what_each_figure_still_lacks(client_a):
    page = text(as_partner(client_a).get(address(make_claim("4.5", "4.2"))))
    assert "The run rate needs each period of the last 4 weeks; 2 are missing." in page
    assert "A year from months needs the last 3 calendar months in full; 3 are missing." in page
    assert "A trend needs 5 readings since the start; 3 are missing." in page
    assert "2 periods since the start have no figure and are not in the sum." in page


def test_it_shows_the_rates_once_there_is_enough(client_a):
    contract = make_claim()
    with clock.frozen(NOW + dt.timedelta(weeks=18)):
        make_readings(contract.kpi, *["4"] * 22, start=dt.date(2026, 2, 2))
        page = text(as_partner(client_a).get(address(contract)))
    for label in ("Run rate", "By the last three months", "Forecast"):
        assert label in page
    assert "needs each period" not in page


def test_it_says_plainly_where_no_money_is_claimed(client_a):
    contract = make_signed(make_proposed(make_contract()))
    page = as_partner(client_a).get(address(contract))
    assert page.status_code == 200
    assert "This contract claims no value in money." in text(page)
    assert "data-chart" not in text(page)


def test_it_shows_what_waiting_costs(client_a):
    contract = make_claim("4")
    Initiative.objects.update(cost_of_delay=Decimal(14500))
    assert "Each month of waiting costs €14,500" in text(as_partner(client_a).get(address(contract)))


def test_it_asks_as_little_of_the_database_for_years_as_for_weeks(client_a):
    contract = make_claim("4", "4")
    pages = as_partner(client_a)
    pages.get(address(contract))
    with CaptureQueriesContext(connection) as few:
        pages.get(address(contract))
    with clock.frozen(NOW + dt.timedelta(weeks=52)), mounted(client_a):
        make_readings(contract.kpi, *["4"] * 40, start=FIRST)
    with CaptureQueriesContext(connection) as many:
        pages.get(address(contract))
    assert len(many) <= len(few)


# --- Finance's word


def test_it_lets_finance_validate_what_is_on_the_screen(client_a):
    contract = make_claim("4", "4", "4")
    pages = as_finance(client_a, contract)
    chosen = choice(text(pages.get(address(contract))))
    answer = pages.post(address(contract), through_on=chosen, note="Booked in the cost centre.")
    assert answer.status_code == 302
    page = text(pages.get(address(contract)))
    assert "Finance has validated €2,300 up to 15 Feb 2026." in page
    assert "Booked in the cost centre." in page
    assert "Validated: €2,299.79." in page


def test_it_tells_in_the_activity_what_finance_said(client_a):
    make_validation(make_claim("4", "4"), AFTER_TWO)
    page = text(as_partner(client_a).get("activity/"))
    assert "Value validated by finance" in page
    assert "€2,299.79 up to 15 Feb 2026" in page


def test_it_refuses_what_has_changed_on_the_screen_meanwhile(client_a):
    contract = make_claim("4", "4", "4")
    pages = as_finance(client_a, contract)
    chosen = choice(text(pages.get(address(contract))))
    with mounted(client_a):
        make_readings(contract.kpi, "3", start=FIRST)
    answer = pages.post(address(contract), through_on=chosen)
    assert answer.status_code == 422
    assert "The figures have changed since you opened this." in text(answer)
    with mounted(client_a):
        assert not FinanceValidation.objects.exists()


@pytest.mark.parametrize("role", ["workflow_owner", "client_sponsor", "client_viewer"])
def test_it_lets_nobody_else_validate(client_a, role):
    contract = make_claim("4", "4")
    pages = as_member(client_a, role)
    page = text(pages.get(address(contract)))
    assert "<form" not in page.partition('id="finance"')[2].partition("</section>")[0]
    assert "Ralf Timm signs for finance" in page
    assert pages.post(address(contract), through_on="2026-02-15=1").status_code == 403


def test_it_tells_a_correction_after_the_validation(client_a):
    contract = make_claim("4", "4")
    make_validation(contract, AFTER_TWO)
    make_readings(contract.kpi, "3", start=FIRST)
    page = re.sub(r"</?time[^>]*>", "", text(as_partner(client_a).get(address(contract))))
    assert "Up to 15 Feb 2026 the figures differ by €1,725 from what finance validated" in page


def test_it_leads_from_the_contracts_page(client_a):
    contract = make_claim("4")
    assert address(contract) in text(as_partner(client_a).get(f"contracts/{contract.pk}/"))


# --- The API


def call(client, path: str, key: str, method: str = "get", body: object = None):
    from django.test import Client as Browser

    options = {"headers": {"Authorization": f"Bearer {key}"}}
    if body is not None:
        options |= {"data": json.dumps(body), "content_type": "application/json"}
    return getattr(Browser(), method)(f"/clients/{client.slug}/api/{path}", **options)


def test_it_answers_the_series_and_the_figures(client_a):
    contract = make_claim("4.5", "4.2", "4", "3.8")
    make_validation(contract, AFTER_TWO)
    found = as_partner(client_a).get(f"api/{address(contract)}").json()
    assert (found["claim"]["currency"], found["claim"]["planned"], found["claim"]["per"]) == ("EUR", "120000", "year")
    assert (found["so_far"]["known"], found["so_far"]["missing"]) == (4, 0)
    assert found["run_rate"]["last"] == "2026-03-01"
    assert found["annualised"] is None
    assert found["unknown"]["annualised"]["missing"] == 3
    assert found["validated"]["through_on"] == "2026-02-15"
    assert Decimal(found["validated_difference"]) == 0
    assert found["weighted"]["stage"] == "none"
    assert [row["month"]["start"] for row in found["months"]] == ["2026-02-01", "2026-03-01"]
    assert len(found["periods"]) == 4
    listed = as_partner(client_a).get(f"api/{address(contract)}validations/").json()["results"]
    assert [row["amount"] for row in listed] == [found["validated"]["amount"]]


def test_it_answers_why_there_is_nothing_to_say(client_a):
    contract = make_signed(make_proposed(make_contract()))
    found = as_partner(client_a).get(f"api/{address(contract)}").json()
    assert (found["claim"], found["so_far"], found["months"]) == (None, None, [])
    assert "claims no value" in found["unknown"]["claim"]["reason"]


def test_it_takes_finances_word_through_the_api(client_a):
    contract = make_claim("4", "4", "4")
    pages = as_finance(client_a, contract)
    at = f"/clients/acme/api/{address(contract)}validations/"

    def send(**body):
        return pages.browser.post(at, json.dumps(body), content_type="application/json")

    refused = send(through_on="2026-02-14")
    assert (refused.status_code, refused.json()["problems"][0]["code"]) == (422, "V12")
    assert send(through_on="2026-02-15", seen="1").status_code == 412
    made = send(through_on="2026-02-15", seen="2299.79", note="Booked.")
    assert (made.status_code, made.json()["amount"]) == (201, "2299.79")
    assert as_partner(client_a).browser.post(at, "{}", content_type="application/json").status_code == 403
