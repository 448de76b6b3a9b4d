"""Gates through the API: judged, submitted, decided, waived."""

import datetime as dt
import hashlib
import json
import uuid
from dataclasses import replace

import pytest

from apps.plays.models import Activity, GateDecision, Play, Waiver
from kernel import clock
from tests.actors import user
from tests.api.conftest import Api
from tests.conftest import NOW
from tests.factories.accounts import ConsultantFactory, MembershipFactory, UserFactory, log_in
from tests.factories.plays import a_gate, decide, make_papers, make_play, make_submitted, make_waiver
from tests.factories.telling_plays import IMPROVED, Story
from tests.factories.value import make_contract, make_proposed, make_readings, make_signed


def member(client, login, role):
    """The API as somebody uses it who has this role in a client."""
    MembershipFactory(user=login, client=client, role=role)
    return Api(client.slug, browser=log_in(login))


@pytest.fixture
def sponsor(client_a):
    return member(client_a, UserFactory(name="Petra Vogel"), "client_sponsor")


@pytest.fixture
def consultant(client_a):
    return member(client_a, ConsultantFactory(), "consultant")


@pytest.fixture
def easy(client_a):
    """A play whose gates ask for one paper each, which is there."""
    return make_papers(make_play())


def problems(response):
    return {(each["field"], each["code"]) for each in response.json()["problems"]}


def gate_of(api, play, number=0):
    return api.get(f"plays/{play.pk}/gates/").json()["gates"][number]


def submit(api, gate):
    read = api.get(f"gates/{gate['id']}/")
    return api.post(f"gates/{gate['id']}/moves/", {"move": "submit", "note": "Ready."}, If_Match=read["ETag"])


def decision(gate, outcome="go", **given):
    return {"outcome": outcome, "reasons": "The figures say so.", "basis_hash": gate["basis_hash"]} | given


def test_it_judges_the_gates_live_with_figures_and_where_each_is_mended(api):
    play = make_play()

    found = api.get(f"plays/{play.pk}/gates/").json()

    assert (found["judged_at"], found["day"], found["overdue"]) == ("2026-03-02T09:00:00Z", 1, False)
    pilot = found["gates"][0]
    assert (pilot["asked"], pilot["can_pass"], pilot["is_next"], pilot["frozen"]) == (5, False, True, False)
    acceptance = next(row for row in pilot["criteria"] if row["kind"] == "user_acceptance")
    assert (acceptance["verdict"], acceptance["passes"], acceptance["waivable"]) == ("unknown", False, True)
    assert (acceptance["figures"]["testers"], acceptance["figures"]["wanted"]) == (0, 5)
    assert all(row["fix"]["address"] for gate in found["gates"] for row in gate["criteria"])
    contract = next(row for row in pilot["criteria"] if row["kind"] == "contract_signed")
    assert contract["fix"]["address"] == f"/clients/acme/contracts/{play.contract_id}/"


