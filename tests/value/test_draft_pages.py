import datetime as dt
import html
import re

import pytest

from apps.value.models import Contract
from apps.value.services import change_draft, draft_contract
from kernel.access import system_actor
from kernel.ledger.models import Entry
from tests.browsers import WITHIN, enter
from tests.factories.people import make_initiative
from tests.factories.value import (
    make_baseline,
    make_contract,
    make_kpi,
    make_proposed,
    make_readings,
    make_signed,
)
from tests.refusals import refused
from tests.value.contract_addresses import CONTRACTS, HOSTILE, at, filled


@pytest.fixture
def consultant(client_a):
    return enter(client_a, "consultant")


@pytest.fixture
def contract(client_a) -> Contract:
    return make_contract()


def test_it_begins_a_draft_on_a_kpi_and_opens_its_form(consultant):
    kpi = make_kpi()
    new = f"{WITHIN}/initiatives/{kpi.initiative_id}/contracts/new/"
    assert "Proposal turnaround" in consultant.get(new).text

    answer = consultant.post(new, {"title": "Proposals in three days", "kpi": str(kpi.pk)})

    made = Contract.objects.get()
    assert answer.headers["Location"] == at(made, "edit/")
    assert consultant.get(answer.headers["Location"]).status_code == 200


def test_it_says_what_comes_first_when_there_is_no_kpi(consultant):
    initiative = make_initiative()
    page = consultant.get(f"{WITHIN}/initiatives/{initiative.pk}/contracts/new/")
    assert f"{WITHIN}/initiatives/{initiative.pk}/kpis/new/" in page.text


def test_it_says_beside_the_field_that_a_kpi_has_an_open_contract(consultant, contract):
    new = f"{WITHIN}/initiatives/{contract.initiative_id}/contracts/new/"
    page = consultant.post(new, {"title": "Another", "kpi": str(contract.kpi_id)})
    assert page.status_code == 422
    assert "not concluded" in page.context["form"].errors["kpi"][0]
    assert 'value="Another"' in page.text


def test_it_takes_numbers_as_the_persons_language_writes_them(client_a, contract):
    browser = enter(client_a, "consultant", language="de")
    form = browser.get(at(contract, "edit/"))
    assert 'value="1,5"' in form.text

    answer = browser.post(
        at(contract, "edit/"),
        filled(form) | {"target": "3,25", "money_claimed": "on", "money_planned": "180.000,50", "lift_low": "1,5"},
    )

    assert answer.status_code == 302
    contract.refresh_from_db()
    assert contract.draft["target"] == "3.25"
    assert contract.draft["money"]["planned"] == "180000.5"
    assert 'value="180.000,5"' in browser.get(at(contract, "edit/")).text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("target", "three", "is not a number"),
        ("target", "1e400", "is not a number"),
        ("target", "NaN", "not a number"),
        ("target", "9" * 19, "18 digits"),
        ("target", "9" * 5_000, "18 digits"),
        ("target", "0.0000001", "6 after"),
        ("target", "٣", "is not a number"),
        ("lift_low", "1,5", "is not a number"),
        ("rollback_consecutive", "-1", "greater than or equal to 1"),
        ("rollback_consecutive", "99999999999999999999", "less than or equal to 20"),
        ("start_on", "31.12.2026", "valid date"),
        ("start_on", "0000-01-01", "valid date"),
        ("start_on", "10000-01-01", "valid date"),
        ("due_on", "2026-02-30", "valid date"),
        ("title", "", "required"),
        ("title", "x" * 161, "160"),
        ("goal", "x" * 5_000, "300"),
        ("goal", "a\x00b", "Null characters"),
        ("rollback_fallback", "x" * 5_000, "500"),
        ("sign_sponsor", "00000000-0000-0000-0000-000000000000", "Select a valid choice"),
        ("sign_sponsor", "not an id", "Select a valid choice"),
        ("guardrail_0_kpi", "00000000-0000-0000-0000-000000000000", "Select a valid choice"),
        ("rollback_comparison", "sideways", "Select a valid choice"),
    ],
)
def test_it_keeps_what_was_typed_and_says_what_is_wrong_beside_it(consultant, contract, field, typed, said):
    sent = filled(consultant.get(at(contract, "edit/"))) | {"goal": "Something new in 3 days", field: typed}

    page = consultant.post(at(contract, "edit/"), sent)

    assert page.status_code == 422
    assert any(said in error for error in page.context["form"].errors[field]), page.context["form"].errors
    assert f'id="id_{field}_error"' in page.text
    assert page.context["form"]["goal"].value() == sent["goal"]
    assert page.context["form"][field].value() == typed
    contract.refresh_from_db()
    assert contract.revision == 1
    assert [entry.event for entry in Entry.objects.filter(subject_id=contract.pk)] == ["contract.drafted"]


