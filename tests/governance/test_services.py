"""The services of governance: who may, what is refused, and what stands in the ledger."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from apps.governance.models import Incident, MonitorReading
from apps.governance.services import (
    answer_item,
    change_incident,
    change_monitor,
    move_boundary,
    move_incident,
    note_incident,
    open_incident,
    propose_boundary,
    record_monitor_readings,
    retire_monitor,
    start_checklist,
)
from kernel import clock
from kernel.errors import AccessRefused, NotFoundMissing
from kernel.ids import new_id
from kernel.ledger.models import Entry
from kernel.tenancy.context import mounted
from tests.actors import service, user
from tests.conftest import NOW
from tests.factories.governance import (
    BY,
    MAY,
    answer,
    make_boundary,
    make_boundary_in_force,
    make_checklist,
    make_incident,
    make_item,
    make_monitor,
    read,
)
from tests.factories.people import make_initiative, make_person
from tests.refusals import refused


@pytest.fixture
def initiative(client_a):
    return make_initiative()


@pytest.fixture
def owner(initiative):
    return user("workflow_owner", person=initiative.workflow_owner)


def events():
    return list(Entry.objects.order_by("sequence").values_list("event", flat=True))


# --- Checklist


def test_it_remembers_the_template_and_tells_it_once(initiative, owner):
    make_checklist(make_initiative(name="Another one"))
    made = start_checklist(by=owner, initiative_id=initiative.pk, template_key="standard-ai-governance")
    assert {(item.template_version, item.revision) for item in made} == {(1, 1)}
    assert start_checklist(by=owner, initiative_id=initiative.pk, template_key="standard-ai-governance") == []
    assert Entry.objects.filter(event="checklist.started", subject_id=initiative.pk).count() == 1


def test_it_dates_an_item_from_when_nothing_is_lacking(initiative, owner):
    item = answer(make_item(initiative), by=owner)
    assert (item.answered_at, item.completed_at, item.answered_by_name) == (NOW, NOW, owner.name)
    with clock.frozen(NOW + dt.timedelta(days=1)):
        item = answer_item(by=owner, item_id=item.pk, revision=item.revision, review_on=dt.date(2026, 10, 1))
        assert (item.answered_at, item.completed_at) == (NOW, NOW)
        item = answer_item(by=owner, item_id=item.pk, revision=item.revision, evidence="")
        assert item.completed_at is None
        item = answer_item(by=owner, item_id=item.pk, revision=item.revision, evidence="Found again.")
        assert item.completed_at == NOW + dt.timedelta(days=1)
    with clock.frozen(NOW + dt.timedelta(days=300)):
        # The review was overdue: what it was when a gate asked before that, it stays when the review is done.
        item = answer_item(by=owner, item_id=item.pk, revision=item.revision, review_on=dt.date(2027, 3, 1))
        assert item.completed_at == NOW + dt.timedelta(days=1)


def test_it_refuses_a_review_in_the_past_and_an_owner_who_is_nobody(initiative):
    item = make_item(initiative)
    with refused(422, ("review_on", "G1")):
        answer_item(by=BY, item_id=item.pk, revision=1, review_on=dt.date(2026, 3, 1))
    with refused(422, ("owner", "invalid")):
        answer_item(by=BY, item_id=item.pk, revision=1, owner_id=new_id())
    with refused(422, ("title", "unknown_field")):
        answer_item(by=BY, item_id=item.pk, revision=1, title="Another one")


def test_it_records_nothing_where_nothing_changed(initiative):
    item = answer(make_item(initiative))
    before = Entry.objects.count()
    assert answer(item).revision == item.revision
    assert Entry.objects.count() == before


# --- Who may


@pytest.mark.parametrize("role", ["client_sponsor", "client_viewer", "workflow_owner"])
def test_it_lets_only_the_partner_and_the_owner_of_the_workflow_manage(initiative, role):
    stranger = user(role, person=make_person(name="Somebody else"))
    monitor, incident = make_monitor(initiative), make_incident(initiative)
    for act in (
        lambda: start_checklist(by=stranger, initiative_id=initiative.pk, template_key="x"),
        lambda: propose_boundary(by=stranger, initiative_id=initiative.pk, **MAY),
        lambda: change_monitor(by=stranger, monitor_id=monitor.pk, revision=1, name="x"),
        lambda: retire_monitor(by=stranger, monitor_id=monitor.pk, revision=1, reason="x"),
        lambda: record_monitor_readings(by=stranger, monitor_id=monitor.pk, rows=[{}]),
        lambda: note_incident(by=stranger, incident_id=incident.pk, text="x"),
        lambda: move_incident(by=stranger, incident_id=incident.pk, move="contain", revision=1),
        lambda: change_incident(by=stranger, incident_id=incident.pk, revision=1, title="x"),
    ):
        with pytest.raises(AccessRefused):
            act()


def test_it_lets_a_system_write_with_its_scopes_only(initiative):
    monitor = make_monitor(initiative)
    row = {"measured_at": NOW.isoformat(), "value": "1"}
    with pytest.raises(AccessRefused):
        record_monitor_readings(by=service("governance.view"), monitor_id=monitor.pk, rows=[row])
    [result] = record_monitor_readings(by=service("monitors.record"), monitor_id=monitor.pk, rows=[row])
    assert result.outcome == "new"


def test_it_sees_nothing_of_another_client(initiative, client_b):
    incident, monitor = make_incident(initiative), make_monitor(initiative)
    with mounted(client_b):
        with pytest.raises(NotFoundMissing):
            note_incident(by=BY, incident_id=incident.pk, text="x")
        with pytest.raises(NotFoundMissing):
            record_monitor_readings(by=BY, monitor_id=monitor.pk, rows=[{}])


# --- Boundary statements


def test_it_takes_two_to_agree_on_a_boundary(initiative, owner):
    mine = propose_boundary(by=owner, initiative_id=initiative.pk, **MAY)
    with pytest.raises(AccessRefused, match="proposed a boundary statement"):
        move_boundary(by=owner, statement_id=mine.pk, move="approve", content_hash=mine.content_hash)
    with pytest.raises(AccessRefused):
        move_boundary(by=user("consultant"), statement_id=mine.pk, move="approve", content_hash=mine.content_hash)
    sponsor = user("client_sponsor", name="Giulia Ferrari")
    approved = move_boundary(by=sponsor, statement_id=mine.pk, move="approve", content_hash=mine.content_hash)
    assert (approved.status, approved.approved_by_name) == ("in_force", "Giulia Ferrari")


def test_it_replaces_the_boundary_in_force_by_the_next(initiative):
    first = make_boundary_in_force(initiative)
    second = make_boundary(initiative, reason="Discounts of up to 5 % are safe.")
    assert second.content_hash != first.content_hash
    move_boundary(by=BY, statement_id=second.pk, move="approve", content_hash=second.content_hash)
    first.refresh_from_db()
    assert (first.status, first.ended_at) == ("superseded", NOW)
    assert events()[-2:] == ["boundary.superseded", "boundary.approved"]


def test_it_approves_only_what_was_read(initiative):
    proposed = make_boundary(initiative)
    with refused(412, ("content_hash", "G2")):
        move_boundary(by=BY, statement_id=proposed.pk, move="approve")


def test_it_says_that_a_move_is_unknown(initiative):
    proposed = make_boundary(initiative)
    for move in ("supersede", "burn"):
        with refused(409):
            move_boundary(by=BY, statement_id=proposed.pk, move=move)


# --- Monitors and their readings


def test_it_keeps_the_range_of_its_time_with_each_reading(initiative):
    monitor = make_monitor(initiative)
    read(monitor, "1.5", start=NOW - dt.timedelta(days=2))
    change_monitor(by=BY, monitor_id=monitor.pk, revision=1, high=Decimal(1), reason="It was too wide.")
    read(monitor, "1.5", start=NOW)
    kept = MonitorReading.objects.order_by("measured_at").values_list("high", "in_range")
    assert list(kept) == [(2, True), (1, False)]


def test_it_lets_nobody_change_what_a_monitor_showed(initiative):
    read(make_monitor(initiative), "1.5")
    with pytest.raises(DatabaseError), transaction.atomic():
        MonitorReading.objects.update(value=1)


def test_it_opens_a_breach_with_the_monitors_severity_and_owner(initiative):
    monitor = make_monitor(initiative, severity=1, owner_id=initiative.transformation_lead_id)
    read(monitor, "1", "3", "4")
    breach = Incident.objects.get()
    assert (breach.type, breach.severity, breach.owner_id) == ("breach", 1, initiative.transformation_lead_id)
    assert breach.detected_at == NOW - dt.timedelta(days=1)
    assert breach.description == monitor.breach_process
    assert events()[-2:] == ["monitor.readings_recorded", "incident.opened"]


def test_it_opens_another_breach_once_the_first_is_over(initiative):
    monitor = make_monitor(initiative)
    read(monitor, "3", start=NOW - dt.timedelta(hours=5))
    breach = Incident.objects.get()
    move_incident(by=BY, incident_id=breach.pk, move="resolve", revision=1, at=NOW - dt.timedelta(hours=2))
    # Late ones of its time belong to it; a later one does not.
    read(monitor, "4", start=NOW - dt.timedelta(hours=3))
    assert Incident.objects.count() == 1
    read(monitor, "5", start=NOW - dt.timedelta(hours=1))
    assert Incident.objects.count() == 2
    breach.refresh_from_db()
    with refused(409, code="G3"):
        move_incident(by=BY, incident_id=breach.pk, move="reopen", revision=breach.revision, note="It was not over.")


def test_it_tells_a_large_batch_by_its_digest(initiative):
    monitor = make_monitor(initiative)
    rows = [{"measured_at": (NOW - dt.timedelta(minutes=minute)).isoformat(), "value": "1"} for minute in range(10_000)]
    results = record_monitor_readings(by=BY, monitor_id=monitor.pk, rows=rows)
    assert sum(result.outcome == "new" for result in results) == 10_000
    data = Entry.objects.get(event="monitor.readings_recorded").data
    assert (data["new"], data["outside"], len(data["digest"])) == (10_000, 0, 64)
    with refused(422, ("rows", "batch")):
        record_monitor_readings(by=BY, monitor_id=monitor.pk, rows=[*rows, rows[0]])


def test_it_refuses_a_range_in_which_nothing_lies(initiative):
    with refused(422, ("high", "G3")):
        make_monitor(initiative, low=Decimal(3))
    with refused(422, ("breach_process", "blank"), ("severity", "G7")):
        make_monitor(initiative, breach_process=" ", severity=5)
    make_monitor(initiative)
    with refused(409, ("name", "name_taken")):
        make_monitor(initiative)


# --- Incidents


def test_it_counts_incidents_within_their_initiative(initiative):
    assert [make_incident(initiative).number for _ in range(2)] == [1, 2]
    assert make_incident(make_initiative(name="Another one")).number == 1


def test_it_gives_an_incident_to_the_owner_of_the_workflow(initiative):
    assert make_incident(initiative).owner_id == initiative.workflow_owner_id


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"detected_at": NOW + dt.timedelta(minutes=1)}, ("detected_at", "G7")),
        ({"severity": 0}, ("severity", "G7")),
        ({"title": " "}, ("title", "blank")),
        ({"type": "sabotage"}, ("type", "invalid_choice")),
        ({"monitor_id": new_id()}, ("monitor", "invalid")),
    ],
)
def test_it_refuses_an_incident_that_says_too_little(initiative, given, problem):
    with pytest.raises(Exception, match="cannot be accepted") as caught:
        make_incident(initiative, **given)
    assert problem in {(each.field, each.code) for each in caught.value.problems}


def test_it_tells_what_was_said_when_it_was_closed(initiative, owner):
    incident = make_incident(initiative)
    incident = move_incident(by=owner, incident_id=incident.pk, move="resolve", revision=1)
    said = {"root_cause": "The price list is copied.", "fallback_used": True, "note": "Done."}
    move_incident(by=owner, incident_id=incident.pk, move="close", revision=incident.revision, **said)
    entry = Entry.objects.get(event="incident.closed")
    assert entry.data == {"at": "2026-03-02T09:00:00.000000Z"} | said
    with refused(409):
        change_incident(by=owner, incident_id=incident.pk, revision=3, title="x")


def test_it_asks_why_an_incident_is_opened_again(initiative):
    incident = move_incident(by=BY, incident_id=make_incident(initiative).pk, move="resolve", revision=1)
    with refused(422, ("note", "G7")):
        move_incident(by=BY, incident_id=incident.pk, move="reopen", revision=incident.revision)


def test_it_can_open_an_incident_for_a_contract(initiative):
    contract = new_id()
    made = open_incident(
        by=BY,
        initiative_id=initiative.pk,
        title="Rollback trigger fired",
        type="rollback",
        severity=2,
        detected_at=NOW,
        contract_id=contract,
    )
    assert made.contract_id == contract
    assert Entry.objects.get(event="incident.opened").data["contract"] == str(contract)