def test_it_takes_a_gate_from_its_submission_to_go(consultant, sponsor, easy):
    gate = gate_of(consultant, easy)

    submitted = submit(consultant, gate).json()
    assert (submitted["status"], submitted["submission"], submitted["can_pass"]) == ("submitted", "Ready.", True)
    decided = sponsor.post(f"gates/{gate['id']}/decisions/", decision(submitted))

    assert (decided.status_code, decided.json()["outcome"], decided.json()["number"]) == (201, "go", 1)
    basis = json.dumps(decided.json()["basis"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(basis.encode()).hexdigest() == decided.json()["basis_hash"]
    after = sponsor.get(f"gates/{gate['id']}/").json()
    assert (after["status"], after["decision"]["outcome"], after["is_outdated"]) == ("passed", "go", False)
    assert sponsor.get(f"gates/{gate['id']}/decisions/").json()["results"] == [decided.json()]


def test_it_takes_a_submission_back(consultant, easy):
    gate = gate_of(consultant, easy)
    submitted = submit(consultant, gate)
    moves = f"gates/{gate['id']}/moves/"

    noted = consultant.post(moves, {"move": "withdraw", "note": "x"}, If_Match=submitted["ETag"])
    assert problems(noted) == {("note", "unknown_field")}
    back = consultant.post(moves, {"move": "withdraw"}, If_Match=submitted["ETag"])
    assert (back.status_code, back.json()["status"], back.json()["submitted_at"]) == (200, "open", None)
    assert consultant.post(moves, {"move": "submit"}, If_Match=submitted["ETag"]).status_code == 412


def test_it_passes_no_gate_with_an_unknown(consultant, sponsor):
    play = make_play()
    submitted = submit(consultant, gate_of(consultant, play)).json()

    refused = sponsor.post(f"gates/{submitted['id']}/decisions/", decision(submitted))

    assert (refused.status_code, refused.json()["code"]) == (409, "gate_not_met")
    assert {("pilot-acceptance", "P2"), ("pilot-contract", "P4")} <= problems(refused)
    assert not GateDecision.objects.exists()


def test_it_lets_nobody_decide_on_their_own_submission(sponsor, easy):
    # The same person, when they were a consultant.
    before = replace(user("consultant"), id=uuid.UUID(sponsor.browser.session["_auth_user_id"]))
    gate = make_submitted(easy, by=before)

    refused = sponsor.post(f"gates/{gate.pk}/decisions/", decision(gate_of(sponsor, easy)))

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert not GateDecision.objects.exists()


def test_it_refuses_a_decision_on_grounds_that_are_not_those_that_were_read(consultant, sponsor, easy):
    submitted = submit(consultant, gate_of(consultant, easy)).json()

    refused = sponsor.post(f"gates/{submitted['id']}/decisions/", decision(submitted, basis_hash="0" * 64))

    assert (refused.status_code, refused.json()["code"]) == (412, "stale")
    assert problems(refused) == {("basis_hash", "P3")}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"reasons": ""}, {("reasons", "blank")}),
        ({"outcome": "perhaps"}, {("outcome", "invalid_choice")}),
        ({"outcome": "conditional_go"}, {("conditions", "P3")}),
        ({"outcome": "redesign"}, {("redesign_on", "S2")}),
        ({"outcome": "redesign", "redesign_on": "2026-03-02"}, {("redesign_on", "S2")}),
        ({"outcome": "redesign", "redesign_on": "2026-12-24"}, {("redesign_on", "S2")}),
        ({"outcome": "stop", "redesign_on": "2026-03-20"}, {("redesign_on", "S2")}),
        ({"conditions": [{"title": "Test it at night"}]}, {("conditions.0.due_on", "required")}),
        ({"basis_hash": "abc"}, {("basis_hash", "min_length")}),
        ({"decided_at": "2026-03-01"}, {("decided_at", "unknown_field")}),
    ],
)
def test_it_names_what_a_decision_lacks(consultant, sponsor, easy, given, expected):
    submitted = submit(consultant, gate_of(consultant, easy)).json()

    refused = sponsor.post(f"gates/{submitted['id']}/decisions/", decision(submitted, **given))

    assert refused.status_code == 422
    assert expected <= problems(refused)
    assert not GateDecision.objects.exists()


def test_it_makes_activities_of_conditions(consultant, sponsor, easy):
    submitted = submit(consultant, gate_of(consultant, easy)).json()
    owner = str(easy.initiative.workflow_owner_id)
    condition = {"title": "Test it at night", "due_on": "2026-03-10", "owner_id": owner}

    decided = sponsor.post(
        f"gates/{submitted['id']}/decisions/", decision(submitted, "conditional_go", conditions=[condition])
    )

    assert decided.json()["conditions"] == [condition]
    row = Activity.objects.get(origin="condition")
    assert consultant.get(f"activities/{row.pk}/").json()["gate_id"] == submitted["id"]


def test_it_decides_the_gates_in_their_order(consultant, easy):
    refused = submit(consultant, gate_of(consultant, easy, 1))

    assert (refused.status_code, problems(refused)) == (409, {("gate", "P1")})


def test_it_stops_a_play_and_leaves_it_as_it_was_decided(sponsor, easy):
    gate = gate_of(sponsor, easy)

    assert sponsor.post(f"gates/{gate['id']}/decisions/", decision(gate, "stop")).status_code == 201
    assert sponsor.get(f"plays/{easy.pk}/").json()["status"] == "stopped"
    assert sponsor.post(f"gates/{gate['id']}/decisions/", decision(gate, "go")).status_code == 409


def test_it_freezes_gates_while_a_trigger_has_fired(consultant, sponsor):
    contract = make_signed(make_proposed(make_contract()))
    play = make_papers(make_play(contract))
    make_readings(contract.kpi, "7", "7.1", start=dt.date(2026, 2, 2))
    submitted = submit(consultant, gate_of(consultant, play)).json()
    assert (submitted["frozen"], submitted["can_pass"]) == (True, False)

    refused = sponsor.post(f"gates/{submitted['id']}/decisions/", decision(submitted))

    assert (refused.status_code, problems(refused)) == (409, {("gate", "V5")})


