"""The pages of a play's work: activities, evidence, acceptance, the fallback, effort, the kit; and what the feed says of it all."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.plays.models import AcceptanceSession, Activity, Drill, Effort, Evidence, Play
from apps.plays.services import freeze_kit
from kernel import clock
from kernel.access import system_actor
from kernel.ids import new_id
from tests.browsers import WITHIN, enter
from tests.conftest import NOW
from tests.factories.people import make_person
from tests.factories.plays import (
    a_gate,
    decide,
    make_activity,
    make_drill,
    make_evidence,
    make_fallback,
    make_papers,
    make_play,
    make_session,
    make_waiver,
    pass_gates,
)
from tests.kernel.files.made import pdf
from tests.refusals import contents

CRITERION = "bottlenecks-mapped"


def at(play: Play, rest: str = "") -> str:
    return f"{WITHIN}/plays/{play.pk}/{rest}"


def task(activity: Activity, rest: str = "") -> str:
    return f"{WITHIN}/activities/{activity.pk}/{rest}"


@pytest.fixture
def sponsor(client_a):
    return enter(client_a, "client_sponsor")


@pytest.fixture
def consultant(client_a):
    return enter(client_a, "consultant")


# --- Activities


def activity_form(play, **given):
    owner = str(play.initiative.workflow_owner_id)
    return {"title": "Train the second shift", "owner": owner, "due_on": "2026-03-20"} | given


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"title": ""}, "This field is required"),
        ({"owner": ""}, "This field is required"),
        ({"owner": str(new_id())}, "Select a valid choice"),
        ({"due_on": "2026-03-01"}, 'id="id_due_on_error"'),
        ({"phase": "nowhere"}, "Select a valid choice"),
        ({"depends_on": [str(new_id())]}, "Select a valid choice"),
    ],
)
def test_it_refuses_an_activity_beside_the_field(consultant, given, said):
    play = make_play()
    before = contents()
    answer = consultant.post(at(play, "activities/new/"), activity_form(play, **given))
    assert contents() == before
    assert answer.status_code == 422
    assert said in answer.text


def test_it_changes_an_activity_and_tells_who_was_faster(consultant):
    play = make_play()
    activity = make_activity(play)
    form = consultant.get(task(activity)).context["form"]
    sent = activity_form(play, revision=str(form.initial["revision"]), phase="lock", due_on="2026-03-05")
    assert consultant.post(task(activity), sent).headers["Location"] == task(activity)
    late = consultant.post(task(activity), sent | {"title": "Something else"})
    assert late.status_code == 412
    assert "Something else" in late.text
    assert "Now: Train the second shift" in late.text
    page = consultant.get(task(activity))
    assert "planned for" in page.text
    activity.refresh_from_db()
    assert (activity.planned_on, activity.due_on) == (dt.date(2026, 3, 2), dt.date(2026, 3, 5))


def test_it_moves_an_activity_and_refuses_what_waits_for_another(client_a, consultant):
    play = make_play()
    first, second = Activity.objects.filter(play=play)[:2]
    refused = consultant.post(task(second, "move/"), {"move": "finish"})
    assert refused.status_code == 409
    assert first.title in refused.text
    wrong = consultant.post(task(first, "move/"), {"move": "finish", "done_on": "someday"})
    assert wrong.status_code == 422
    told = {"move": "finish", "done_on": "2026-03-02", "note": "All were there.", "stay": "1"}
    assert consultant.post(task(first, "move/"), told).headers["Location"] == task(first)
    assert "All were there." in consultant.get(task(first)).text
    assert enter(client_a, "client_viewer").post(task(second, "move/"), {"move": "finish"}).status_code == 403


def test_it_lets_the_owner_of_an_activity_finish_it(client_a):
    play = make_play()
    activity = make_activity(play)
    viewer = enter(client_a, "client_viewer", activity.owner)
    assert "Mark as done" in viewer.get(task(activity)).text
    assert viewer.post(task(activity, "move/"), {"move": "finish"}).status_code == 302
    with clock.frozen(NOW + dt.timedelta(days=20)):
        mine = Activity.objects.filter(play=play, owner=activity.owner).exclude(pk=activity.pk).first()
        page = viewer.get(f"{WITHIN}/")
        assert mine is None or f"Finish “{mine.title}”" in page.text


# --- Evidence


def test_it_takes_a_file_and_gives_it_back_to_save(consultant, own_files):
    play = make_play()
    address = at(play, f"evidence/{CRITERION}/")
    file = SimpleUploadedFile("map.pdf", pdf(), content_type="text/html")
    sent = {"kind": "file", "title": "Map", "upload": file}
    assert consultant.post(address, sent).headers["Location"] == address
    row = Evidence.objects.get()
    answer = consultant.get(f"{WITHIN}/evidence/{row.pk}/file/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content) == pdf()
    assert row.file_digest[:12] in consultant.get(address).text


def test_it_refuses_a_file_that_is_not_what_its_name_says(consultant, own_files):
    address = at(make_play(), f"evidence/{CRITERION}/")
    file = SimpleUploadedFile("map.pdf", b"<html><script>alert(1)</script></html>")
    answer = consultant.post(address, {"kind": "file", "title": "Map", "upload": file})
    assert answer.status_code == 422
    assert 'id="id_upload_error"' in answer.text
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"kind": "file", "title": "Map"}, "upload"),
        ({"kind": "link", "title": "Map", "url": "javascript:alert(1)"}, "url"),
        ({"kind": "link", "title": "Map", "url": ""}, "url"),
        ({"kind": "note", "title": "Map"}, "note"),
        ({"kind": "note", "title": "", "note": "Seen."}, "title"),
        ({"kind": "note", "title": "Map", "note": "Seen.", "expires_on": "2026-01-01"}, "expires_on"),
    ],
)
def test_it_refuses_evidence_beside_the_field(consultant, sent, field):
    answer = consultant.post(at(make_play(), f"evidence/{CRITERION}/"), sent)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.text
    assert not Evidence.objects.exists()


def test_it_is_reviewed_by_somebody_else(consultant, sponsor, client_a):
    play = make_play()
    address = at(play, f"evidence/{CRITERION}/")
    sent = {"kind": "link", "title": "Map", "url": "https://example.com/map"}
    assert consultant.post(address, sent).status_code == 302
    move = f"{WITHIN}/evidence/{Evidence.objects.get().pk}/move/"
    own, other = consultant.get(address), sponsor.get(address)
    assert 'rel="noopener noreferrer nofollow"' in own.text
    assert 'value="accept"' not in own.text
    assert 'value="accept"' in other.text
    assert "Waits for your review" in sponsor.get(at(play, "evidence/")).text
    assert "Review a piece of evidence" in sponsor.get(f"{WITHIN}/").text
    assert "Review a piece of evidence" not in consultant.get(f"{WITHIN}/").text
    assert consultant.post(move, {"move": "accept"}).status_code == 403
    assert enter(client_a, "client_viewer").post(move, {"move": "accept"}).status_code == 403
    assert sponsor.post(move, {"move": "reject", "note": " "}).status_code == 422
    assert sponsor.post(move, {"move": "reject", "note": "It lacks the exceptions."}).headers["Location"] == address
    assert "It lacks the exceptions." in consultant.get(address).text
    assert sponsor.post(move, {"move": "withdraw"}).status_code == 403
    assert consultant.post(move, {"move": "withdraw"}).status_code == 302
    assert consultant.post(move, {"move": "unheard-of"}).status_code == 409


def test_it_takes_a_note_beside_an_activity(consultant):
    activity = make_activity()
    address = task(activity, "evidence/new/")
    assert consultant.get(address).status_code == 200
    sent = {"kind": "note", "title": "Who was there", "note": "Everybody."}
    assert consultant.post(address, sent).headers["Location"] == task(activity)
    assert "Who was there" in consultant.get(task(activity)).text
    assert "Beside activities" in consultant.get(at(activity.play, "evidence/")).text


def test_it_knows_no_other_criterion(consultant):
    play = make_play()
    assert consultant.get(at(play, "evidence/nothing-like-it/")).status_code == 404
    page = consultant.get(at(play, "evidence/pilot-kpi-signal/"))
    assert "It is computed from what is recorded, so no evidence meets it." in page.text
    assert "Bring the evidence" not in page.text
    note = make_evidence(play)
    assert consultant.get(f"{WITHIN}/evidence/{note.pk}/file/").status_code == 404


# --- Acceptance


def session_form(**given):
    return {
        "tester": str(make_person(name="Tilda Berg").pk),
        "role": "order clerk",
        "held_on": "2026-03-02",
        "verdict": "rejects",
        "task_0": "Draft a proposal",
        "worked_0": "on",
        "task_4": "Correct a price",
        "defect_1": "The price is rounded",
        "blocking_1": "on",
    } | given


def test_it_records_a_session_with_its_tasks_and_defects_and_closes_one(consultant, sponsor):
    play = make_play()
    assert "Sit down with a tester" in consultant.get(at(play, "acceptance/")).text
    assert consultant.post(at(play, "acceptance/new/"), session_form()).status_code == 302
    session = AcceptanceSession.objects.get()
    assert session.tasks == [
        {"task": "Draft a proposal", "worked": True},
        {"task": "Correct a price", "worked": False},
    ]
    page = consultant.get(at(play, "acceptance/"))
    assert "0 of 1 tester accepts it." in page.text
    assert "1 blocking defect is open." in page.text
    assert "blocks the work" in page.text
    address = f"{WITHIN}/acceptance/{session.pk}/defects/{session.defects[0]['id']}/"
    assert sponsor.post(address, {"status": "fixed", "note": "Done."}).status_code == 403
    assert consultant.post(address, {"status": "fixed", "note": ""}).status_code == 422
    assert consultant.post(address, {"status": "fixed", "note": "Rounded later."}).status_code == 302
    assert "Rounded later." in consultant.get(at(play, "acceptance/")).text
    assert consultant.post(address, {"status": "fixed", "note": "Again."}).status_code == 409


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"task_0": "", "task_4": ""}, "A tester tries at least one real task."),
        ({"held_on": "2026-03-03"}, "This day is still to come."),
        ({"verdict": ""}, "This field is required"),
        ({"defect_1": "", "comment": ""}, "Whoever rejects says why."),
        ({"tester": str(new_id())}, "Select a valid choice"),
    ],
)
def test_it_refuses_a_session_and_keeps_what_was_typed(consultant, given, said):
    answer = consultant.post(at(make_play(), "acceptance/new/"), session_form(**given))
    assert answer.status_code == 422
    assert said in answer.text
    assert "order clerk" in answer.text
    assert not AcceptanceSession.objects.exists()


# --- Fallback


def test_it_writes_the_fallback_and_drills_it(consultant, sponsor):
    play = make_play()
    assert "No fallback is written." in consultant.get(at(play, "fallback/")).text
    assert consultant.get(at(play, "fallback/drills/new/")).headers["Location"] == at(play, "fallback/edit/")
    owner = str(play.initiative.workflow_owner_id)
    sent = {"procedure": "Switch it off.", "minutes": "30", "owner": owner, "revision": str(play.revision)}
    for wrong in ({"procedure": ""}, {"minutes": "0"}, {"minutes": "many"}, {"owner": ""}):
        assert consultant.post(at(play, "fallback/edit/"), sent | wrong).status_code == 422
    assert sponsor.post(at(play, "fallback/edit/"), sent).status_code == 403
    assert consultant.post(at(play, "fallback/edit/"), sent).status_code == 302
    faster = consultant.post(at(play, "fallback/edit/"), sent | {"procedure": "Another way."})
    assert faster.status_code == 412
    assert "Now: Switch it off." in faster.text
    assert "never drilled" in consultant.get(at(play, "fallback/")).text

    drill = {"held_at": "2026-03-02T10:00", "took_effect": "yes", "took_minutes": "20", "note": "It worked."}
    for wrong in ({"took_minutes": ""}, {"note": ""}, {"held_at": "2026-03-04T09:30"}, {"took_effect": ""}):
        assert consultant.post(at(play, "fallback/drills/new/"), drill | wrong).status_code == 422
    assert not Drill.objects.exists()
    assert consultant.post(at(play, "fallback/drills/new/"), drill).status_code == 302
    page = consultant.get(at(play, "fallback/"))
    assert "took effect after 20 of 30 minutes" in page.text
    assert "Version 1." in page.text


# --- Effort


def test_it_books_hours_and_their_correction(consultant, sponsor):
    play = make_play()
    address = at(play, "effort/")
    sent = {"on": "2026-03-02", "hours": "7.5", "note": ""}
    assert sponsor.post(address, sent).status_code == 403
    assert consultant.post(address, sent).headers["Location"] == address
    for wrong in ({"hours": "0"}, {"hours": "-2"}, {"hours": "a day"}, {"on": "2026-03-09"}, {"hours": "2000"}):
        assert consultant.post(address, sent | wrong).status_code == 422
    assert consultant.post(address, sent | {"hours": "-2", "note": "Counted twice."}).status_code == 302
    assert Effort.objects.count() == 2
    assert "5.5 hours are booked." in sponsor.get(address).text


# --- The kit


def test_it_shows_the_kit_before_it_leaves_and_releases_the_one_that_was_read(consultant, sponsor):
    play = make_play()
    address, move = at(play, "kit/"), at(play, "kit/move/")
    assert "only what has passed its Pilot gate is repeated" in consultant.get(address).text
    assert consultant.post(move, {"move": "freeze"}).status_code == 409
    owner = str(play.initiative.workflow_owner_id)
    said = {"title": f"Ask {play.initiative.workflow_owner.name} for 4,000 EUR", "owner": owner, "due_on": "2026-03-20"}
    assert consultant.post(at(play, "activities/new/"), said).status_code == 302
    play = pass_gates(make_papers(play), "pilot")
    assert sponsor.post(move, {"move": "freeze"}).status_code == 403
    assert consultant.post(move, {"move": "freeze"}).headers["Location"] == address
    play.refresh_from_db()

    page = sponsor.get(address)

    assert play.kit_hash in page.text
    assert '<span class="taken-out">[name]</span>' in page.text
    assert "4,000" not in page.text
    assert "names that are not in the register" in page.text
    assert consultant.post(move, {"move": "release", "kit_hash": play.kit_hash}).status_code == 403
    assert sponsor.post(move, {"move": "release", "kit_hash": "0" * 64}).status_code == 412
    assert sponsor.post(move, {"move": "release", "kit_hash": play.kit_hash}).status_code == 302
    assert "was released to the partner’s library" in consultant.get(address).text
    assert consultant.post(move, {"move": "discard"}).status_code == 409
    assert consultant.post(move, {"move": "unheard-of"}).status_code == 409


def test_it_discards_a_kit_that_did_not_leave(consultant):
    play = pass_gates(make_papers(make_play()), "pilot")
    freeze_kit(by=system_actor(), play_id=play.pk)
    assert consultant.post(at(play, "kit/move/"), {"move": "discard"}).status_code == 302
    play.refresh_from_db()
    assert play.kit is None


# --- The feed


def test_it_tells_what_happened_in_words_with_the_way_to_each_thing(sponsor):
    play = make_play()
    make_waiver(play)
    make_fallback(play)
    with clock.frozen(NOW + dt.timedelta(hours=2)):
        make_drill(play)
    make_session(play)
    make_evidence(play)
    decide(a_gate(play), "stop")

    page = sponsor.get(f"{WITHIN}/initiatives/{play.initiative_id}/activity/").text

    for words in (
        "in Order desk North, from 2 Mar 2026",
        "version 1",
        "it took effect in time",
        "2 tasks",
        "What the AI may and may not decide is agreed",
        "until 12 Mar 2026",
        "at the Pilot gate",
    ):
        assert words in page
    assert f"{WITHIN}/gates/{a_gate(play).pk}/" in page
    assert f"{WITHIN}/plays/{play.pk}/evidence/" in page
    details = " ".join(re.findall(r'feed-details">([^<]*)<', page))
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}|[0-9a-f]{64}|_", details)
