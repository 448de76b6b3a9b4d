"""Pages of incidents and attestations, and what the feed tells of them."""

import datetime as dt
import re

import pytest

from apps.governance.models import Attestation, BoundaryStatement, Incident
from apps.governance.services import note_incident
from tests.factories.governance import (
    BY,
    make_attestation,
    make_attested,
    make_boundary_in_force,
    make_complete_checklist,
    make_incident,
    make_monitor,
    read,
)
from tests.factories.people import make_initiative, make_person
from tests.pages import as_member, as_partner, text


@pytest.fixture
def initiative(client_a):
    return make_initiative()


@pytest.fixture
def pages(client_a):
    return as_partner(client_a)


@pytest.fixture
def owner(client_a, initiative):
    return as_member(client_a, "workflow_owner", initiative.workflow_owner_id)


def tab(initiative):
    return f"initiatives/{initiative.pk}/governance/"


# --- Incidents


def test_it_reports_an_incident_and_takes_it_to_its_end(owner, initiative):
    page = f"{tab(initiative)}incidents/new/"
    assert "Report the incident" in text(owner.get(page))
    reported = owner.post(
        page, title="Wrong prices", type="data", severity="2", detected_at="2026-03-02T08:00", description="Old list."
    )
    assert reported.status_code == 302
    incident = Incident.objects.get()
    shown = text(owner.get(f"incidents/{incident.pk}/"))
    assert "Open, detected" in shown
    for move, said in [("contain", {"at": "2026-03-02T09:00"}), ("resolve", {"at": "2026-03-02T09:30"})]:
        incident.refresh_from_db()
        assert text(owner.get(f"incidents/{incident.pk}/moves/{move}/"))
        moved = owner.post(f"incidents/{incident.pk}/moves/{move}/", revision=str(incident.revision), **said)
        assert moved.status_code == 302
    incident.refresh_from_db()
    close = f"incidents/{incident.pk}/moves/close/"
    refused = owner.post(close, revision=str(incident.revision))
    assert refused.status_code == 422
    assert "An incident is closed with its root cause." in text(refused)
    assert "it is not said whether the fallback was used" in text(refused)
    closed = owner.post(
        close, revision=str(incident.revision), root_cause="The price list is copied.", fallback_used="yes"
    )
    assert closed.status_code == 302
    page = text(owner.get(f"incidents/{incident.pk}/"))
    assert "The price list is copied." in page
    assert re.search(r"incident opened.*incident contained.*incident resolved.*incident closed", page, re.DOTALL)
    assert owner.get(f"incidents/{incident.pk}/moves/vanish/").status_code == 404


def test_it_says_what_a_gate_counts_of_an_incident(owner, initiative):
    incident = make_incident(initiative, severity=1)
    page = f"incidents/{incident.pk}/"
    assert "a gate counts" not in text(owner.get(page))
    lower = {"title": "Wrong prices", "severity": "3", "reason": "Nobody bought at them.", "revision": "1"}
    assert owner.post(f"{page}edit/", **lower).status_code == 302
    assert "at its worst 1, which is what a gate counts;" in text(owner.get(page))
    owner.post(f"{page}moves/resolve/", revision="2", at="2026-03-02T08:30")
    assert "for a gate it went on until then" in text(owner.get(page))


def test_it_orders_the_timeline_by_when_things_happened(owner, initiative):
    incident = make_incident(initiative)
    note_incident(
        by=BY,
        incident_id=incident.pk,
        text="The clerk noticed.",
        happened_at=incident.detected_at - dt.timedelta(hours=1),
    )
    response = owner.post(f"incidents/{incident.pk}/note/", text="All proposals were stopped.", happened_at="")
    assert response.status_code == 302
    page = text(owner.get(f"incidents/{incident.pk}/"))
    assert page.index("The clerk noticed.") < page.index("incident opened") < page.index("All proposals were stopped.")
    empty = owner.browser.post(f"/clients/acme/incidents/{incident.pk}/note/", {"text": ""}, follow=True)
    assert "The note was not added" in text(empty)


