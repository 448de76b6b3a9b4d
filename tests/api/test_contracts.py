import datetime as dt
import time

import pytest

from apps.value.models import Contract, Signature
from kernel import clock
from kernel.ids import new_id
from tests.api.conftest import Api
from tests.factories.accounts import PASSWORD, MembershipFactory, UserFactory, log_in
from tests.factories.people import make_person
from tests.factories.value import (
    contract_terms,
    make_baseline,
    make_contract,
    make_kpi,
    make_proposed,
    make_readings,
    make_signed,
)


@pytest.fixture
def kpi(client_a):
    kpi = make_kpi()
    make_baseline(kpi)
    return kpi


def drafted(api, kpi, **terms):
    sponsor = make_person(name="Dr. Petra Vogel", function="management")
    body = {
        "initiative_id": str(kpi.initiative_id),
        "kpi_id": str(kpi.pk),
        "title": "Proposals in three days",
        "terms": contract_terms(kpi, sponsor.pk, **terms),
    }
    return api.post("contracts/", body)


def test_it_drafts_a_contract(partner, kpi):
    response = drafted(partner, kpi)
    assert response.status_code == 201
    assert response.json()["status"] == "draft"
    assert response.json()["problems"] == []
    assert partner.get(response["Location"]).json() == response.json()


def test_it_says_what_a_draft_still_lacks(partner, kpi):
    response = partner.post(
        "contracts/", {"initiative_id": str(kpi.initiative_id), "kpi_id": str(kpi.pk), "title": "x"}
    )
    assert {"V1", "V4", "V5", "V6"} <= {each["code"] for each in response.json()["problems"]}


def test_it_takes_numbers_for_figures(partner, kpi):
    assert drafted(partner, kpi, target=3.5).json()["terms"]["target"] == "3.5"


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"target": "three"}, "terms.target"),
        ({"targets": "3"}, "terms.targets"),
        ({"lift": {"lowest": "1"}}, "terms.lift.lowest"),
        ({"start_on": "soon"}, "terms.start_on"),
        ({"guardrails": [{"kpi": str(new_id())}]}, "guardrails.0.kpi"),
        ({"rollback": {"consecutive": 0}}, "terms.rollback.consecutive"),
        ({"signatories": {"sponsor": str(new_id())}}, "signatories.sponsor"),
    ],
)
def test_it_names_the_field_that_keeps_a_draft_out(partner, kpi, terms, field):
    response = drafted(partner, kpi, **terms)
    assert response.status_code == 422
    assert field in {each["field"] for each in response.json()["problems"]}
    assert not Contract.objects.exists()


def test_it_refuses_a_second_open_contract_on_a_kpi(partner, kpi):
    drafted(partner, kpi)
    assert drafted(partner, kpi).status_code == 409


def test_it_replaces_the_terms_that_are_sent(partner, kpi):
    first = drafted(partner, kpi)
    changed = partner.patch(first["Location"], {"terms": {"target": "3.5"}}, If_Match=first["ETag"])
    assert changed.json()["terms"]["target"] == "3.5"
    assert changed.json()["terms"]["goal"] == first.json()["terms"]["goal"]
    assert partner.patch(first["Location"], {"title": "y"}, If_Match=first["ETag"]).status_code == 412


def test_it_proposes_takes_back_and_cancels(partner, kpi):
    first = drafted(partner, kpi)
    moves = first["Location"] + "moves/"
    proposed = partner.post(moves, {"move": "propose"}, If_Match=first["ETag"])
    assert (proposed.status_code, proposed.json()["status"], proposed.json()["version"]) == (200, "proposed", 1)
    back = partner.post(moves, {"move": "withdraw"}, If_Match=proposed["ETag"])
    assert back.json()["status"] == "draft"
    no_reason = partner.post(moves, {"move": "cancel"}, If_Match=back["ETag"])
    assert no_reason.status_code == 422
    cancelled = partner.post(moves, {"move": "cancel", "reason": "Another priority."}, If_Match=back["ETag"])
    assert cancelled.json()["status"] == "cancelled"


def test_it_refuses_a_move_that_the_state_forbids(partner, kpi):
    first = drafted(partner, kpi)
    response = partner.post(first["Location"] + "moves/", {"move": "withdraw"}, If_Match=first["ETag"])
    assert response.status_code == 409
    assert response.json()["code"] == "move_refused"


def test_it_moves_only_what_the_caller_has_read(partner, kpi):
    first = drafted(partner, kpi)
    moves = first["Location"] + "moves/"
    assert partner.post(moves, {"move": "cancel", "reason": "x"}).status_code == 428
    assert partner.post(moves, {"move": "cancel", "reason": "x"}, If_Match='"9"').status_code == 412


