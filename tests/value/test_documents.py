import datetime as dt
import hashlib
import io
import re

import pytest
from pypdf import PdfReader

from apps.value.documents import contract_pdf
from apps.value.models import Contract
from apps.value.services import change_draft
from kernel.access import system_actor
from kernel.canonical import canonical_json, digest
from kernel.ledger.services import head
from tests.browsers import WITHIN, enter
from tests.factories.people import make_initiative, make_person
from tests.factories.value import make_baseline, make_contract, make_kpi, make_proposed, make_readings, make_signed

HOSTILE = "</p><img src=http://127.0.0.1/x>'\"&{{ 7*7 }}"


def read(contract: Contract) -> PdfReader:
    _title, body = contract_pdf(contract.pk)
    return PdfReader(io.BytesIO(body))


def words(contract: Contract) -> str:
    """The text of the PDF, its white space reduced: lines break where the paper wants."""
    return " ".join(" ".join(page.extract_text() for page in read(contract).pages).split())


def together(text: str) -> str:
    return re.sub(r"\s", "", text)


def in_force(**terms: object) -> Contract:
    kpi = make_kpi()
    make_readings(kpi, *["5.0", "5.2", "4.9", "5.1"] * 5, start=dt.date(2025, 9, 1))
    make_baseline(kpi, window_start=dt.date(2025, 9, 1), window_end=dt.date(2026, 1, 18))
    contract = make_signed(make_proposed(make_contract(kpi, **terms)))
    make_readings(kpi, "5.0", "5.1", "4.9", start=dt.date(2026, 2, 2))
    return contract


def test_it_prints_the_hash_the_ledgers_head_and_the_signatures(client_a):
    contract = in_force()
    version = contract.versions.get()

    text = words(contract)

    sequence, ledger_hash = head()
    assert version.content_hash == digest(version.content)
    assert version.content_hash in together(text)
    assert ledger_hash in together(text)
    assert f"entry {sequence}," in text
    assert "Cut the mean proposal turnaround from 5 days to 3 days" in text
    for line in version.signatures.all():
        assert line.person_name in text
    assert text.count("signed 2 Mar") == 2 or text.count("signed Mon") == 2, text
    assert "Too early to tell: 1 more reading is needed." in text


def test_it_carries_the_content_that_was_hashed_byte_for_byte(client_a):
    contract = in_force(goal="Cut the mean turnaround from 5 days to 3 days – für alle")
    version = contract.versions.get()

    document = read(contract)

    assert list(document.attachments) == ["contract.json"]
    (content,) = document.attachments["contract.json"]
    assert content == canonical_json(version.content)
    assert hashlib.sha256(content).hexdigest() == version.content_hash
    assert "attached file contract.json" in words(contract)


def test_it_carries_no_content_of_a_draft(client_a):
    assert not read(make_contract()).attachments


def test_it_says_of_a_draft_that_nothing_is_signed(client_a):
    text = words(make_contract())
    assert "nothing is frozen or signed yet" in text
    assert text.count("not signed") == 2
    assert "SHA-256" not in text


def test_it_prints_the_version_that_was_frozen_whatever_the_draft_says(client_a):
    contract = make_contract()
    version = make_proposed(contract)
    Contract.objects.update(draft={**contract.draft, "goal": "Another goal from 5 to 1"}, title=contract.title)
    text = words(contract)
    assert "Another goal" not in text
    assert version.content_hash in together(text)


@pytest.mark.parametrize("reader", ["en", "de"])
def test_it_is_in_the_clients_language_whoever_prints_it(client_a, reader):
    contract = in_force()
    client_a.language = "de"
    client_a.save()
    browser = enter(client_a, "client_sponsor", language=reader)

    answer = browser.get(f"{WITHIN}/contracts/{contract.pk}/pdf/")

    document = PdfReader(io.BytesIO(answer.content))
    text = " ".join(document.pages[0].extract_text().split())
    assert "Wertvertrag" in text
    assert "5 Tage" in text
    assert "Target" not in text
    assert document.trailer["/Root"]["/Lang"] == "de"


