import datetime as dt

import pytest

from apps.initiatives.models import Person
from apps.value.models import Contract
from kernel.tenancy.context import mounted
from tests.browsers import WITHIN, enter
from tests.factories.people import make_initiative, make_person
from tests.factories.value import make_baseline, make_contract, make_kpi, make_proposed, make_readings, make_signed

HOME = f"{WITHIN}/"
MOST_BYTES = 200_000


def promise(name: str = "Proposals in three days", *values: str, **kpi: object) -> Contract:
    """A contract in force on a KPI with five months of baseline."""
    measured = make_kpi(make_initiative(name=name), **kpi)
    make_readings(measured, *["5.0", "5.2", "4.9", "5.1"] * 5, start=dt.date(2025, 9, 1))
    make_baseline(measured, window_start=dt.date(2025, 9, 1), window_end=dt.date(2026, 1, 18))
    contract = make_signed(make_proposed(make_contract(measured)))
    if values:
        make_readings(measured, *values, start=dt.date(2026, 2, 2))
    return contract


def headline(page) -> str:
    return page.text.partition("<h1>")[2].partition("</h1>")[0]


def test_it_says_what_comes_first_in_an_empty_client(client_a):
    page = enter(client_a, "consultant").get(HOME)
    assert headline(page) == "No contract is running yet"
    assert "Begin with an initiative" in page.text
    make_initiative()
    assert "Agree what success is" in enter(client_a, "consultant").get(HOME).text


def test_it_answers_first_then_carries_the_number(client_a):
    promise("Proposals", "5.1", "4.9", "5.0", "5.2")
    page = enter(client_a, "client_sponsor").get(HOME)
    assert headline(page) == "No improvement that can be told from natural variation."
    assert "5.1 days" in page.text
    assert ">29 <" in page.text
    assert "Needs you" not in page.text


def test_it_counts_the_real_improvements_among_several(client_a):
    promise("Proposals", "3.0", "2.9", "3.0", "2.8")
    promise("Claims", "5.0", "5.1", "5.0", "4.9")
    page = enter(client_a, "client_sponsor").get(HOME)
    assert headline(page) == "1 of 2 contracts shows a real improvement"


@pytest.mark.parametrize(
    ("role", "asked"),
    [("workflow_owner", True), ("consultant", True), ("client_sponsor", False), ("client_viewer", False)],
)
def test_it_asks_for_a_missing_reading_those_who_may_enter_it(client_a, role, asked):
    contract = promise("Proposals", "5.0", "5.1")
    owner = contract.initiative.workflow_owner if role == "workflow_owner" else None
    page = enter(client_a, role, owner).get(HOME)
    assert ("Enter the missing reading" in page.text) is asked


def test_it_asks_for_a_signature_whoever_has_to_give_it(client_a):
    version = make_proposed()
    sponsor = Person.objects.get(pk=version.content["signatories"]["sponsor"])
    assert "Sign “Proposals in three days”" in enter(client_a, "client_sponsor", sponsor).get(HOME).text
    assert "Sign “" not in enter(client_a, "client_sponsor", make_person(name="Else")).get(HOME).text


def test_it_shows_nothing_of_another_client(client_a, client_b):
    with mounted(client_b):
        promise("Their secret", "5.0")
    assert "Their secret" not in enter(client_a, "consultant").get(HOME).text


def test_it_leads_somebody_of_one_client_straight_there(client_a):
    assert enter(client_a, "client_sponsor").get("/").headers["Location"] == HOME


def test_it_stays_light_with_years_of_daily_readings_and_many_contracts(client_a):
    many = [str(3 + day % 7) for day in range(1_500)]
    daily = make_kpi(make_initiative(name="Daily"), cadence="day")
    make_readings(daily, *many, start=dt.date(2022, 1, 1))
    make_baseline(daily, window_start=dt.date(2022, 1, 1), window_end=dt.date(2025, 12, 31))
    contract = make_signed(make_proposed(make_contract(daily, due_on="2026-04-02")))
    for number in range(12):
        promise(f"Initiative {number}", "5.0", "5.1", "4.9")
    browser = enter(client_a, "consultant")
    addresses = [
        HOME,
        f"{WITHIN}/contracts/",
        f"{WITHIN}/contracts/{contract.pk}/",
        f"{WITHIN}/kpis/",
        f"{WITHIN}/kpis/{daily.pk}/",
        f"{WITHIN}/initiatives/",
        f"{WITHIN}/initiatives/{contract.initiative_id}/",
        f"{WITHIN}/activity/",
    ]
    raw = {address: len(browser.get(address).content) for address in addresses}
    assert {address: size for address, size in raw.items() if size > MOST_BYTES} == {}
