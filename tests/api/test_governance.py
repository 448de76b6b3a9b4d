"""Checklists, boundary statements, monitors, incidents, attestations and controls through the API."""

import pytest

from apps.governance.models import ChecklistItem, Incident, MonitorReading
from kernel.ids import new_id
from tests.factories.governance import (
    MAY,
    PROCESS,
    make_attestation,
    make_boundary,
    make_boundary_in_force,
    make_checklist,
    make_incident,
    make_monitor,
    read,
)
from tests.factories.people import make_initiative

READ = {"measured_at": "2026-03-02T08:00:00Z", "value": "1.4", "source": "Quality check"}


@pytest.fixture
def initiative(client_a):
    return make_initiative()


def codes(response):
    return {(each["field"], each["code"]) for each in response.json()["problems"]}


# --- Checklists


def test_it_starts_a_checklist_once(api, initiative):
    make_checklist(make_initiative(name="Another one"))
    address = f"initiatives/{initiative.pk}/checklist/"
    started = api.post(address, {"template": "standard-ai-governance@1"})
    assert (started.status_code, started.json()["added"]) == (201, 15)
    assert api.post(address, {"template": "standard-ai-governance"}).json() == {"added": 0, "keys": []}
    listed = api.get(f"{address}?page_size=2").json()
    assert [row["key"] for row in listed["results"]] == ["target_workflow", "integration"]
    assert listed["results"][0]["lacking"] == ["answer", "owner", "evidence", "review"]
    following = api.get(f"{address}?page_size=2&cursor={listed['next_cursor']}").json()
    assert following["results"][0]["key"] == "measure_of_success"
    unknown = api.post(address, {"template": "none"})
    assert unknown.status_code == 422
    assert codes(unknown) == {("template_key", "unknown")}


def test_it_answers_an_item_at_its_revision(api, initiative):
    make_checklist(initiative)
    item = ChecklistItem.objects.get(key="escalation_path")
    address = f"checklist-items/{item.pk}/"
    found = api.get(address)
    path = [{"who": "Head of order desk", "within_minutes": 30, "how": "By telephone"}]
    body = {"answer": path, "owner_id": str(initiative.workflow_owner_id), "evidence": "E", "review_on": "2026-09-01"}
    assert api.patch(address, body).status_code == 428
    answered = api.patch(address, body, If_Match=found["ETag"])
    assert (answered.status_code, answered.json()["lacking"]) == (200, [])
    assert answered.json()["answer"] == path
    assert api.patch(address, body, If_Match=found["ETag"]).status_code == 412
    back = api.patch(address, {"answer": None}, If_Match=answered["ETag"])
    assert (back.json()["lacking"], back.json()["evidence"]) == (["answer"], "E")


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("by telephone", ("answer", "G4")),
        ([], ("answer", "G4")),
        ([{"who": "Desk", "within_minutes": 0, "how": "By telephone"}], ("answer.0.within_minutes", "G4")),
        ([{"who": "Desk", "within_minutes": True, "how": "By telephone"}], ("answer.0.within_minutes", "G4")),
        ([{"who": "", "within_minutes": 5, "how": "By telephone"}], ("answer.0.who", "G4")),
        ([{"who": "Desk"}], ("answer.0", "G4")),
        ([{"who": "Desk", "within_minutes": 5, "how": "x", "also": 1}], ("answer.0", "G4")),
        ({"who": "Desk"}, ("answer", "G4")),
    ],
)
def test_it_says_what_is_wrong_with_an_escalation_path(api, initiative, answer, problem):
    make_checklist(initiative)
    item = ChecklistItem.objects.get(key="escalation_path")
    response = api.patch(f"checklist-items/{item.pk}/", {"answer": answer}, If_Match='"1"')
    assert response.status_code == 422
    assert codes(response) == {problem}


def test_it_adds_an_item_of_the_clients_own(api, initiative):
    address = f"initiatives/{initiative.pk}/checklist/items/"
    body = {"key": "works_council", "title": "Works council", "question": "What was agreed?", "nist": ["GOVERN 1.1"]}
    made = api.post(address, body)
    assert (made.status_code, made.json()["required"]) == (201, True)
    assert api.post(address, body).status_code == 409
    assert codes(api.post(address, body | {"key": "a__b", "nist": ["RULE 1"]})) == {("key", "key"), ("nist.0", "G9")}


# --- Boundary statements


def test_it_proposes_a_statement_that_a_system_can_not_approve(api, initiative):
    made = api.post("boundary-statements/", MAY | {"initiative_id": str(initiative.pk)})
    assert (made.status_code, made.json()["number"], made.json()["status"]) == (201, 1, "proposed")
    again = api.post("boundary-statements/", MAY | {"initiative_id": str(initiative.pk)})
    assert (again.status_code, again.json()["code"]) == (409, "G2")
    moves = f"boundary-statements/{made.json()['id']}/moves/"
    assert api.post(moves, {"move": "approve", "content_hash": made.json()["content_hash"]}).status_code == 403
    assert api.post(moves, {"move": "withdraw"}).json()["status"] == "withdrawn"
    assert api.get("boundary-statements/?status=in_force").json()["results"] == []
    assert api.get(f"boundary-statements/{made.json()['id']}/").json()["ended_at"]


