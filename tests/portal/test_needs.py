"""What the client's home asks of whoever looks: what nobody else can do for them."""

import datetime as dt

import pytest

from apps.initiatives.models import Initiative
from apps.plays.services import freeze_kit
from apps.portfolio.services import derive_plays
from kernel import clock
from kernel.access import system_actor
from tests.browsers import WITHIN, enter
from tests.conftest import NOW
from tests.factories.governance import make_attestation, make_boundary, make_incident
from tests.factories.people import make_initiative, make_person
from tests.factories.plays import make_papers, make_play, pass_gates

HOME = f"{WITHIN}/"
DAY = dt.timedelta(days=1)


def home(client, role: str, person=None) -> str:
    return enter(client, role, person).get(HOME).text


def test_it_asks_the_named_leader_to_attest_when_it_is_due_soon_and_nobody_else(client_a):
    initiative = make_initiative()
    due = make_attestation(initiative, due_on=NOW.date() + 20 * DAY)
    leader = initiative.workflow_owner
    browser = enter(client_a, "workflow_owner", leader)
    assert "Attest that" not in browser.get(HOME).text
    with clock.frozen(NOW + 10 * DAY):
        page = browser.get(HOME).text
        assert "Attest that the AI of “Proposals in three days” stays inside its limits" in page
        assert f"attestations/{due.pk}/" in page
        assert "Attest that" not in home(client_a, "client_sponsor", make_person(name="Else"))
        assert "Attest that" not in home(client_a, "consultant")


@pytest.mark.parametrize(
    ("role", "asked"),
    [("client_sponsor", True), ("workflow_owner", True), ("client_viewer", False), ("consultant", False)],
)
def test_it_asks_those_who_may_to_approve_a_boundary_statement(client_a, role, asked):
    initiative = make_initiative()
    statement = make_boundary(initiative)
    person = initiative.workflow_owner if role == "workflow_owner" else None
    page = home(client_a, role, person)
    assert ("Approve the boundary statement of “Proposals in three days”" in page) is asked
    assert (f"boundary-statements/{statement.pk}/" in page) is asked


def test_it_gives_an_incident_to_its_owner_and_tells_everybody_of_a_severe_one(client_a):
    initiative = make_initiative()
    owner = initiative.workflow_owner
    make_incident(initiative, owner_id=owner.pk, title="Wrong prices", severity=1)
    make_incident(initiative, owner_id=owner.pk, title="Slow answers", severity=4)
    page = home(client_a, "workflow_owner", owner)
    assert page.index("Handle the incident “Wrong prices”") < page.index("Handle the incident “Slow answers”")
    page = home(client_a, "client_sponsor")
    assert "Handle the incident" not in page
    assert "Wrong prices" in page
    assert "is not over." in page
    assert "Slow answers" not in page


def test_it_asks_nothing_of_what_was_killed(client_a):
    initiative = make_initiative()
    make_attestation(initiative, due_on=NOW.date() + DAY)
    make_boundary(initiative)
    make_incident(initiative, owner_id=initiative.workflow_owner_id)
    Initiative.objects.filter(pk=initiative.pk).update(status="killed")
    assert "Needs you" not in home(client_a, "workflow_owner", initiative.workflow_owner)
    assert "is not over." not in home(client_a, "client_sponsor")


def test_it_asks_the_sponsor_to_release_a_kit(client_a):
    play = pass_gates(make_papers(make_play()), "pilot")
    freeze_kit(by=system_actor(), play_id=play.pk)
    page = home(client_a, "client_sponsor")
    assert "Read and release the kit of “Proposals in three days, Order desk North”" in page
    assert f"plays/{play.pk}/kit/" in page
    assert "Read and release" not in home(client_a, "consultant")


def test_it_names_the_next_gate_and_says_as_of_when_its_criteria_are_counted(client_a):
    make_play()
    page = home(client_a, "client_sponsor")
    assert "Day 1 of 60. The Pilot gate is due" in page
    assert "criteria met" not in page
    derive_plays(by=system_actor())
    page = home(client_a, "client_sponsor")
    assert "of 5 criteria met. As of today" in page
