import datetime as dt
import json
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.value.models import Contract, Kpi
from apps.value.services import draft_contract, move_contract
from kernel import clock
from kernel.access import system_actor
from kernel.tenancy.context import mounted
from tests.browsers import WITHIN, enter
from tests.conftest import NOW
from tests.factories.people import make_initiative, make_person
from tests.factories.value import make_baseline, make_contract, make_kpi, make_proposed, make_readings, make_signed
from tests.value.contract_addresses import CONTRACTS, HOSTILE, at, filled


def alike(text: str, contract_id: uuid.UUID) -> str:
    """A page without what differs at every visit."""
    return re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", text.replace(str(contract_id), ""))


@pytest.fixture
def consultant(client_a):
    return enter(client_a, "consultant")


@pytest.fixture
def contract(client_a) -> Contract:
    return make_contract()


# --- Proposing


def test_it_lists_what_a_draft_lacks_each_with_its_rule_and_its_way_there(consultant):
    kpi = make_kpi()
    draft = draft_contract(by=system_actor(), initiative_id=kpi.initiative_id, kpi_id=kpi.pk, title="Faster")
    page = consultant.get(at(draft))
    rules = re.findall(r'class="rule">(V\d+)<', page.text)
    assert {"V1", "V2", "V4", "V5", "V6"} <= set(rules)
    assert f"{at(draft, 'edit/')}#id_target" in page.text
    assert at(draft, "propose/") not in page.text

    answer = consultant.post(at(draft, "propose/"), {"revision": draft.revision})

    assert answer.status_code == 422
    assert "There is no baseline." in answer.text
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.parametrize(
    ("sent", "status"), [({}, 428), ({"revision": "x"}, 428), ({"revision": "7"}, 412), ({"revision": "9" * 400}, 412)]
)
def test_it_proposes_only_what_was_looked_at(consultant, contract, sent, status):
    assert consultant.post(at(contract, "propose/"), sent).status_code == status
    contract.refresh_from_db()
    assert contract.status == "draft"


def test_it_proposes_and_takes_back(consultant, contract):
    assert consultant.post(at(contract, "propose/"), {"revision": 1}).headers["Location"] == at(contract)
    page = consultant.get(at(contract))
    assert "Open for signature" in page.text
    assert "Dr. Petra Vogel" in page.text
    assert contract.versions.get().content_hash in page.text

    assert consultant.post(at(contract, "move/"), {"move": "withdraw"}).status_code == 302

    contract.refresh_from_db()
    assert contract.status == "draft"
    assert consultant.post(at(contract, "move/"), {"move": "withdraw"}).status_code == 409


def test_it_asks_for_a_reason_before_it_cancels(consultant, contract):
    assert consultant.post(at(contract, "move/"), {"move": "cancel", "reason": "  "}).status_code == 422
    assert consultant.post(at(contract, "move/"), {"move": "cancel", "reason": HOSTILE}).status_code == 302
    page = consultant.get(at(contract))
    assert page.status_code == 200
    assert HOSTILE not in consultant.get(f"{WITHIN}/activity/").text


def test_it_knows_no_other_move(consultant, contract):
    for move in ("", "sign", "activate", "delete"):
        assert consultant.post(at(contract, "move/"), {"move": move}).status_code == 422


# --- Who may, and what is not there


@pytest.mark.parametrize("role", ["client_sponsor", "workflow_owner", "client_viewer"])
def test_it_offers_the_clients_side_nothing_that_only_the_partner_does(client_a, contract, role):
    browser = enter(client_a, role)
    page = browser.get(at(contract))
    assert page.status_code == 200
    assert at(contract, "edit/") not in page.text
    assert at(contract, "propose/") not in page.text
    assert browser.get(at(contract, "edit/")).status_code == 403
    assert browser.post(at(contract, "edit/"), {"revision": 1}).status_code == 403
    assert browser.post(at(contract, "propose/"), {"revision": 1}).status_code == 403
    assert browser.get(f"{WITHIN}/initiatives/{contract.initiative_id}/contracts/new/").status_code == 403
    assert browser.post(at(contract, "move/"), {"move": "withdraw"}).status_code == 403
    cancelled = browser.post(at(contract, "move/"), {"move": "cancel", "reason": "No."}).status_code
    assert cancelled == (302 if role == "client_sponsor" else 403)