# --- Monitors


def test_it_defines_a_monitor_and_records_what_it_shows(api, initiative):
    body = {
        "initiative_id": str(initiative.pk),
        "name": "Error rate",
        "type": "quality",
        "unit": "%",
        "high": "2",
        "breach_process": PROCESS,
        "starts_on": "2026-02-01",
    }
    made = api.post("monitors/", body)
    assert (made.status_code, made.json()["every"], made.json()["last_at"]) == (201, "day", None)
    readings = f"monitors/{made.json()['id']}/readings/"
    recorded = api.post(readings, READ)
    assert (recorded.status_code, recorded.json()["outcome"], recorded.json()["in_range"]) == (201, "new", True)
    assert api.post(readings, READ | {"value": "1.40"}).status_code == 200
    other = api.post(readings, READ | {"value": "9"})
    assert (other.status_code, codes(other)) == (422, {("value", "G3")})
    found = api.get(f"monitors/{made.json()['id']}/").json()
    assert (found["last_value"], found["last_in_range"], found["is_breached"]) == ("1.4", True, False)
    assert [row["value"] for row in api.get(readings).json()["results"]] == ["1.4"]
    assert api.get(f"{readings}?measured_since=2026-03-02T09:00:00Z").json()["results"] == []


def test_it_gives_each_row_of_a_batch_a_result(api, initiative):
    monitor = make_monitor(initiative)
    rows = [
        READ,
        READ | {"measured_at": "2026-03-01T09:00:00"},
        READ | {"value": "7"},
        READ | {"measured_at": "2026-03-03T08:00:00Z"},
        READ | {"measured_at": "2026-01-03T08:00:00Z"},
        READ | {"measured_at": "then", "value": "much"},
        "a reading",
        READ | {"unit": "%"},
    ]
    response = api.post(f"monitors/{monitor.pk}/readings/batches/", {"rows": rows})
    assert response.status_code == 200
    assert response.json()["counts"] == {"new": 2, "unchanged": 0, "refused": 6}
    fields = [[each["field"] for each in row["problems"]] for row in response.json()["results"]]
    assert fields == [[], [], ["value"], ["measured_at"], ["measured_at"], ["measured_at", "value"], [""], ["unit"]]
    assert MonitorReading.objects.count() == 2


def test_it_opens_one_breach_for_readings_out_of_range(api, initiative):
    monitor = make_monitor(initiative)
    for minute, value in enumerate(("3", "1", "4")):
        api.post(f"monitors/{monitor.pk}/readings/", {"measured_at": f"2026-03-02T08:0{minute}:00Z", "value": value})
    [breach] = api.get("incidents/?type=breach").json()["results"]
    assert (breach["severity"], breach["monitor_id"], breach["detected_at"]) == (
        3,
        str(monitor.pk),
        "2026-03-02T08:00:00Z",
    )
    assert api.get(f"monitors/?initiative_id={initiative.pk}").json()["results"][0]["is_breached"] is True


def test_it_retires_a_monitor_and_takes_no_more_readings(api, initiative):
    monitor = make_monitor(initiative)
    retired = api.post(f"monitors/{monitor.pk}/retirements/", {"reason": "Another one watches it."}, If_Match='"1"')
    assert (retired.status_code, retired.json()["status"]) == (200, "retired")
    assert api.post(f"monitors/{monitor.pk}/readings/", READ).status_code == 409
    assert api.patch(f"monitors/{monitor.pk}/", {"name": "x"}, If_Match=retired["ETag"]).status_code == 409
    assert api.get("monitors/?status=active").json()["results"] == []


def test_it_keeps_the_meaning_of_a_monitor_that_has_readings(api, initiative):
    monitor = make_monitor(initiative)
    read(monitor, "1")
    assert codes(api.patch(f"monitors/{monitor.pk}/", {"high": "3"}, If_Match='"1"')) == {("reason", "G3")}
    wider = {"high": "3", "reason": "It was too tight."}
    changed = api.patch(f"monitors/{monitor.pk}/", wider, If_Match='"1"')
    assert (changed.status_code, changed.json()["high"]) == (200, "3")
    refused = api.patch(f"monitors/{monitor.pk}/", {"unit": "s"}, If_Match=changed["ETag"])
    assert codes(refused) == {("unit", "G3")}


def test_it_needs_the_scope_for_readings_only(api_with, initiative):
    monitor = make_monitor(initiative)
    address = f"monitors/{monitor.pk}/readings/"
    assert api_with("monitors.record").post(address, READ).status_code == 201
    assert api_with("governance.view").post(address, READ).status_code == 403


# --- Incidents


