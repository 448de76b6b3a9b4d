"""What gates are decided on, through the API: evidence, acceptance sessions, the fallback and its drills."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.plays.models import AcceptanceSession, Drill, Evidence, Play
from kernel.ids import new_id
from tests.api.conftest import Api, check
from tests.factories.accounts import ConsultantFactory, MembershipFactory, log_in
from tests.factories.people import make_person
from tests.factories.plays import make_activity, make_evidence, make_fallback, make_play, make_session

NOTE = {"kind": "note", "title": "Map", "criterion": "bottlenecks-mapped", "note": "The bottleneck is the price check."}
LINK = {"kind": "link", "title": "Runbook", "criterion": "production-runbook", "url": "https://wiki.example.com/run"}
TEXT = b"The bottleneck is the price check.\n"


@pytest.fixture(autouse=True)
def _files(own_files):
    """Each test has files of its own."""


@pytest.fixture
def consultant(client_a):
    login = ConsultantFactory()
    MembershipFactory(user=login, client=client_a, role="consultant")
    return Api(client_a.slug, browser=log_in(login))


def problems(response):
    return {(each["field"], each["code"]) for each in response.json()["problems"]}


def send(api, play, data=TEXT, name="map.txt", content_type="text/plain", **given):
    """A file of evidence, as a form."""
    path = f"{api.base}plays/{play.pk}/evidence/"
    fields = {"kind": "file", "title": "Map", "criterion": "bottlenecks-mapped"} | given
    file = SimpleUploadedFile(name, data, content_type)
    response = api.browser.post(path, fields | {"file": file}, headers={"Authorization": f"Bearer {api.key}"})
    check("POST", path, response)
    return response


def test_it_takes_a_file_through_its_review_and_gives_it_back(api, consultant):
    brought = send(api, make_play())

    assert brought.status_code == 201
    row = brought.json()
    assert (row["status"], row["file_name"], row["file_size"]) == ("submitted", "map.txt", len(TEXT))
    assert row["file_digest"] == hashlib.sha256(TEXT).hexdigest()
    accepted = consultant.post(f"evidence/{row['id']}/moves/", {"move": "accept"})
    assert (accepted.status_code, accepted.json()["status"]) == (200, "accepted")
    assert api.get(brought["Location"]).json() == accepted.json()

    file = api.get(f"evidence/{row['id']}/file/")
    assert b"".join(file.streaming_content) == TEXT
    assert file["Content-Type"] == "application/octet-stream"
    assert file["Content-Disposition"] == 'attachment; filename="map.txt"'
    assert (file["X-Content-Type-Options"], file["Cache-Control"]) == ("nosniff", "private, no-store")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("map.exe", b"MZ\x90\x00 and so on", "program"),
        ("map.pdf", TEXT, "content"),
        ("map.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "markup"),
        ("map.zip", b"PK\x03\x04 and so on", "kind"),
        ("map.txt", b"", "empty"),
    ],
)
def test_it_takes_a_file_for_what_it_is_and_not_for_what_it_says(api, name, data, code):
    refused = send(api, make_play(), data, name, content_type="application/pdf")

    assert (refused.status_code, problems(refused)) == (422, {("file", code)})
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("body", [NOTE, LINK], ids=["a note", "a link"])
def test_it_takes_notes_and_links_as_json(api, body):
    brought = api.post(f"plays/{make_play().pk}/evidence/", body | {"expires_on": "2026-09-30"})

    assert brought.status_code == 201
    assert {name: brought.json()[name] for name in body} == body
    assert api.get(f"evidence/{brought.json()['id']}/file/").status_code == 404


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"criterion": "no-such-thing"}, "criterion", "P2"),
        ({"activity_id": str(new_id())}, "activity_id", "P2"),
        ({"note": ""}, "note", "required"),
        ({"expires_on": "2026-03-01"}, "expires_on", "P2"),
        ({"kind": "link"}, "url", "P2"),
        ({"kind": "link", "url": "javascript:alert(1)"}, "url", "P2"),
        ({"kind": "file"}, "file", "required"),
        ({"kind": "file", "file": "map.pdf"}, "file", "invalid"),
        ({"url": "https://wiki.example.com/"}, "url", "unknown_field"),
        ({"kind": "film"}, "kind", "invalid_choice"),
        ({"status": "accepted"}, "status", "unknown_field"),
    ],
)
def test_it_names_what_is_wrong_with_evidence(api, body, field, code):
    refused = api.post(f"plays/{make_play().pk}/evidence/", NOTE | body)

    assert refused.status_code == 422
    assert (field, code) in problems(refused)
    assert not Evidence.objects.exists()


def test_it_takes_evidence_beside_an_activity(api):
    play = make_play()
    body = {"kind": "note", "title": "Minutes", "note": "All were there.", "activity_id": str(make_activity(play).pk)}

    assert api.post(f"plays/{play.pk}/evidence/", body).json()["activity_id"] == body["activity_id"]


def test_it_has_evidence_reviewed_by_somebody_else(consultant):
    brought = consultant.post(f"plays/{make_play().pk}/evidence/", NOTE).json()

    refused = consultant.post(f"evidence/{brought['id']}/moves/", {"move": "accept"})

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert Evidence.objects.get().status == "submitted"


def test_it_lets_a_system_bring_and_withdraw_but_not_review(api):
    brought = api.post(f"plays/{make_play().pk}/evidence/", NOTE).json()

    assert api.post(f"evidence/{brought['id']}/moves/", {"move": "accept"}).status_code == 403
    withdrawn = api.post(f"evidence/{brought['id']}/moves/", {"move": "withdraw"})
    assert withdrawn.json()["status"] == "withdrawn"
    assert api.post(f"evidence/{brought['id']}/moves/", {"move": "withdraw"}).status_code == 409


def test_it_rejects_with_a_reason_only(consultant):
    moves = f"evidence/{make_evidence().pk}/moves/"

    assert problems(consultant.post(moves, {"move": "reject"})) == {("note", "P2")}
    rejected = consultant.post(moves, {"move": "reject", "note": "Who decides on exceptions?"})
    assert (rejected.json()["status"], rejected.json()["review_note"]) == ("rejected", "Who decides on exceptions?")


def test_it_lists_evidence_of_a_play_a_criterion_or_a_state(api):
    play = make_play()
    row = make_evidence(play)
    make_evidence(play, criterion="production-runbook")

    def found(query):
        return [each["id"] for each in api.get(f"evidence/?{query}").json()["results"]]

    assert found(f"play_id={play.pk}&criterion=bottlenecks-mapped&status=submitted") == [str(row.pk)]
    assert found(f"play_id={new_id()}") == []
    assert found("status=accepted") == []
    assert api.get("evidence/?criterion=A%00b").status_code == 422


def session(tester, **given):
    return {
        "tester_id": str(tester.pk),
        "role": "order clerk",
        "held_on": "2026-03-02",
        "tasks": [{"task": "Correct a price", "worked": False}],
        "verdict": "rejects",
        "defects": [{"title": "A corrected price is lost", "blocking": True}],
    } | given


def test_it_records_a_session_and_closes_its_defect_once(api):
    play, tester = make_play(), make_person(name="Tilda Berg")

    held = api.post(f"plays/{play.pk}/sessions/", session(tester))

    assert (held.status_code, held.json()["defects"][0]["status"]) == (201, "open")
    defect = held.json()["defects"][0]["id"]
    moves = f"sessions/{held.json()['id']}/defects/{defect}/moves/"
    assert problems(api.post(moves, {"move": "fix"})) == {("note", "required")}
    fixed = api.post(moves, {"move": "fix", "note": "Prices are kept since Tuesday."})
    assert (fixed.status_code, fixed.json()["defects"][0]["status"]) == (200, "fixed")
    assert fixed.json()["defects"][0]["closed_at"] == "2026-03-02T09:00:00.000000Z"
    assert api.post(moves, {"move": "dismiss", "note": "x"}).status_code == 409
    assert api.get(f"plays/{play.pk}/sessions/").json()["results"] == [fixed.json()]
    unknown = api.post(f"sessions/{held.json()['id']}/defects/{new_id()}/moves/", {"move": "fix", "note": "x"})
    assert unknown.status_code == 404


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"tasks": []}, "tasks", "P6"),
        ({"tasks": [{"task": "Try it", "worked": "yes"}]}, "tasks.0.worked", "invalid"),
        ({"tasks": [{"task": "Try it", "worked": True}] * 51}, "tasks", "P6"),
        ({"held_on": "2026-03-01"}, "held_on", "P5"),
        ({"held_on": "2026-03-03"}, "held_on", "V9"),
        ({"tester_id": str(new_id())}, "tester", "invalid"),
        ({"verdict": "likes"}, "verdict", "invalid_choice"),
        ({"defects": []}, "comment", "P6"),
    ],
)
def test_it_names_what_is_wrong_with_a_session(api, given, field, code):
    refused = api.post(f"plays/{make_play().pk}/sessions/", session(make_person(), **given))

    assert refused.status_code == 422
    assert (field, code) in problems(refused)
    assert not AcceptanceSession.objects.exists()


def test_it_writes_the_fallback_and_drills_the_version_that_holds(consultant):
    play = make_play()
    path = f"plays/{play.pk}/fallback/"
    read = consultant.get(path)
    assert read.json() == {"procedure": "", "minutes": None, "owner_id": None, "version": 0}
    drill = {"held_at": "2026-03-02T10:00:00+01:00", "took_effect": True, "took_minutes": 40, "note": "It took over."}
    assert consultant.post(f"plays/{play.pk}/drills/", drill).status_code == 409

    partly = consultant.patch(path, {"minutes": 30}, If_Match=read["ETag"])
    assert problems(partly) == {("procedure", "required"), ("owner_id", "required")}
    owner = str(play.initiative.workflow_owner_id)
    body = {"procedure": "Switch it off.", "minutes": 30, "owner_id": owner}
    assert consultant.patch(path, body).status_code == 428
    written = consultant.patch(path, body, If_Match=read["ETag"])
    assert written.json() == body | {"version": 1}
    assert consultant.patch(path, {"minutes": 60}, If_Match=read["ETag"]).status_code == 412

    late = consultant.post(f"plays/{play.pk}/drills/", drill)
    assert (late.status_code, late.json()["passed"], late.json()["stated_minutes"]) == (201, False, 30)
    assert late.json()["held_at"] == "2026-03-02T09:00:00Z"
    consultant.patch(path, {"minutes": 60}, If_Match=written["ETag"])
    again = consultant.post(f"plays/{play.pk}/drills/", drill)
    assert (again.json()["passed"], again.json()["fallback_version"]) == (True, 2)
    assert consultant.get(f"plays/{play.pk}/drills/").json()["results"] == [late.json(), again.json()]


def test_it_records_a_drill_without_effect(consultant):
    play = make_fallback()
    body = {"held_at": "2026-03-02T09:00:00Z", "took_effect": False, "note": "The switch was hidden."}

    failed = consultant.post(f"plays/{play.pk}/drills/", body)

    assert (failed.status_code, failed.json()["passed"], failed.json()["took_minutes"]) == (201, False, None)


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"held_at": "2026-03-02T09:00:00"}, "held_at", "invalid"),
        ({"held_at": "2026-02-30T09:00:00Z"}, "held_at", "invalid"),
        ({"held_at": "0001-01-01T00:00:00+14:00"}, "held_at", "invalid"),
        ({"held_at": 1772442000}, "held_at", "invalid"),
        ({"held_at": "2026-03-02T09:00:01Z"}, "held_at", "V9"),
        ({"held_at": "2026-02-01T09:00:00Z"}, "held_at", "P7"),
        ({"took_minutes": None}, "took_minutes", "P7"),
        ({"note": ""}, "note", "blank"),
    ],
)
def test_it_names_what_is_wrong_with_a_drill(consultant, given, field, code):
    play = make_fallback()
    body = {"held_at": "2026-03-02T09:00:00Z", "took_effect": True, "took_minutes": 20, "note": "It took over."}

    refused = consultant.post(f"plays/{play.pk}/drills/", body | given)

    assert (refused.status_code, problems(refused)) == (422, {(field, code)})
    assert not Drill.objects.exists()


def test_it_records_nothing_in_a_play_that_has_ended(api, consultant):
    play = make_play()
    held = make_session(play)
    Play.objects.filter(pk=play.pk).update(status="stopped", ended_on="2026-03-02")

    for path, body in [
        (f"plays/{play.pk}/evidence/", NOTE),
        (f"plays/{play.pk}/sessions/", session(held.tester)),
    ]:
        refused = api.post(path, body)
        assert (refused.status_code, problems(refused)) == (409, {("play", "P8")})
