"""The pages of a gate: what it asks, who submits, waives and decides it, and what changed since."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.plays.models import Activity, Gate, GateDecision, Waiver
from apps.plays.selectors.plays import play_page
from apps.plays.services import grant_waiver, move_evidence
from kernel import clock
from kernel.ids import new_id
from tests.actors import user
from tests.browsers import WITHIN, enter
from tests.conftest import NOW
from tests.factories.plays import (
    a_gate,
    decide,
    make_evidence,
    make_papers,
    make_play,
    make_submitted,
    make_waiver,
    pass_gates,
)
from tests.factories.value import make_fired
from tests.refusals import contents

TODAY, DAY = NOW.date(), dt.timedelta(days=1)
SHELL = 12
"""Queries of any page: the session, the person, their membership, the mount."""


def at(gate, rest: str = "") -> str:
    return f"{WITHIN}/gates/{gate.pk}/{rest}"


@pytest.fixture
def sponsor(client_a):
    return enter(client_a, "client_sponsor")


@pytest.fixture
def consultant(client_a):
    return enter(client_a, "consultant")


def sent(gate, **given):
    return {
        "outcome": "go",
        "reasons": "The figures say so.",
        "basis_hash": play_page(gate.play_id).gate(gate.pk).hash,
    } | given


# --- What it asks


def test_it_shows_each_criterion_with_figures_moment_and_the_way_to_mend_it(consultant):
    gate = a_gate()
    page = consultant.get(at(gate))
    assert re.search(r"judged as of <time[^>]*>today, Mon 2 March, 10:00<", page.text)
    for title in ("The people of the workflow accept it", "The governance checklist is complete"):
        assert title in page.text
    assert "0 of at least 5 testers" in page.text
    assert f"{WITHIN}/plays/{gate.play_id}/acceptance/" in page.text
    assert "Those who can decide once it is submitted:" in page.text
    assert "client sponsor" in page.text


def test_it_reads_a_gate_in_at_most_25_queries_beside_the_shell(consultant):
    play = make_play()
    make_waiver(play)
    for number in range(6):
        make_evidence(play, title=f"Paper {number}")
    gate = a_gate(play)
    consultant.get(at(gate))
    with CaptureQueriesContext(connection) as shell:
        consultant.get(f"{WITHIN}/people/new/")
    with CaptureQueriesContext(connection) as found:
        assert consultant.get(at(gate)).status_code == 200
    assert len(found) <= 25 + len(shell)
    assert len(shell) <= SHELL


def test_it_shows_evidence_beside_its_criterion(consultant):
    play = make_papers(make_play())
    page = consultant.get(at(a_gate(play)))
    assert "Map of the workflow" in page.text
    assert "accepted" in page.text
    assert "All 1 criteria are met" in page.text


def test_it_says_when_a_waiver_expired(consultant, sponsor):
    waiver = make_waiver(make_play())
    assert f"Waived by {waiver.granted_by_name}" in consultant.get(at(waiver.gate)).text
    with clock.frozen(NOW + 11 * DAY):
        page = consultant.get(at(waiver.gate))
    assert f"The waiver of {waiver.granted_by_name} expired" in page.text
    assert "Waived by" not in page.text


def test_it_is_frozen_by_a_fired_trigger_and_says_why(sponsor):
    gate = make_submitted(make_papers(make_play(make_fired())))
    page = sponsor.get(at(gate))
    assert "A rollback trigger of the contract fired and is not cleared" in page.text
    answer = sponsor.post(at(gate, "decide/"), sent(gate))
    assert answer.status_code == 409
    assert "A rollback trigger has fired, so the gate is frozen." in answer.text
    assert not GateDecision.objects.exists()


# --- Submitting


def test_it_is_submitted_with_a_note_and_taken_back(consultant, sponsor):
    gate = a_gate(make_papers(make_play()))
    assert "Submit for decision" in consultant.get(at(gate)).text
    assert "Submit for decision" not in sponsor.get(at(gate)).text
    assert sponsor.post(at(gate, "move/"), {"move": "submit", "revision": "1"}).status_code == 403
    assert consultant.post(at(gate, "move/"), {"move": "submit", "revision": "9"}).status_code == 412

    told = {"move": "submit", "revision": "1", "note": "The team is proud of it."}
    assert consultant.post(at(gate, "move/"), told).headers["Location"] == at(gate)

    page = sponsor.get(at(gate))
    assert "The team is proud of it." in page.text
    assert "Decide the Pilot gate" in page.text
    assert consultant.post(at(gate, "move/"), {"move": "withdraw", "revision": "2"}).status_code == 302
    assert Gate.objects.get(pk=gate.pk).status == "open"
    assert consultant.post(at(gate, "move/"), {"move": "go"}).status_code == 409


# --- Deciding


@pytest.mark.parametrize("role", ["consultant", "workflow_owner", "client_viewer"])
def test_it_is_decided_by_nobody_but_the_sponsor(client_a, role):
    gate = make_submitted(make_papers(make_play()))
    browser = enter(client_a, role)
    assert browser.get(at(gate, "decide/")).status_code == 403
    assert browser.post(at(gate, "decide/"), sent(gate)).status_code == 403
    assert "Decide the Pilot gate" not in browser.get(at(gate)).text


def test_it_is_decided_on_what_the_page_shows(sponsor):
    gate = make_submitted(make_papers(make_play()))
    page = sponsor.get(at(gate, "decide/"))
    assert play_page(gate.play_id).gate(gate.pk).hash in page.text
    assert "Map of the workflow" in page.text

    assert sponsor.post(at(gate, "decide/"), sent(gate)).headers["Location"] == at(gate)

    page = sponsor.get(at(gate))
    assert "Go, decided today" in page.text
    assert "on grounds that still hold" in page.text
    assert GateDecision.objects.get().basis_hash in page.text
    assert sponsor.get(at(gate, "decide/")).status_code == 302


def test_it_makes_activities_of_the_conditions_that_were_filled_in(sponsor, consultant):
    gate = make_submitted(make_papers(make_play()))
    owner = gate.play.initiative.workflow_owner
    rows = {
        "condition_1_title": "Train the second shift",
        "condition_1_owner": str(owner.pk),
        "condition_1_due_on": "2026-03-20",
    }
    assert sponsor.post(at(gate, "decide/"), sent(gate, outcome="conditional_go", **rows)).status_code == 302
    page = sponsor.get(at(gate))
    assert "Train the second shift" in page.text
    assert owner.name in page.text
    condition = Activity.objects.get(origin="condition")
    assert condition.due_on == dt.date(2026, 3, 20)
    assert "Mark as done" in (page := consultant.get(f"{WITHIN}/activities/{condition.pk}/").text)
    assert "Drop it" not in page
    assert "Change it" not in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reasons": ""}, "This field is required"),
        ({"outcome": ""}, "This field is required"),
        ({"outcome": "maybe"}, "Select a valid choice"),
        ({"outcome": "conditional_go"}, "A conditional go names its conditions."),
        ({"outcome": "conditional_go", "condition_3_title": "Train"}, "A condition has an owner."),
        ({"outcome": "conditional_go", "condition_3_due_on": "2026-03-20"}, "A condition says what has to be done."),
        ({"outcome": "go", "condition_0_title": "Train"}, "Only a conditional go has conditions."),
        ({"outcome": "conditional_go", "condition_0_owner": str(new_id())}, "Select a valid choice"),
        ({"outcome": "redesign"}, "A pause has a day on which it ends."),
        ({"outcome": "redesign", "redesign_on": "2026-03-01"}, "The redesign ends after today"),
        ({"outcome": "stop", "redesign_on": "2026-03-20"}, "Only a redesign has a day"),
    ],
)
def test_it_refuses_a_decision_beside_the_field_and_keeps_what_was_typed(sponsor, given, said):
    gate = make_submitted(make_papers(make_play()))
    before = contents()
    answer = sponsor.post(at(gate, "decide/"), sent(gate) | {"reasons": "Typed with care."} | given)
    assert contents() == before
    assert answer.status_code == 422
    assert said in answer.text
    assert "reasons" in given or "Typed with care." in answer.text


def test_it_names_each_criterion_in_the_way(sponsor):
    gate = make_submitted(make_play())
    answer = sponsor.post(at(gate, "decide/"), sent(gate))
    assert answer.status_code == 409
    assert "The people of the workflow accept it: unknown." in answer.text
    assert "no gate passes with an unknown" in answer.text
    assert "The figures say so." in answer.text
    assert not GateDecision.objects.exists()


def test_it_shows_what_is_found_now_where_the_grounds_changed_meanwhile(sponsor):
    play = make_papers(make_play())
    gate = make_submitted(play)
    seen = sent(gate)
    paper = make_evidence(play, criterion="paper-pilot", title="A second paper")
    move_evidence(by=user("consultant"), evidence_id=paper.pk, move="accept")

    answer = sponsor.post(at(gate, "decide/"), seen)

    assert answer.status_code == 412
    assert "What the gate rests on has changed since you opened it." in answer.text
    assert "A second paper" in answer.text
    assert "The figures say so." in answer.text
    again = re.search(r'name="basis_hash" value="(\w{64})"', answer.text)[1]
    assert sponsor.post(at(gate, "decide/"), seen | {"basis_hash": again}).status_code == 302


def test_it_offers_only_a_pause_or_an_end_before_it_was_submitted(sponsor):
    gate = a_gate(make_papers(make_play()))
    assert "Pause or stop the play" in sponsor.get(at(gate)).text
    page = sponsor.get(at(gate, "decide/"))
    assert "Pause or stop the play" in page.text
    assert 'value="go"' not in page.text
    assert sponsor.post(at(gate, "decide/"), sent(gate)).status_code == 422
    assert sponsor.post(at(gate, "decide/"), sent(gate, outcome="stop")).status_code == 302


def test_it_says_what_changed_since_it_was_passed(consultant):
    play = pass_gates(make_papers(make_play()), "pilot")
    gate = a_gate(play)
    assert "on grounds that still hold" in consultant.get(at(gate)).text
    paper = play.evidence.get(criterion="paper-pilot")
    move_evidence(by=user("consultant"), evidence_id=paper.pk, move="reject", note="Not signed.")

    page = consultant.get(at(gate))

    assert "What it rested on has changed since." in page.text
    assert "Changed since it was passed" in page.text
    assert "changed: evidence" in page.text
    assert "outdated" in consultant.get(f"{WITHIN}/plays/{play.pk}/").text


def test_it_says_when_the_waiver_that_it_passed_on_has_expired(consultant):
    play = make_papers(make_play())
    paper = play.evidence.get(criterion="paper-pilot")
    move_evidence(by=user("consultant"), evidence_id=paper.pk, move="reject", note="Not signed.")
    gate, until = a_gate(play), TODAY + 10 * DAY
    grant_waiver(
        by=user("client_sponsor"), gate_id=gate.pk, criterion="paper-pilot", reason="Being signed.", expires_on=until
    )
    decide(make_submitted(play), "go")
    assert "on grounds that still hold" in consultant.get(at(gate)).text

    with clock.frozen(NOW + 11 * DAY):
        page = consultant.get(at(gate))
        assert "The waiver that it rested on has expired, and its criterion is not met." in page.text
        assert "waiver expired" in consultant.get(f"{WITHIN}/plays/{play.pk}/").text
        assert "Changed since it was passed" not in page.text


# --- Waivers


def waiver(**given):
    return {"reason": "It is being written.", "expires_on": "2026-03-12"} | given


def test_it_waives_a_criterion_and_takes_that_back(sponsor, consultant):
    gate = a_gate()
    address = at(gate, "waivers/pilot-boundary/")
    assert address in sponsor.get(at(gate)).text
    assert address not in consultant.get(at(gate)).text
    assert consultant.get(address).status_code == 403

    assert sponsor.post(address, waiver()).headers["Location"] == at(gate)

    assert "It is being written." in consultant.get(at(gate)).text
    found = Waiver.objects.get()
    assert consultant.post(f"{WITHIN}/waivers/{found.pk}/revoke/").status_code == 403
    assert sponsor.post(f"{WITHIN}/waivers/{found.pk}/revoke/").headers["Location"] == at(gate)
    assert sponsor.post(f"{WITHIN}/waivers/{found.pk}/revoke/").status_code == 409


@pytest.mark.parametrize(
    ("criterion", "given", "status"),
    [
        ("pilot-boundary", {"reason": ""}, 422),
        ("pilot-boundary", {"expires_on": "2026-03-02"}, 422),
        ("pilot-boundary", {"expires_on": "2027-03-02"}, 422),
        ("pilot-acceptance", {}, 409),
        ("pilot-kpi-signal", {}, 409),
        ("nothing", {}, 404),
    ],
)
def test_it_refuses_a_waiver_that_says_too_little_or_of_what_nobody_knows(sponsor, criterion, given, status):
    answer = sponsor.post(at(a_gate(), f"waivers/{criterion}/"), waiver(**given))
    assert answer.status_code == status
    assert not Waiver.objects.exists()


def test_it_shows_an_absent_gate_as_absent(sponsor):
    make_play()
    for rest in ("", "decide/", "waivers/pilot-boundary/"):
        assert sponsor.get(f"{WITHIN}/gates/{new_id()}/{rest}").status_code == 404


def test_it_keeps_the_decisions_of_a_play_that_ended(consultant):
    gate = a_gate()
    decide(gate, "stop")
    page = consultant.get(at(gate))
    assert "The play was stopped here today" in page.text
    assert "Submit for decision" not in page.text
    assert GateDecision.objects.get().basis_hash in page.text