def test_it_reports_an_incident_and_takes_it_to_its_end(api, initiative):
    body = {
        "initiative_id": str(initiative.pk),
        "title": "Wrong prices",
        "type": "data",
        "severity": 2,
        "detected_at": "2026-03-02T07:30:00Z",
    }
    made = api.post("incidents/", body)
    assert (made.status_code, made.json()["number"]) == (201, 1)
    address = f"incidents/{made.json()['id']}/"
    early = api.post(f"{address}moves/", {"move": "contain", "at": "2026-03-02T07:00:00Z"}, If_Match=made["ETag"])
    assert codes(early) == {("at", "G7")}
    resolved = api.post(f"{address}moves/", {"move": "resolve"}, If_Match=made["ETag"])
    assert resolved.json()["contained_at"] == resolved.json()["resolved_at"] == "2026-03-02T09:00:00Z"
    refused = api.post(f"{address}moves/", {"move": "close"}, If_Match=resolved["ETag"])
    assert codes(refused) == {("root_cause", "G7"), ("fallback_used", "G7")}
    said = {"move": "close", "root_cause": "A copied list.", "fallback_used": False}
    closed = api.post(f"{address}moves/", said, If_Match=resolved["ETag"])
    assert (closed.status_code, closed.json()["status"]) == (200, "closed")
    assert api.patch(address, {"title": "x"}, If_Match=closed["ETag"]).status_code == 409
    reopened = api.post(f"{address}moves/", {"move": "reopen", "note": "Again."}, If_Match=closed["ETag"])
    assert (reopened.json()["status"], reopened.json()["resolved_at"]) == ("open", None)


def test_it_tells_a_timeline_by_when_things_happened(api, initiative):
    incident = make_incident(initiative)
    noted = api.post(
        f"incidents/{incident.pk}/notes/", {"text": "A customer called.", "happened_at": "2026-03-02T06:00:00Z"}
    )
    assert noted.status_code == 201
    assert [line["text"] for line in noted.json()["results"]] == ["A customer called.", ""]
    late = api.post(f"incidents/{incident.pk}/notes/", {"text": "x", "happened_at": "2027-03-02T06:00:00Z"})
    assert codes(late) == {("happened_at", "G7")}
    assert len(api.get(f"incidents/{incident.pk}/notes/").json()["results"]) == 2


def test_it_refuses_a_breach_without_a_monitor_and_a_second_one(api, initiative):
    monitor = make_monitor(initiative)
    read(monitor, "3")
    body = {
        "initiative_id": str(initiative.pk),
        "title": "Out of range",
        "type": "breach",
        "severity": 3,
        "detected_at": "2026-03-02T07:30:00Z",
    }
    assert codes(api.post("incidents/", body)) == {("monitor", "G3")}
    second = api.post("incidents/", body | {"monitor_id": str(monitor.pk)})
    assert (second.status_code, second.json()["code"]) == (409, "G3")
    foreign = make_monitor(make_initiative(name="Another one"))
    assert codes(api.post("incidents/", body | {"monitor_id": str(foreign.pk)})) == {("monitor", "not_found")}
    absent = api.post("incidents/", body | {"initiative_id": str(new_id())})
    assert absent.status_code == 404


def test_it_changes_the_severity_with_a_reason_only(api, initiative):
    incident = make_incident(initiative)
    address = f"incidents/{incident.pk}/"
    assert codes(api.patch(address, {"severity": 4}, If_Match='"1"')) == {("reason", "G7")}
    changed = api.patch(address, {"severity": 4, "reason": "Nobody saw them."}, If_Match='"1"')
    assert (changed.status_code, Incident.objects.get().severity) == (200, 4)


# --- Attestations and controls


def test_it_asks_for_attestations_with_the_scope_of_a_person_only(api, initiative):
    body = {
        "initiative_id": str(initiative.pk),
        "leader_id": str(initiative.workflow_owner_id),
        "due_on": "2026-04-01",
        "every_days": 90,
    }
    assert api.post("attestations/", body).status_code == 403
    due = make_attestation(initiative)
    listed = api.get("attestations/").json()["results"]
    assert [(row["id"], row["attested_at"]) for row in listed] == [(str(due.pk), None)]
    boundary = make_boundary_in_force(initiative)
    said = {"inside_limits": True, "limits_right": True, "boundary_hash": boundary.content_hash}
    assert api.post(f"attestations/{due.pk}/answers/", said).status_code == 403


def test_it_says_whether_controls_operate(api, initiative):
    make_boundary(initiative)
    read(make_monitor(initiative), "1")
    found = api.get(f"initiatives/{initiative.pk}/controls/").json()
    assert found["is_under_control"] is False
    states = {row["kind"]: row["state"] for row in found["controls"]}
    assert states == {
        "boundary": "documented",
        "checklist": "documented",
        "monitor": "operates",
        "logging": "operates",
        "escalation": "documented",
        "attestation": "documented",
    }