def test_it_says_what_changed_since_a_gate_was_passed(client_a, api):
    story = Story()
    with story.on(5):
        story.prepare_pilot()
        story.weeks_read(*IMPROVED)
    with story.on(28):
        story.people_test()
    with story.on(30):
        story.pass_gate("pilot")
    with story.on(32):
        make_readings(story.kpi, "5.2", start=dt.date(2026, 3, 23))
        pilot = gate_of(api, story.play)

    assert pilot["is_outdated"]
    assert [row["key"] for row in pilot["outdated"]] == ["pilot-kpi-signal"]
    assert "readings" in str(pilot["outdated"][0]["changed"])


def test_it_waives_a_criterion_for_a_while_and_says_when_that_ran_out(sponsor):
    play = make_play()
    gate = gate_of(sponsor, play)
    body = {"criterion": "pilot-boundary", "reason": "It is being written.", "expires_on": "2026-03-12"}

    granted = sponsor.post(f"gates/{gate['id']}/waivers/", body)
    assert (granted.status_code, granted.json()["holds"]) == (201, True)
    boundary = row_of(gate_of(sponsor, play), "pilot-boundary")
    assert (boundary["passes"], boundary["waiver"]["id"]) == (True, granted.json()["id"])

    with clock.frozen(NOW + dt.timedelta(days=11)):
        boundary = row_of(gate_of(sponsor, play), "pilot-boundary")
        assert (boundary["passes"], boundary["waiver"], boundary["waiver_expired_on"]) == (False, None, "2026-03-12")
        [row] = sponsor.get(f"gates/{gate['id']}/waivers/").json()["results"]
        assert not row["holds"]
        assert sponsor.post(f"waivers/{row['id']}/moves/", {"move": "revoke"}).status_code == 409


def row_of(gate, key):
    return next(row for row in gate["criteria"] if row["key"] == key)


def test_it_revokes_a_waiver_once(sponsor):
    waiver = make_waiver()

    revoked = sponsor.post(f"waivers/{waiver.pk}/moves/", {"move": "revoke"})

    assert (revoked.status_code, revoked.json()["holds"]) == (200, False)
    assert revoked.json()["revoked_by_name"] == "Petra Vogel"
    assert sponsor.post(f"waivers/{waiver.pk}/moves/", {"move": "revoke"}).status_code == 409


@pytest.mark.parametrize(
    ("given", "status", "expected"),
    [
        ({"criterion": "pilot-acceptance"}, 409, set()),
        ({"criterion": "scale-attestation"}, 422, {("criterion", "P2")}),
        ({"expires_on": "2026-03-02"}, 422, {("expires_on", "P2")}),
        ({"expires_on": "2026-12-24"}, 422, {("expires_on", "P2")}),
        ({"reason": " "}, 422, {("reason", "blank")}),
    ],
)
def test_it_waives_nothing_that_is_unknown_elsewhere_or_without_end(sponsor, given, status, expected):
    gate = a_gate()
    body = {"criterion": "pilot-boundary", "reason": "It is being written.", "expires_on": "2026-03-12"}

    refused = sponsor.post(f"gates/{gate.pk}/waivers/", body | given)

    assert (refused.status_code, problems(refused)) == (status, expected)
    assert not Waiver.objects.exists()


def test_it_sends_a_play_to_redesign_without_a_submission(sponsor):
    gate = gate_of(sponsor, make_play())

    decided = sponsor.post(f"gates/{gate['id']}/decisions/", decision(gate, "redesign", redesign_on="2026-03-20"))

    assert (decided.status_code, decided.json()["redesign_on"]) == (201, "2026-03-20")
    assert Play.objects.get().status == "paused"


def test_it_answers_for_a_gate_that_is_not_there(api):
    make_play()
    nowhere = "01a1f987-f850-7617-a164-d790e877a842"

    for path in (f"gates/{nowhere}/", f"plays/{nowhere}/gates/", f"gates/{nowhere}/decisions/"):
        assert api.get(path).status_code == 404


def test_it_decides_nothing_twice(sponsor, easy):
    decide(a_gate(easy), "redesign", redesign_on=dt.date(2026, 3, 20))
    gate = gate_of(sponsor, easy)

    refused = sponsor.post(f"gates/{gate['id']}/decisions/", decision(gate))

    assert (refused.status_code, refused.json()["code"]) == (409, "move_refused")
