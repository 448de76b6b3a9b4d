"""P6, P7, K1, K2: sessions, fallback and drills, effort, and the kit that leaves the client."""

import datetime as dt
from decimal import Decimal

import pytest

from apps.plays.models import AcceptanceSession, Play
from apps.plays.services import book_effort, close_defect, discard_kit, freeze_kit, release_kit, start_play
from kernel import clock
from kernel.ids import new_id
from tests.actors import service, user
from tests.conftest import NOW
from tests.factories.people import make_person
from tests.factories.plays import (
    a_gate,
    decide,
    make_drill,
    make_effort,
    make_fallback,
    make_papers,
    make_play,
    make_session,
    pass_gates,
)
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("client_a")
TODAY, DAY = NOW.date(), dt.timedelta(days=1)
BUG = {"title": "It invents prices.", "blocking": True}


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"tasks": []}, ("tasks", "P6")),
        ({"tasks": [{"task": " ", "worked": True}]}, ("tasks.0.task", "P6")),
        ({"held_on": TODAY - DAY}, ("held_on", "P5")),
        ({"held_on": TODAY + DAY}, ("held_on", "V9")),
        ({"verdict": "rejects", "comment": ""}, ("comment", "P6")),
        ({"verdict": "perhaps"}, ("verdict", "invalid_choice")),
        ({"defects": [{"title": "x" * 201, "blocking": False}]}, ("defects.0.title", "P6")),
    ],
)
def test_it_is_no_session_without_a_real_task_and_a_reason(given, problem):
    play = make_play()
    with refused(422, problem):
        make_session(play, play.initiative.workflow_owner, **given)


@pytest.mark.parametrize("function", ["it", "partner"])
def test_it_is_no_session_of_somebody_whose_work_it_does_not_change(function):
    play, tester = make_play(), make_person(name="Ivo Tech", function=function)
    with refused(422, ("tester_id", "P6")):
        make_session(play, tester)


def test_it_closes_a_defect_once_with_what_was_done():
    session = make_session(defects=[BUG])
    (defect,) = session.defects
    close = {"by": user("consultant"), "session_id": session.pk, "defect_id": defect["id"]}
    with refused(422, ("status", "P6"), ("note", "P6")):
        close_defect(**close, status="open", note=" ")
    with refused(404):
        close_defect(**(close | {"defect_id": "none"}), status="fixed", note="Prices come from the list.")
    close_defect(**close, status="fixed", note="Prices come from the list.")
    assert AcceptanceSession.objects.get().defects[0]["status"] == "fixed"
    with refused(409):
        close_defect(**close, status="fixed", note="Again.")


def test_it_drills_only_a_fallback_that_is_written():
    play = make_play()
    with refused(409):
        make_drill(play)
    make_fallback(play)
    with refused(422, ("held_at", "V9"), ("note", "P7"), ("took_minutes", "P7")):
        make_drill(play, minutes=None, held_at=NOW + DAY, note=" ")
    with refused(422, ("held_at", "P7")):
        make_drill(play, held_at=NOW - dt.timedelta(minutes=1))
    assert make_drill(play).passed
    assert not make_drill(play, minutes=31).passed
    assert not make_drill(play, took_effect=False).passed


def test_it_is_another_version_with_each_change_of_the_fallback():
    play = make_fallback()
    assert make_fallback(play).fallback_version == 1
    with clock.frozen(NOW + DAY):
        assert make_fallback(play, minutes=45).fallback_version == 2
        # One that was held before this was written drilled something else.
        with refused(422, ("held_at", "P7")):
            make_drill(play, held_at=NOW + dt.timedelta(hours=1))
        assert make_drill(play).fallback_version == 2
    with refused(422, ("minutes", "P7")):
        make_fallback(play, minutes=0)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"hours": Decimal(0)}, ("hours", "K2")),
        ({"hours": Decimal(1_001)}, ("hours", "K2")),
        ({"hours": Decimal(-2)}, ("note", "K2")),
        # Six hours are booked.
        ({"hours": Decimal(-7), "note": "Of another play."}, ("hours", "K2")),
        ({"on": TODAY + DAY}, ("on", "V9")),
        ({"on": TODAY - DAY}, ("on", "P5")),
    ],
)
def test_it_books_hours_that_were_worked(given, problem):
    play = make_play()
    make_effort(play, Decimal(6))
    with refused(422, problem):
        book_effort(by=user("consultant"), play_id=play.pk, **({"on": TODAY, "hours": Decimal(2)} | given))


def test_it_takes_hours_from_a_service_account_that_may():
    play = make_play()
    with refused(403):
        book_effort(by=service("plays.view"), play_id=play.pk, on=TODAY, hours=Decimal(2))
    book_effort(by=service("effort.write"), play_id=play.pk, on=TODAY, hours=Decimal(2))
    assert play.effort.count() == 1


def kit_play() -> Play:
    """A play past its Pilot gate, with hours booked."""
    play = pass_gates(make_papers(make_play()), "pilot")
    make_effort(play)
    return play


def test_it_freezes_no_kit_before_the_pilot_gate_is_passed():
    play = make_play()
    with refused(409, ("play", "K1"), code="K1"):
        freeze_kit(by=user("consultant"), play_id=play.pk)
    with refused(403):
        freeze_kit(by=user("client_sponsor"), play_id=play.pk)


def test_it_releases_the_kit_that_the_sponsor_has_read_and_no_other():
    play = freeze_kit(by=user("consultant"), play_id=kit_play().pk)
    with refused(412, ("kit_hash", "K1"), code="stale"):
        release_kit(by=user("client_sponsor"), play_id=play.pk, kit_hash="0" * 64)
    with refused(403):
        release_kit(by=user("partner_admin"), play_id=play.pk, kit_hash=play.kit_hash)
    released = release_kit(by=user("client_sponsor"), play_id=play.pk, kit_hash=play.kit_hash)
    assert released.kit_status == "released"
    with refused(409):
        discard_kit(by=user("consultant"), play_id=play.pk)


def test_it_freezes_the_same_kit_of_the_same_play_again():
    play = kit_play()
    first = freeze_kit(by=user("consultant"), play_id=play.pk)
    assert discard_kit(by=user("consultant"), play_id=play.pk).kit is None
    assert freeze_kit(by=user("consultant"), play_id=play.pk).kit_hash == first.kit_hash


def test_it_keeps_a_kit_from_which_another_play_runs():
    play = freeze_kit(by=user("consultant"), play_id=kit_play().pk)
    start_play(
        by=user("consultant"),
        initiative_id=play.initiative_id,
        contract_id=play.contract_id,
        team="South",
        starts_on=TODAY,
        replicates_id=play.pk,
    )
    with refused(409, code="K1"):
        discard_kit(by=user("consultant"), play_id=play.pk)


def test_it_leaves_what_ended_as_it_was():
    play = make_fallback()
    decide(a_gate(play), "stop")
    with refused(409, ("play", "P8")):
        make_drill(play)
    with refused(409, ("play", "P8")):
        make_fallback(play, minutes=45)
    with refused(404):
        freeze_kit(by=user("consultant"), play_id=new_id())