def test_it_is_served_as_a_pdf_of_its_own_name(client_a):
    contract = make_contract()
    answer = enter(client_a, "client_viewer").get(f"{WITHIN}/contracts/{contract.pk}/pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="proposals-in-three-days.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_it_is_one_page(client_a):
    document = read(in_force())
    assert len(document.pages) == 1
    assert document.pages[0].mediabox.height == pytest.approx(841.9, abs=1)


def test_it_is_one_page_with_long_texts_money_and_three_guardrails(client_a):
    initiative = make_initiative(
        name="The way from a customer’s first request to the proposal that we send, in all regions"
    )
    finance = make_person(name="Ralf-Maximilian Timmermann-Hohenfels", function="finance")
    kpi = make_kpi(
        initiative, name="Turnaround of proposals from request to dispatch", definition="Working days. " * 20
    )
    make_readings(kpi, *["5.0", "5.2", "4.9", "5.1"] * 5, start=dt.date(2025, 9, 1))
    make_baseline(
        kpi, method="Timestamps of the CRM. " * 8, window_start=dt.date(2025, 9, 1), window_end=dt.date(2026, 1, 18)
    )
    guards = [
        make_kpi(initiative, name=f"Guarded quantity {n} of the whole workflow", kind="quality") for n in range(3)
    ]
    contract = make_contract(
        kpi,
        goal="Cut the mean turnaround of proposals from 5 days to 3 days " + "in every region " * 8,
        guardrails=[{"kpi": str(each.pk), "comparison": "below", "bound": "20"} for each in guards],
        money={
            "currency": "EUR",
            "value_type": "non_cashable",
            "planned": "180000",
            "value_per_unit": "90000",
            "basis": "More proposals won for each day. " * 8,
        },
    )
    rollback = {**contract.draft["rollback"], "fallback": "Proposals go back to the manual queue. " * 6}
    signatories = {**contract.draft["signatories"], "finance": str(finance.pk)}
    change_draft(
        by=system_actor(),
        contract_id=contract.pk,
        revision=contract.revision,
        terms={"rollback": rollback, "signatories": signatories},
    )
    contract.refresh_from_db()
    signed = make_signed(make_proposed(contract))
    make_readings(kpi, "5.0", "5.1", "4.9", start=dt.date(2026, 2, 2))
    assert len(read(signed).pages) == 1


def test_it_prints_peoples_text_as_text(client_a):
    initiative = make_initiative(name=HOSTILE)
    kpi = make_kpi(initiative, name=f"KPI {HOSTILE}", definition=HOSTILE)
    make_readings(kpi, *["5.0", "5.2", "4.9", "5.1"] * 5, start=dt.date(2025, 9, 1))
    make_baseline(
        kpi, method=HOSTILE, source=HOSTILE, window_start=dt.date(2025, 9, 1), window_end=dt.date(2026, 1, 18)
    )
    contract = make_signed(make_proposed(make_contract(kpi, goal=f"3 {HOSTILE}")))
    document = read(contract)
    text = together(document.pages[0].extract_text())
    assert text.count(together(HOSTILE)) >= 5


@pytest.mark.parametrize(
    "text", ["🎯 3 days", "من 5 إلى 3 أيام", "\u202e3 days\u202c", "日本語 3", "\ufffe3", "a\tb\n3"]
)
def test_it_prints_texts_of_any_script(client_a, text):
    contract = make_contract(goal=text)
    assert len(read(contract).pages) == 1


def test_it_can_be_read_aloud(client_a):
    root = read(in_force()).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root


def test_it_says_a_lift_in_percentage_points_and_what_each_of_them_is_worth(client_a):
    kpi = make_kpi(unit="percent", direction="up")
    make_baseline(kpi, value="38.4")
    lift = {"low": "12", "likely": "22", "high": "26"}
    money = {"currency": "EUR", "value_type": "cashable", "planned": "180000", "value_per_unit": "9000"}
    contract = make_contract(kpi, target="60", lift=lift, money=money)
    text = words(contract)
    assert "low 12 percentage points, likely 22 percentage points, high 26 percentage points" in text
    assert "€9,000 for each percentage point" in text


def test_it_says_where_each_signature_was_given_from(client_a):
    assert words(in_force()).count("from 192.0.2.10") == 2