@pytest.mark.parametrize("rest", ["", "edit/", "sign/", "pdf/"])
def test_it_answers_for_a_foreign_contract_as_for_an_absent_one(client_a, client_b, consultant, rest):
    with mounted(client_b):
        foreign = make_contract()
    absent = consultant.get(f"{CONTRACTS}{uuid.UUID(int=7)}/{rest}")
    found = consultant.get(f"{CONTRACTS}{foreign.pk}/{rest}")
    assert (absent.status_code, found.status_code) == (404, 404)
    assert alike(found.text, foreign.pk) == alike(absent.text, uuid.UUID(int=7))


def test_it_begins_no_draft_on_a_foreign_initiative_or_kpi(client_a, client_b, consultant):
    with mounted(client_b):
        foreign = make_kpi()
    own = make_kpi()
    assert consultant.get(f"{WITHIN}/initiatives/{foreign.initiative_id}/contracts/new/").status_code == 404
    new = f"{WITHIN}/initiatives/{own.initiative_id}/contracts/new/"
    assert consultant.post(new, {"title": "Theirs", "kpi": str(foreign.pk)}).status_code == 422
    assert not Contract.objects.exists()


# --- The page in each state


def draft_of(kpi: Kpi) -> Contract:
    return draft_contract(by=system_actor(), initiative_id=kpi.initiative_id, kpi_id=kpi.pk, title="Faster")


def in_force(*values: str) -> Contract:
    kpi = make_kpi()
    make_readings(kpi, *["5.0", "5.2", "4.9", "5.1"] * 5, start=dt.date(2025, 9, 1))
    make_baseline(kpi, window_start=dt.date(2025, 9, 1), window_end=dt.date(2026, 1, 18))
    signed = make_signed(make_proposed(make_contract(kpi)))
    make_readings(kpi, *values, start=dt.date(2026, 2, 2))
    return signed


