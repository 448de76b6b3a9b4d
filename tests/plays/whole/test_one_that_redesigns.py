"""A play whose Pilot gate is not met on day 30: it pauses for redesign until a day, and passes later."""

import datetime as dt

import pytest

from tests.factories.telling_plays import EVEN, IMPROVED, Story
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("client_a")


def test_it_pauses_until_its_day_and_passes_with_what_was_missing():
    story = Story()
    with story.on(5):
        story.sign_contract()
        story.answer_checklist()
        story.weeks_read(*EVEN)
    with story.on(30):
        story.people_test(verdict="rejects", comment="It invents prices.")
        story.submit("pilot")
        missing = {
            "pilot-kpi-signal": "unmet",
            "pilot-acceptance": "unmet",
            "pilot-contract": "met",
            "pilot-checklist": "met",
            "pilot-boundary": "unmet",
        }
        assert story.verdicts("pilot") == missing
        with refused(
            409, *((key, "P4") for key, verdict in missing.items() if verdict == "unmet"), code="gate_not_met"
        ):
            story.decide("pilot", "go")
        with refused(422, ("redesign_on", "S2")):
            story.decide("pilot", "redesign")
        with refused(422, ("redesign_on", "S2")):
            story.decide("pilot", "redesign", redesign_on=story.date(30) + dt.timedelta(days=31))
        story.decide("pilot", "redesign", redesign_on=story.date(44))
        assert story.stands == ("paused", "paused")
        assert story.gate("pilot").gate.status == "redesign"
    with story.on(35):
        story.agree_boundary()
        story.weeks_read(*IMPROVED)
    with story.on(43) as page:
        # The days of the play go on while it pauses.
        assert (story.stands, page.day) == (("paused", "paused"), 43)
        with refused(409):
            story.decide("pilot", "redesign", redesign_on=story.date(50))
    with story.on(44):
        assert story.stands == ("running", "pilot")
        assert story.gate("pilot").gate.status == "open"
        story.people_test()
    with story.on(58):
        story.pass_gate("pilot")
        assert story.stands == ("running", "limited_production")
        assert [each.outcome for each in story.gate("pilot").decisions] == ["redesign", "go"]
    told = story.told()
    assert (told["play.paused"], told["play.resumed"], told["play.stopped"]) == (1, 1, 0)
