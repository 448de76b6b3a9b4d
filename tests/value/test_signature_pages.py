"""Signing in the browser: by whom it is asked for, after the password, under what is open."""

import pytest

from apps.initiatives.models import Person
from apps.value.models import Contract
from apps.value.services import change_draft, move_contract
from kernel.access import system_actor
from kernel.ledger.models import Entry
from tests.browsers import WITHIN, enter, prove
from tests.factories.accounts import key_for
from tests.factories.people import make_person
from tests.factories.value import make_contract, make_proposed, make_signed
from tests.value.contract_addresses import at


def events() -> list[str]:
    return list(
        Entry.objects.filter(event__startswith="contract.").order_by("sequence").values_list("event", flat=True)
    )


@pytest.fixture
def contract(client_a) -> Contract:
    return make_contract()


@pytest.fixture
def version(contract):
    return make_proposed(contract)


def signer(client, version, role: str):
    roles = {"workflow_owner": "workflow_owner", "sponsor": "client_sponsor"}
    person = Person.objects.get(pk=version.content["signatories"][role])
    return enter(client, roles[role], person, name=person.name)


def test_it_asks_for_the_password_signs_and_puts_the_contract_in_force(client_a, version):
    contract = version.contract
    for role in ("workflow_owner", "sponsor"):
        browser = signer(client_a, version, role)
        assert "Needs you" in browser.get(f"{WITHIN}/").text
        asked = browser.get(at(contract, "sign/"))
        assert asked.headers["Location"].startswith("/accounts/reauthenticate/?next=")

        back = prove(browser, at(contract, "sign/"))

        assert back.headers["Location"] == at(contract, "sign/")
        assert version.content_hash in browser.get(at(contract, "sign/")).text
        signed = browser.post(at(contract, "sign/"), {"version_hash": version.content_hash})
        assert signed.headers["Location"] == at(contract)
        assert "Needs you" not in browser.get(f"{WITHIN}/").text
    contract.refresh_from_db()
    assert contract.status == "active"
    assert events()[-4:] == [
        "contract.signature_given",
        "contract.signature_given",
        "contract.signed",
        "contract.activated",
    ]


def test_it_takes_no_signature_without_the_password(client_a, version):
    browser = signer(client_a, version, "sponsor")
    answer = browser.post(at(version.contract, "sign/"), {"version_hash": version.content_hash})
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert version.signatures.count() == 0


def test_it_takes_a_signature_once(client_a, version):
    browser = signer(client_a, version, "sponsor")
    prove(browser)
    given = {"version_hash": version.content_hash}
    assert browser.post(at(version.contract, "sign/"), given).status_code == 302
    again = browser.post(at(version.contract, "sign/"), given)
    assert again.status_code == 409
    assert "signed this version already" in again.text
    assert browser.get(at(version.contract, "sign/")).headers["Location"] == at(version.contract)
    assert version.signatures.count() == 1


@pytest.mark.parametrize("given", ["", "0" * 64, "é" * 64, "x" * 10_000])
def test_it_takes_a_signature_only_under_what_is_open(client_a, version, given):
    browser = signer(client_a, version, "sponsor")
    prove(browser)
    assert browser.post(at(version.contract, "sign/"), {"version_hash": given}).status_code == 412
    assert version.signatures.count() == 0


def test_it_takes_no_signature_under_what_was_proposed_anew(client_a, version):
    contract = version.contract
    browser = signer(client_a, version, "sponsor")
    prove(browser)
    assert browser.get(at(contract, "sign/")).status_code == 200
    move_contract(by=system_actor(), contract_id=contract.pk, move="withdraw")
    contract.refresh_from_db()
    changed = {**contract.draft, "target": "2.8", "lift": {"low": "1.5", "likely": "2.2", "high": "2.4"}}
    change_draft(by=system_actor(), contract_id=contract.pk, revision=contract.revision, terms=changed)
    contract.refresh_from_db()
    second = make_proposed(contract)

    answer = browser.post(at(contract, "sign/"), {"version_hash": version.content_hash})

    assert answer.status_code == 412
    assert "read the new version" in answer.text
    assert second.signatures.count() == 0
    page = browser.get(at(contract))
    assert "What changed since the version before" in page.text


@pytest.mark.parametrize("role", ["client_sponsor", "workflow_owner", "client_viewer", "consultant"])
def test_it_takes_no_signature_of_somebody_else(client_a, version, role):
    person = make_person(name="Somebody Else")
    browser = enter(client_a, role, person)
    assert browser.get(at(version.contract, "sign/")).headers["Location"] == at(version.contract)
    prove(browser)
    answer = browser.post(at(version.contract, "sign/"), {"version_hash": version.content_hash})
    assert answer.status_code == 403
    assert "Dr. Petra Vogel" in answer.text
    assert version.signatures.count() == 0


def test_it_takes_no_signature_of_the_partner_named_as_a_person(client_a, version):
    sponsor = Person.objects.get(pk=version.content["signatories"]["sponsor"])
    browser = enter(client_a, "consultant", sponsor)
    prove(browser)
    assert browser.post(at(version.contract, "sign/"), {"version_hash": version.content_hash}).status_code == 403
    assert version.signatures.count() == 0


def test_it_takes_no_signature_of_a_system(client_a, version, client):
    key = key_for(client_a)
    answer = client.post(
        at(version.contract, "sign/"),
        {"version_hash": version.content_hash},
        headers={"Authorization": f"Bearer {key}"},
    )
    assert answer.status_code in (302, 403)
    assert version.signatures.count() == 0


# --- Who sees where a signature was given from


@pytest.mark.parametrize(
    ("role", "named", "seen"),
    [("consultant", False, 2), ("client_sponsor", True, 2), ("client_sponsor", False, 0), ("client_viewer", False, 0)],
)
def test_it_says_where_a_signature_was_given_from_to_the_partner_and_those_who_sign(client_a, role, named, seen):
    contract = make_signed()
    sponsor = Person.objects.get(pk=contract.in_force.content["signatories"]["sponsor"])
    browser = enter(client_a, role, sponsor if named else None)
    assert browser.get(at(contract)).text.count("from 192.0.2.10") == seen
