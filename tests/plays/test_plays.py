"""Starting, extending and resuming plays."""

import datetime as dt

import pytest

from apps.initiatives.choices import InitiativeStatus
from apps.initiatives.models import Initiative
from apps.plays.choices import PlayStatus
from apps.plays.models import Play
from apps.plays.selectors.plays import play_page
from tests.factories.plays import a_gate, decide, make_play

pytestmark = pytest.mark.usefixtures("client_a")


def test_it_begins_on_its_first_day_with_its_gates_and_activities():
    play = make_play()

    page = play_page(play.pk)

    assert (play.status, page.day) == (PlayStatus.RUNNING, 1)
    assert [view.gate.type for view in page.gates] == ["pilot", "limited_production", "scale"]
    assert [view.gate.due_on - play.starts_on for view in page.gates] == [dt.timedelta(n - 1) for n in (30, 45, 60)]
    assert len(page.activities) == 16
    assert Initiative.objects.get(pk=play.initiative_id).status == InitiativeStatus.PILOT


def test_it_is_stopped_and_frees_its_capacity():
    play = make_play()

    decide(a_gate(play), "stop")

    play = Play.objects.get(pk=play.pk)
    assert (play.status, play.ended_on) == (PlayStatus.STOPPED, dt.date(2026, 3, 2))
    initiative = Initiative.objects.get(pk=play.initiative_id)
    assert (initiative.status, initiative.play_id) == (InitiativeStatus.KILLED, None)
