"""A play whose rollback trigger fires on day 40: an incident, frozen gates, and somebody has to decide."""

import pytest

from apps.governance.models import Incident
from apps.governance.services import move_incident
from kernel.ledger.services import verify
from tests.factories.telling_plays import IMPROVED, Story
from tests.factories.value import make_readings
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("client_a")
FALLBACK = "Proposals go back to the manual queue of the order desk."


@pytest.fixture
def story() -> Story:
    """A play past its Pilot gate whose trigger fires on day 40, when the bad week's reading comes in late."""
    told = Story()
    rollback = {"kpi_key": str(told.kpi.pk), "comparison": "above", "value": "6.5", "consecutive": 1}
    told.change_terms(rollback=rollback | {"fallback": FALLBACK})
    with told.on(5):
        told.prepare_pilot()
        told.weeks_read(*IMPROVED[:4])
    with told.on(20):
        told.watch()
    with told.on(29):
        told.people_test()
    with told.on(30):
        told.pass_gate("pilot")
        told.prepare_production()
        told.weeks_stop()
    with told.on(40):
        make_readings(told.kpi, "7.1", start=told.date(29))
    return told


def test_it_opens_one_severe_incident_and_freezes_the_gates(story):
    incident = Incident.objects.get()
    assert (incident.type, incident.severity, incident.contract_id) == ("rollback", 1, story.contract_id)
    assert FALLBACK in incident.description
    with story.on(41) as page:
        assert [view.frozen for view in page.gates] == [False, True, True]
        assert story.told()["gate.frozen"] == 2
        # More of the same tells nothing new.
        make_readings(story.kpi, "7.3", start=story.date(29))
        assert (Incident.objects.count(), story.told()["gate.frozen"]) == (1, 2)
        story.submit("limited_production")
        assert story.verdicts("limited_production")["production-stability"] == "unmet"
        in_the_way = {("gate", "V5"), *story.in_the_way("limited_production")}
        assert ("production-stability", "P4") in in_the_way
        with refused(409, *in_the_way, code="gate_not_met"):
            story.decide("limited_production", "go")


def test_it_is_stopped_by_the_sponsor_although_the_gates_are_frozen(story):
    with story.on(41):
        story.decide("limited_production", "stop", reasons="The customers noticed.")
        assert story.stands == ("stopped", "killed")
    # What the pilot reached was never worth anything in production.
    assert story.weight == 0


def test_it_is_paused_and_stays_frozen_until_the_trigger_is_cleared(story):
    with story.on(41):
        story.decide("limited_production", "redesign", redesign_on=story.date(50))
        assert story.gate("limited_production").frozen
    with story.on(51):
        assert story.stands == ("running", "limited_production")
        story.submit("limited_production")
        with refused(409, ("gate", "V5"), *story.in_the_way("limited_production")):
            story.decide("limited_production", "go")


def test_it_thaws_when_a_correction_undoes_the_reading_and_passes_once_it_is_stable_again(story):
    with story.on(42):
        make_readings(story.kpi, "2.7", start=story.date(29), note="A digit was mistyped.")
        assert not any(view.frozen for view in story.page.gates)
        assert story.told()["gate.thawed"] == 2
        # The incident stays until its cause is known, and ten days without trouble begin when it is resolved.
        assert Incident.objects.get().status == "open"
        incident = Incident.objects.get()
        for move, given in [("resolve", {}), ("close", {"root_cause": "A typing error.", "fallback_used": True})]:
            incident = move_incident(
                by=story.consultant, incident_id=incident.pk, move=move, revision=incident.revision, **given
            )
        story.weeks_read("2.7")
    with story.on(45):
        assert story.in_the_way("limited_production") == {("production-stability", "P4")}
    with story.on(53):
        story.pass_gate("limited_production")
        assert story.weight == 50
    assert verify().holds