def test_it_proposes_nothing_without_a_baseline(partner, client_a):
    kpi = make_kpi()
    first = drafted(partner, kpi)
    response = partner.post(first["Location"] + "moves/", {"move": "propose"}, If_Match=first["ETag"])
    assert response.status_code == 422
    assert ("baseline", "V2") in {(each["field"], each["code"]) for each in response.json()["problems"]}


def test_it_keeps_negotiating_and_signing_from_systems(api, kpi):
    version = make_proposed(make_contract(kpi))
    path = f"contracts/{version.contract_id}/"
    assert drafted(api, kpi).status_code == 403
    assert api.post(f"{path}moves/", {"move": "withdraw"}, If_Match='"2"').status_code == 403
    assert api.post(f"{path}signatures/", {"version_hash": version.content_hash}).status_code == 403
    assert not Signature.objects.exists()


def test_it_asks_a_signatory_to_prove_who_they_are(client_a, kpi):
    version = make_proposed(make_contract(kpi))
    user = UserFactory()
    MembershipFactory(user=user, client=client_a, role="workflow_owner", person_id=kpi.initiative.workflow_owner_id)
    owner = Api(client_a.slug, browser=log_in(user))
    response = owner.post(f"contracts/{version.contract_id}/signatures/", {"version_hash": version.content_hash})
    assert response.status_code == 403
    assert response.json()["code"] == "reauthentication_required"


def test_it_lists_versions_and_signatures_of_a_signed_contract(api, kpi):
    contract = make_signed(make_proposed(make_contract(kpi)))
    [version] = api.get(f"contracts/{contract.pk}/versions/").json()["results"]
    signatures = api.get(f"contracts/{contract.pk}/signatures/").json()["results"]
    assert {each["content_hash"] for each in signatures} == {version["content_hash"]}
    assert {each["role"] for each in signatures} == {"workflow_owner", "sponsor"}
    assert {each["address"] for each in signatures} == {"192.0.2.10"}
    assert api.get(f"contracts/{contract.pk}/").json()["content_hash"] == version["content_hash"]


def test_it_lists_contracts_with_their_progress(api, kpi):
    contract = make_signed(make_proposed(make_contract(kpi)))
    make_readings(kpi, 5, 5, 4, 4, 4, 4)
    [row] = api.get("contracts/?status=active").json()["results"]
    assert (row["id"], row["recent_level"], row["recent_n"], row["progress"]) == (str(contract.pk), "4", 4, "0.5")


def test_it_pages_through_contracts(api, client_a):
    initiative = None
    for number in range(3):
        kpi = make_kpi(initiative, name=f"Turnaround of line {number}")
        initiative = kpi.initiative
        make_contract(kpi)
    first = api.get("contracts/?page_size=2").json()
    second = api.get(f"contracts/?page_size=2&cursor={first['next_cursor']}").json()
    assert len({row["kpi_name"] for row in first["results"] + second["results"]}) == 3


def test_it_shows_a_contract_again_after_a_new_reading(api, kpi):
    contract = make_signed(make_proposed(make_contract(kpi)))
    before = api.get(f"contracts/{contract.pk}/")
    make_readings(kpi, 4)
    after = api.get(f"contracts/{contract.pk}/", If_None_Match=before["ETag"])
    assert after.status_code == 200
    assert after.json()["standing"]["latest"]["value"] == "4"


def test_it_takes_the_signature_of_who_proved_it(client_a, kpi):
    version = make_proposed(make_contract(kpi))
    user = UserFactory()
    MembershipFactory(user=user, client=client_a, role="workflow_owner", person_id=kpi.initiative.workflow_owner_id)
    owner = Api(client_a.slug, browser=log_in(user))
    owner.browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    path = f"contracts/{version.contract_id}/signatures/"
    with clock.frozen(dt.datetime.fromtimestamp(time.time(), dt.UTC)):
        response = owner.post(path, {"version_hash": version.content_hash})
        again = owner.post(path, {"version_hash": version.content_hash})
    assert (response.status_code, response.json()["role"]) == (201, "workflow_owner")
    assert again.status_code == 409


def test_it_prints_the_contract(api, kpi):
    contract = make_signed(make_proposed(make_contract(kpi)))
    response = api.get(f"contracts/{contract.pk}/pdf/")
    assert response.status_code == 200
    assert response.content.startswith(b"%PDF")
    assert api.get(f"contracts/{contract.pk}/pdf/", Accept="application/pdf").status_code == 200