def test_it_changes_the_severity_with_a_reason(owner, initiative):
    incident = make_incident(initiative)
    address = f"incidents/{incident.pk}/edit/"
    assert "Save the incident" in text(owner.get(address))
    said = {"title": incident.title, "severity": "4", "revision": "1", "owner": str(initiative.workflow_owner_id)}
    refused = owner.post(address, **said)
    assert refused.status_code == 422
    assert "Another severity needs a reason." in text(refused)
    assert owner.post(address, reason="Nobody saw them.", **said).status_code == 302


def test_it_lists_incidents_of_the_whole_client_in_as_many_queries(pages, initiative, django_assert_max_num_queries):
    assert "No incident so far" in text(pages.get("incidents/"))
    make_incident(initiative)
    with django_assert_max_num_queries(20) as one:
        page = text(pages.get("incidents/"))
    assert "1 incident goes on, 1 of them severe." in page
    other = make_initiative(name="Another one")
    for number in range(5):
        make_incident(other, title=f"Incident {number}", severity=4)
    with django_assert_max_num_queries(len(one)):
        assert "Another one" in text(pages.get("incidents/"))
    assert "Another one" not in text(pages.get("incidents/?severity=2"))


# --- Attestations


def test_it_asks_a_leader_for_attestations(pages, initiative):
    leader = make_person(name="Giulia Ferrari", function="management")
    page = f"{tab(initiative)}attestation/"
    assert "Ask for the attestation" in text(pages.get(page))
    assert pages.post(page, leader=str(leader.pk), due_on="2026-02-01", every_days="90").status_code == 422
    assert pages.post(page, leader=str(leader.pk), due_on="2026-04-01", every_days="90").status_code == 302
    assert "Giulia Ferrari attests next" in text(pages.get(tab(initiative)))
    assert 'value="2026-04-01"' in text(pages.get(page))


def test_it_asks_the_leader_for_the_password_before_they_attest(owner, initiative):
    due = make_attestation(initiative)
    assert "There are no limits to attest to" in text(owner.get(f"attestations/{due.pk}/"))
    make_boundary_in_force(initiative)
    asked = owner.get(f"attestations/{due.pk}/")
    assert asked.status_code == 302
    assert "reauthenticate" in asked["Location"]
    said = {
        "inside_limits": "yes",
        "limits_right": "yes",
        "boundary_hash": BoundaryStatement.objects.get().content_hash,
    }
    assert "reauthenticate" in owner.post(f"attestations/{due.pk}/", **said)["Location"]
    due.refresh_from_db()
    assert due.attested_at is None


def test_it_shows_an_attestation_to_others_without_the_questions(pages, initiative):
    given = make_attested(initiative, inside_limits=False, statement="It sent three proposals by itself.")
    page = text(pages.get(f"attestations/{given.pk}/"))
    assert "It sent three proposals by itself." in page
    due = Attestation.objects.get(attested_at__isnull=True)
    waiting = text(pages.get(f"attestations/{due.pk}/"))
    assert "can attest." in waiting
    assert pages.post(f"attestations/{due.pk}/", inside_limits="yes", limits_right="yes").status_code == 403


# --- The feed


def test_it_tells_in_the_feed_what_happened(pages, initiative):
    make_complete_checklist(initiative)
    make_attested(initiative, inside_limits=False, statement="It sent proposals.")
    read(make_monitor(initiative), "1", "3")
    incident = make_incident(initiative)
    note_incident(by=BY, incident_id=incident.pk, text="All proposals were stopped.")
    page = text(pages.get(f"initiatives/{initiative.pk}/activity/"))
    for words in (
        "Boundary statement in force",
        "Readings of a monitor recorded",
        "1 out of range",
        "All proposals were stopped.",
        "Attestation given",
        "stays inside the limits: no",
        "severity 2",
    ):
        assert words in page
    assert "[{" not in page
