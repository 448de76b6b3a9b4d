"""A play that nobody decides: from day 61 on it is overdue, everywhere, until somebody does; nothing closes by itself."""

import pytest

from apps.plays.selectors.plays import overdue, plays
from kernel.tenancy.context import local_today
from tests.factories.telling_plays import Story
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("client_a")


def listed(story: Story) -> bool:
    """Whether a list of the initiative's plays shows it as overdue."""
    (row,) = plays(initiative_id=story.initiative_id)
    return overdue(row, local_today())


def test_it_is_overdue_from_day_61_until_somebody_decides():
    story = Story()
    with story.on(60) as page:
        assert (page.overdue, listed(story), story.told()["play.overdue"]) == (False, False, 0)
    with story.on(61) as page:
        assert (page.overdue, listed(story), story.told()["play.overdue"]) == (True, True, 1)
        assert page.play.overdue_told_on == story.date(61)
    with story.on(200) as page:
        # The ledger tells it once; it closes by no means by itself.
        assert (page.day, page.overdue, story.told()["play.overdue"]) == (200, True, 1)
        assert (story.stands, page.play.ended_on) == (("running", "pilot"), None)
        assert [view.gate.status for view in page.gates] == ["open"] * 3
        story.decide("pilot", "stop", reasons="Nobody needs it.")
        assert (story.page.overdue, listed(story)) == (False, False)


def test_it_is_extended_once_by_the_sponsor_and_then_overdue_again():
    story = Story()
    with story.on(62):
        assert story.page.overdue
        with refused(403, code="forbidden"):
            story.extend(20, by=story.consultant)
        with refused(403, code="reauthentication_required"):
            story.extend(20, reauthenticated_at=None)
        with refused(422, ("days", "P4"), ("reason", "P4")):
            story.extend(31, reason=" ")
        story.extend(20)
        assert (story.page.overdue, story.play.last_on) == (False, story.date(80))
        with refused(409, ("days", "P4"), code="P4"):
            story.extend(1)
    with story.on(80) as page:
        assert not page.overdue
    with story.on(81) as page:
        assert (page.overdue, story.told()["play.overdue"]) == (True, 2)
        # The last gate is due on the last day, as it is now.
        assert [view.gate.due_on for view in page.gates] == [story.date(day) for day in (30, 45, 80)]


def test_it_is_overdue_again_when_the_day_of_its_redesign_has_passed():
    story = Story()
    with story.on(61):
        story.decide("pilot", "redesign", redesign_on=story.date(75))
        # A redesign is a decision, for as long as it has a day to come.
        assert not story.page.overdue
    with story.on(74) as page:
        assert (page.overdue, story.stands) == (False, ("paused", "paused"))
    with story.on(75) as page:
        assert (page.overdue, story.stands) == (True, ("running", "pilot"))
        assert story.told()["play.overdue"] == 2
    with story.on(140):
        assert (story.page.overdue, story.told()["play.overdue"]) == (True, 2)
        # 14 of the 30 days that a play may pause are used.
        with refused(422, ("redesign_on", "S2")):
            story.decide("pilot", "redesign", redesign_on=story.date(157))
        story.decide("pilot", "redesign", redesign_on=story.date(156))
        assert not story.page.overdue
    with story.on(156):
        assert story.page.overdue
        with refused(422, ("redesign_on", "S2")):
            story.decide("pilot", "redesign", redesign_on=story.date(157))
        story.decide("pilot", "stop")


def test_it_is_extended_by_as_many_days_as_reach_today():
    story = Story()
    with story.on(70):
        with refused(422, ("days", "P4")):
            story.extend(9)
        story.extend(10)
        assert (story.page.overdue, story.play.last_on) == (False, story.date(70))
