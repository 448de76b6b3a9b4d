"""A play that is stopped: with its reasons on record, and what it held is free again."""

import datetime as dt

import pytest

from apps.initiatives.services import change_initiative
from apps.value.models import Contract
from tests.factories.plays import make_play
from tests.factories.telling_plays import EVEN, Story
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("client_a")


def test_it_releases_its_capacity_and_keeps_what_it_was_decided_on():
    story = Story()
    with story.on(5):
        story.sign_contract()
        story.weeks_read(*EVEN)
    with story.on(30):
        story.submit("pilot")
        decision = story.decide("pilot", "stop", reasons="The process does it as well by itself.")
    with story.on(31) as page:
        assert story.stands == ("stopped", "killed")
        assert (page.play.ended_on, story.initiative.ended_on) == (story.date(30), story.date(30))
        assert (story.initiative.play_id, page.next_gate, page.day) == (None, None, 30)
        assert [view.gate.status for view in page.gates] == ["stopped", "open", "open"]
        assert page.gate(decision.gate_id).decision.reasons == "The process does it as well by itself."
        with refused(409, ("play", "P8")):
            story.people_test()
        with refused(409, ("play", "P8")):
            story.review_runbook()
        with refused(409):
            story.submit("pilot")
        with refused(409, ("days", "P4"), code="P4"):
            story.extend(10)
    with story.on(90) as page:
        # It is over, so nothing of it is overdue.
        assert (page.overdue, story.told()["play.overdue"]) == (False, 0)


def test_it_lets_the_team_start_again_once_the_initiative_is_work_again():
    story = Story()
    with story.on(10):
        story.decide("pilot", "stop")
    with story.on(20):
        with refused(422, ("initiative_id", "S2")):
            make_play(Contract.objects.get(pk=story.contract_id), by=story.consultant, team=story.play.team)
        set_back = story.initiative
        change_initiative(by=story.consultant, initiative_id=set_back.pk, revision=set_back.revision, status="idea")
        again = make_play(Contract.objects.get(pk=story.contract_id), by=story.consultant, team=story.play.team)
        assert (again.status, again.leads, story.initiative.play_id) == ("running", True, again.pk)
        assert story.initiative.status == "pilot"


def test_it_can_be_stopped_before_its_first_day():
    story = Story(starts_on=dt.date(2026, 3, 20))
    with story.on(-5):
        story.decide("pilot", "stop")
    with story.on(1) as page:
        assert (page.play.status, page.play.ended_on) == ("stopped", story.date(-5))