def cancelled_of(contract: Contract) -> Contract:
    return move_contract(by=system_actor(), contract_id=contract.pk, move="cancel", reason="Another way was found.")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: draft_of(make_kpi()), "still missing or wrong"),
        (make_contract, "A complete draft"),
        (lambda: make_proposed().contract, "Open for signature"),
        (lambda: make_signed(make_proposed(make_contract(start_on="2026-03-30", due_on="2026-05-30"))), "signed"),
        (in_force, "No current reading"),
        (lambda: in_force("5.0"), "No current reading"),
        (lambda: in_force("5.1", "4.9", "5.0", "5.2"), "No improvement that can be told from natural variation"),
        (lambda: in_force("3.0", "2.9", "3.0", "2.8"), "The target is reached"),
        (lambda: in_force("6.2", "6.1", "6.3", "6.4"), "It got worse"),
        (lambda: in_force("9.0", "9.1", "9.3", "9.9"), "The rollback trigger fired"),
        (lambda: cancelled_of(make_contract()), "cancelled"),
        (lambda: cancelled_of(make_proposed().contract), "cancelled"),
        (lambda: cancelled_of(in_force("5.1", "4.9", "5.0", "5.2")), "cancelled"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_it_shows_a_contract_in_each_state(client_a, make, said, language):
    contract = make()
    browser = enter(client_a, "client_sponsor", language=language)
    for page in (browser.get(at(contract)), browser.get(CONTRACTS), browser.get(f"{WITHIN}/")):
        assert page.status_code == 200
        assert "{%" not in page.text
    if language == "en":
        assert said in browser.get(at(contract)).text


def test_it_follows_a_kpi_that_is_held_within_a_range(client_a, consultant):
    kpi = make_kpi(direction="range", unit="percent", name="Fill level of the line")
    make_readings(kpi, *["80", "82", "79", "81"] * 5, start=dt.date(2025, 9, 1))
    make_baseline(kpi, value="80", window_start=dt.date(2025, 9, 1), window_end=dt.date(2026, 1, 18))
    given = {"target": None, "range_low": "75", "range_high": "85", "lift": {"low": "1", "likely": "2", "high": "3"}}
    contract = make_contract(kpi, **given)
    form = consultant.get(at(contract, "edit/"))
    assert "range_low" in form.context["form"].fields
    assert "target" not in form.context["form"].fields
    assert consultant.post(at(contract, "edit/"), filled(form)).status_code == 302
    assert consultant.get(at(contract)).status_code == 200
    assert consultant.get(at(contract, "pdf/")).status_code == 200


# --- Texts of people are texts


@pytest.fixture
def hostile(client_a) -> Contract:
    owner, sponsor = make_person(name=HOSTILE), make_person(name=f"Boss {HOSTILE}", function="management")
    initiative = make_initiative(name=HOSTILE, workflow=HOSTILE, workflow_owner_id=owner.pk)
    kpi = make_kpi(initiative, name=f"KPI {HOSTILE}", definition=HOSTILE, source=HOSTILE)
    make_readings(kpi, *["5.0", "5.2", "4.9", "5.1"] * 5, start=dt.date(2025, 9, 1))
    make_baseline(
        kpi, method=HOSTILE, source=HOSTILE, window_start=dt.date(2025, 9, 1), window_end=dt.date(2026, 1, 18)
    )
    guard = make_kpi(initiative, name=f"Guard {HOSTILE}", kind="quality", unit="percent")
    contract = draft_contract(
        by=system_actor(),
        initiative_id=initiative.pk,
        kpi_id=kpi.pk,
        title=HOSTILE,
        terms={
            "goal": HOSTILE,
            "target": "3",
            "start_on": "2026-02-02",
            "due_on": "2026-04-02",
            "lift": {"low": "1.5", "likely": "2", "high": "2.4"},
            "guardrails": [{"kpi": str(guard.pk), "comparison": "below", "bound": "2"}],
            "rollback": {
                "kpi_key": str(kpi.pk),
                "comparison": "above",
                "value": "6.5",
                "consecutive": 2,
                "fallback": HOSTILE,
            },
            "signatories": {"workflow_owner": str(owner.pk), "sponsor": str(sponsor.pk)},
        },
    )
    signed = make_signed(make_proposed(contract))
    make_readings(kpi, "5.0", "5.1", "4.9", start=dt.date(2026, 2, 2))
    return signed


@pytest.mark.parametrize(
    "rest", ["", "contracts/", "contracts/{id}/", "activity/", "kpis/", "initiatives/", "kpis/{kpi}/"]
)
def test_it_shows_peoples_text_as_text(client_a, consultant, hostile, rest):
    page = consultant.get(f"{WITHIN}/{rest.format(id=hostile.pk, kpi=hostile.kpi_id)}")
    assert page.status_code == 200
    assert "onerror=alert(1)&gt;" in page.text
    assert "<img src=x" not in page.text
    assert "{{ 7*7 }}" in page.text


def test_it_carries_peoples_text_in_a_charts_data_as_text(consultant, hostile):
    page = consultant.get(at(hostile)).text
    block = re.search(r'<script id="run-chart" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert "<" not in block[1]
    assert HOSTILE in json.dumps(json.loads(block[1]), ensure_ascii=False).replace('\\"', '"')


# --- Queries


def queries(browser, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(address).status_code == 200
    return len(seen)


def test_it_asks_the_database_no_more_for_more_rows(client_a, consultant):
    def promise():
        kpi = make_kpi(make_initiative(name=f"Initiative {uuid.uuid4()}"))
        make_baseline(kpi)
        contract = make_signed(make_proposed(make_contract(kpi)))
        make_readings(kpi, "5.0", "5.1", "4.9", start=dt.date(2026, 2, 2))
        return contract

    contract, draft = promise(), make_contract(make_kpi(make_initiative(name="Being agreed")))
    addresses = [
        f"{WITHIN}/",
        CONTRACTS,
        f"{WITHIN}/initiatives/",
        f"{WITHIN}/kpis/",
        at(contract),
        at(draft, "edit/"),
    ]
    consultant.get(f"{WITHIN}/")
    few = {address: queries(consultant, address) for address in addresses}
    for _ in range(4):
        promise()
    more = {address: queries(consultant, address) for address in addresses}
    assert {name: more[name] - few[name] for name in addresses if more[name] > few[name]} == {}
    assert max(more.values()) <= 30, more


def test_it_lists_what_was_asked_for(client_a, consultant, contract):
    make_signed(make_proposed(contract))
    assert contract.title in consultant.get(f"{CONTRACTS}?status=active&q=proposals&sort=-progress").text
    assert "Nothing matches" in consultant.get(f"{CONTRACTS}?status=draft").text
    for hostile in (
        "?status=%00",
        "?sort=__class__",
        "?page=999999999999999999999",
        "?page=-1",
        "?q=" + "x" * 5_000,
        "?sort[]=1",
    ):
        assert consultant.get(f"{CONTRACTS}{hostile}").status_code == 200


def test_it_is_dated_by_the_clients_own_day(client_a):
    contract = make_contract(start_on="2026-03-03", due_on="2026-05-01")
    make_signed(make_proposed(contract))
    browser = enter(client_a, "client_sponsor")
    with clock.frozen(NOW.replace(hour=22, minute=30)):
        assert "in 1 day" in browser.get(f"{WITHIN}/").text or "tomorrow" in browser.get(f"{WITHIN}/").text.lower()