@pytest.mark.parametrize(
    "text", ["🎯 From 5 to 3 days", "من 5 إلى 3 أيام", "\u202eevil\u202c 3", "Z̸̢̛a̷l̶g̵o̴ 3", "<b>3</b> & “3”", HOSTILE]
)
def test_it_takes_any_text_and_shows_it_as_it_was_typed(consultant, contract, text):
    sent = filled(consultant.get(at(contract, "edit/"))) | {"goal": text, "title": text}
    assert consultant.post(at(contract, "edit/"), sent).status_code == 302
    contract.refresh_from_db()
    assert (contract.draft["goal"], contract.title) == (text, text)
    page = consultant.get(at(contract))
    assert html.escape(text) in page.text
    assert text not in page.text or text == html.escape(text)


@pytest.mark.parametrize(
    ("field", "day"), [("start_on", "0001-01-01"), ("start_on", "1999-12-31"), ("due_on", "9999-12-31")]
)
def test_it_keeps_no_day_from_which_no_other_can_be_reckoned(consultant, contract, field, day):
    sent = filled(consultant.get(at(contract, "edit/"))) | {field: day}
    page = consultant.post(at(contract, "edit/"), sent)
    assert page.status_code == 422
    assert "no day that a contract is about" in page.context["form"].errors[field][0]


def test_it_stays_one_page(contract):
    guard = {
        "kpi": str(make_kpi(contract.initiative, name="Guard", kind="quality").pk),
        "comparison": "below",
        "bound": "2",
    }
    with refused(422, ("guardrails", "V3")):
        change_draft(by=system_actor(), contract_id=contract.pk, revision=1, terms={"guardrails": [guard] * 11})


@pytest.mark.parametrize("figure", ["1e20", "1" * 19, "0.0000001", "1E+400", "NaN", "1,5"])
@pytest.mark.parametrize("place", ["target", "lift.high", "guardrails.0.bound", "rollback.value", "money.planned"])
def test_it_keeps_no_figure_that_is_longer_than_a_reading(contract, figure, place):
    guard = make_kpi(contract.initiative, name="Guard", kind="quality")
    part = place.partition(".")[0]
    given = {
        "target": figure,
        "lift": {"low": "1", "likely": "2", "high": figure},
        "guardrails": [{"kpi": str(guard.pk), "comparison": "below", "bound": figure}],
        "rollback": contract.draft["rollback"] | {"value": figure},
        "money": {"currency": "EUR", "value_type": "cashable", "planned": figure, "value_per_unit": "1", "basis": ""},
    }
    with refused(422, (place, "V1")):
        change_draft(by=system_actor(), contract_id=contract.pk, revision=1, terms={part: given[part]})


@pytest.mark.parametrize(
    "days", [("2000-01-01", "2099-12-31"), ("2099-12-30", "2099-12-31"), ("2000-01-01", "2026-03-06")]
)
@pytest.mark.parametrize("cadence", ["day", "week"])
@pytest.mark.parametrize("proposed", [True, False])
def test_it_shows_a_contract_however_long_it_runs(consultant, days, cadence, proposed):
    kpi = make_kpi(cadence=cadence)
    make_readings(kpi, *["5.0", "5.2", "4.9", "5.1"] * 5, start=dt.date(2025, 9, 1))
    make_baseline(kpi, window_start=dt.date(1, 1, 1), window_end=dt.date(1999, 1, 1))
    contract = make_contract(kpi, start_on=days[0], due_on=days[1])
    if proposed:
        make_signed(make_proposed(contract))
    for address in (at(contract), at(contract, "pdf/"), CONTRACTS, f"{WITHIN}/", f"{WITHIN}/kpis/{kpi.pk}/"):
        assert consultant.get(address).status_code == 200


