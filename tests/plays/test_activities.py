"""P5: activities have an owner, a day, and an order; nothing of them is dated back."""

import datetime as dt

import pytest

from apps.plays.models import Activity
from apps.plays.services import add_activity, change_activity, move_activity
from kernel.access import system_actor
from kernel.ids import new_id
from tests.actors import user
from tests.conftest import NOW
from tests.factories.people import make_person
from tests.factories.plays import a_gate, decide, make_activity, make_play
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("client_a")
BY, TODAY, DAY = system_actor(), NOW.date(), dt.timedelta(days=1)


def add(play, **given):
    fields = {
        "title": "Tell the works council",
        "due_on": TODAY + DAY,
        "owner_id": play.initiative.workflow_owner_id,
    } | given
    return add_activity(by=BY, play_id=play.pk, **fields)


def change(activity, **changes):
    return change_activity(by=BY, activity_id=activity.pk, revision=activity.revision, **changes)


def test_it_keeps_the_day_that_it_was_planned_for():
    activity = make_activity()
    changed = change(activity, due_on=TODAY + 20 * DAY)
    assert (changed.planned_on, changed.due_on) == (activity.planned_on, TODAY + 20 * DAY)


def test_it_needs_an_owner_a_title_a_phase_and_a_day_to_come():
    play = make_play()
    with refused(422, ("owner", "P5"), ("due_on", "P5"), ("phase", "P5"), ("title", "blank")):
        add(play, title=" ", owner_id=None, due_on=TODAY - DAY, phase="nowhere")
    with refused(422, ("depends_on", "P5")):
        add(play, depends_on=[new_id()])


def test_it_waits_for_what_comes_before_it():
    play = make_play()
    first, second = Activity.objects.filter(play=play, key__in=["kick-off", "baseline"]).order_by("due_on")
    for move in ("begin", "finish"):
        with refused(409, ("depends_on", "P5"), code="P5"):
            move_activity(by=BY, activity_id=second.pk, move=move)
    move_activity(by=BY, activity_id=first.pk, move="drop")
    assert move_activity(by=BY, activity_id=second.pk, move="finish").done_on == TODAY


def test_it_never_waits_for_itself():
    play = make_play()
    rows = {row.key: row for row in Activity.objects.filter(play=play)}
    with refused(422, ("depends_on", "P5")):
        change(rows["kick-off"], depends_on=[rows["kick-off"].pk])
    with refused(422, ("depends_on", "P5")):
        change(rows["kick-off"], depends_on=[rows["sign-contract"].pk])


@pytest.mark.parametrize(("day", "code"), [(TODAY - DAY, "P5"), (TODAY + DAY, "V9")])
def test_it_was_done_neither_before_the_play_nor_tomorrow(day, code):
    activity = make_activity()
    with refused(422, ("done_on", code)):
        move_activity(by=BY, activity_id=activity.pk, move="finish", done_on=day)


def test_it_is_changed_from_the_revision_that_was_read():
    activity = make_activity()
    change(activity, note="Room 3.")
    with refused(412, ("revision", "stale")):
        change(activity, note="Room 4.")
    with refused(428):
        change_activity(by=BY, activity_id=activity.pk, revision=None, note="Room 4.")
    with refused(422, ("status", "unknown_field")):
        change(activity, status="done")


def test_it_is_its_owners_to_finish_and_nobody_elses():
    activity = make_activity()
    other, owner = make_person(name="Olaf Other"), activity.owner
    with refused(403):
        move_activity(by=user("client_viewer", person=other), activity_id=activity.pk, move="finish")
    done = move_activity(by=user("client_viewer", person=owner), activity_id=activity.pk, move="finish")
    assert done.status == "done"


def test_it_stays_as_it_was_once_the_play_has_ended():
    play = make_play()
    activity = make_activity(play)
    decide(a_gate(play), "stop")
    with refused(409, ("play", "P8")):
        change(activity, note="Room 4.")
    with refused(409, ("play", "P8")):
        add(play)
    with refused(404):
        move_activity(by=BY, activity_id=new_id(), move="finish")