def test_it_tells_the_second_of_two_people_what_stands_there_now(consultant, contract):
    mine = filled(consultant.get(at(contract, "edit/"))) | {"target": "3.2", "goal": "Mine: from 5 to 3.2 days"}
    theirs = {**contract.draft, "goal": "Theirs: from 5 to 2.5 days", "target": "2.9"}
    change_draft(by=system_actor(), contract_id=contract.pk, revision=1, terms=theirs)

    page = consultant.post(at(contract, "edit/"), mine)

    assert page.status_code == 412
    form = page.context["form"]
    assert form["goal"].value() == "Mine: from 5 to 3.2 days"
    assert any("Theirs: from 5 to 2.5 days" in error for error in form.errors["goal"])
    assert any("2.9" in error for error in form.errors["target"])
    assert "start_on" not in form.errors
    contract.refresh_from_db()
    assert contract.draft["goal"] == "Theirs: from 5 to 2.5 days"

    again = consultant.post(at(contract, "edit/"), filled(page))

    assert again.status_code == 302
    contract.refresh_from_db()
    assert contract.draft["goal"] == "Mine: from 5 to 3.2 days"


def test_it_keeps_what_came_from_elsewhere_when_the_form_is_saved(consultant, contract):
    """The API takes more guardrails than three, of any initiative, another currency, and a trigger on a guardrail."""
    elsewhere = make_initiative(name="Elsewhere")
    guards = [make_kpi(elsewhere, name=f"Guard {n}", kind="quality", unit="percent") for n in range(5)]
    money = {
        "currency": "USD",
        "value_type": "cashable",
        "planned": "1000",
        "value_per_unit": "10",
        "basis": "Reckoned.",
    }
    terms = {
        "guardrails": [{"kpi": str(guard.pk), "comparison": "below", "bound": "2"} for guard in guards],
        "rollback": contract.draft["rollback"] | {"kpi_key": str(guards[4].pk), "value": "7"},
        "money": money,
    }
    changed = change_draft(by=system_actor(), contract_id=contract.pk, revision=1, terms=terms)

    assert consultant.post(at(contract, "edit/"), filled(consultant.get(at(contract, "edit/")))).status_code == 302

    contract.refresh_from_db()
    assert {name: contract.draft[name] for name in terms} == {name: changed.draft[name] for name in terms}
    assert "Guard 4 above 7" in " ".join(re.sub(r"<[^>]+>", "", consultant.get(at(contract)).text).split())


def test_it_tells_who_edits_what_was_proposed_meanwhile(consultant, contract):
    mine = filled(consultant.get(at(contract, "edit/")))
    make_proposed(contract)
    page = consultant.post(at(contract, "edit/"), mine | {"goal": "From 5 to 2 days"})
    assert page.status_code in (409, 412)
    assert contract.versions.get().content["terms"]["goal"] != "From 5 to 2 days"


def test_it_has_no_form_for_what_is_no_draft(consultant, contract):
    make_proposed(contract)
    assert consultant.get(at(contract, "edit/")).headers["Location"] == at(contract)


@pytest.mark.parametrize(
    ("unit", "lift", "each"),
    [
        ("percent", "in percentage points", "for each percentage point"),
        ("ratio", "as a fraction", "for each 100 percentage points"),
        ("duration_days", "in the KPI’s unit", "for each day"),
    ],
)
def test_it_asks_for_the_lift_and_the_worth_in_words_of_the_unit(consultant, unit, lift, each):
    kpi = make_kpi(unit=unit, direction="up")
    draft = draft_contract(by=system_actor(), initiative_id=kpi.initiative_id, kpi_id=kpi.pk, title="More at once")
    page = html.unescape(consultant.get(at(draft, "edit/")).text)
    assert f"The improvement {lift}" in page
    assert each in page
