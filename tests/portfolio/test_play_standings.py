"""Where plays stand, as it is derived from a client's own rows; and what of them is due."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.clients.models import Client
from apps.governance.models import Incident
from apps.initiatives.services import link_person
from apps.plays.models import Gate
from apps.plays.selectors.plays import play_page
from apps.plays.services import keep_days, move_activity
from apps.portfolio.choices import DueKind
from apps.portfolio.models import DueDate, PlayStanding
from apps.portfolio.parameters import STALL
from apps.portfolio.selectors import play_rows
from apps.portfolio.services import derive_due_dates, derive_plays, rebuild_client
from apps.portfolio.tasks import turn_the_page
from kernel import clock
from kernel.access import system_actor
from kernel.ids import new_id
from kernel.ledger.readers import drain_reader
from kernel.tenancy.context import mounted
from tests.conftest import NOW
from tests.factories.parameters import make_setting
from tests.factories.plays import (
    a_gate,
    decide,
    make_activity,
    make_evidence,
    make_play,
    make_submitted,
    make_waiver,
)
from tests.factories.value import make_proposed, make_readings, make_signed

BY = system_actor()
TODAY = NOW.date()


def days(count: int) -> dt.date:
    return TODAY + dt.timedelta(days=count)


def take(client: Client) -> None:
    with mounted(client):
        for reader in ("portfolio.plays", "portfolio.due_dates"):
            drain_reader(reader, client.pk)


def derived() -> list[dict[str, object]]:
    rows = PlayStanding.objects.order_by("client_id", "play_id").values()
    return [{name: value for name, value in row.items() if name not in ("id", "derived_at")} for row in rows]


def due(kind: DueKind) -> list[DueDate]:
    return list(DueDate.objects.filter(kind=kind).order_by("on"))


def test_it_derives_a_play_from_what_happened(client_a):
    play = make_play()
    take(client_a)
    (row,) = play_rows(None)
    gate, page = a_gate(play), play_page(play.pk)
    assert (row.play_id, row.title, row.status) == (play.pk, "Proposals in three days, Order desk North", "running")
    assert (row.starts_on, row.last_on, row.day(TODAY), row.is_overdue(TODAY)) == (TODAY, days(59), 1, False)
    assert (row.gate_id, row.gate, row.gate_status, row.gate_due_on) == (gate.pk, "pilot", "open", gate.due_on)
    assert (row.criteria_met, row.criteria_asked) == (page.next_gate.met, len(page.next_gate.rows))
    assert list(row.activities_due) == sorted(activity.due_on for activity in page.activities)
    assert (row.is_frozen, row.severe_incidents, row.progress_on) == (False, 0, TODAY)


def test_it_is_overdue_and_stalled_by_the_calendar_alone(client_a):
    play = make_play()
    take(client_a)
    (row,) = play_rows(None)
    assert not row.has_stalled(days(13))
    assert row.has_stalled(days(14))
    assert not row.is_overdue(days(59))
    assert row.is_overdue(days(60))
    assert row.late_activities(days(60)) == len(row.activities_due)
    assert row.play_id == play.pk


def test_it_counts_as_progress_what_people_record(client_a):
    play = make_play()
    with clock.frozen(NOW + dt.timedelta(days=5)):
        make_evidence(play)
        take(client_a)
        assert play_rows(None)[0].progress_on == days(5)
    with clock.frozen(NOW + dt.timedelta(days=9)):
        activity = make_activity(play)
        move_activity(by=BY, activity_id=activity.pk, move="finish")
        take(client_a)
        (row,) = play_rows(None)
        assert row.progress_on == days(9)
        assert len(row.activities_due) == len(play_page(play.pk).activities) - 1


def test_it_goes_by_the_clients_own_number_of_idle_days(client_a):
    make_play()
    make_setting(key=STALL, value=Decimal(7))
    take(client_a)
    (row,) = play_rows(None)
    assert (row.has_stalled(days(6)), row.has_stalled(days(7))) == (False, True)


def test_it_knows_what_waits_for_a_decision_and_what_was_decided(client_a):
    play = make_play()
    make_submitted(play)
    take(client_a)
    assert play_rows(None)[0].waits_for_decision
    decide(a_gate(play), "stop")
    take(client_a)
    (row,) = play_rows(None)
    assert (row.status, row.is_open, row.gate_id, row.gate, row.gate_due_on) == ("stopped", False, None, "", None)
    assert (row.activities_due, row.criteria_asked) == ((), 0)


def test_it_knows_a_pause_and_its_end(client_a):
    play = make_play()
    decide(a_gate(play), "redesign", redesign_on=days(20))
    take(client_a)
    (row,) = play_rows(None)
    assert (row.status, row.redesign_on) == ("paused", days(20))
    assert [(each.on, each.title) for each in due(DueKind.REDESIGN_END)] == [(days(20), str(play))]
    with clock.frozen(NOW + dt.timedelta(days=21)):
        keep_days(by=BY)
        take(client_a)
    assert play_rows(None)[0].status == "running"
    assert due(DueKind.REDESIGN_END) == []


def test_it_knows_that_gates_are_frozen_and_an_incident_is_open(client_a):
    contract = make_signed(make_proposed())
    make_play(contract)
    make_readings(contract.kpi, "7", "7.1", start=dt.date(2026, 2, 2))
    take(client_a)
    (row,) = play_rows(None)
    assert (row.is_frozen, row.severe_incidents) == (True, 1)
    assert Incident.objects.count() == 1


def test_it_knows_until_when_waivers_hold(client_a):
    play = make_play()
    waiver = make_waiver(play)
    take(client_a)
    assert play_rows(None)[0].waivers_until == (waiver.expires_on,)
    (row,) = due(DueKind.WAIVER_EXPIRY)
    assert (row.on, row.source_id, row.user_id) == (waiver.expires_on, waiver.pk, None)


def test_it_is_the_same_however_often_an_entry_is_taken_and_when_built_anew(client_a):
    make_play()
    take(client_a)
    before, dates = derived(), list(DueDate.objects.order_by("pk").values())
    derive_plays(by=BY)
    derive_due_dates(by=BY)
    assert derived() == before
    assert list(DueDate.objects.order_by("pk").values()) == dates
    PlayStanding.objects.update(team="wrong")
    PlayStanding.objects.create(
        client=client_a,
        **{name: value for name, value in before[0].items() if name not in ("client_id", "play_id")},
        play_id=new_id(),
        derived_at=NOW,
    )
    rebuild_client(by=BY)
    assert derived() == before


def test_it_is_derived_for_today_when_a_day_passes(client_a):
    make_play()
    take(client_a)
    PlayStanding.objects.update(criteria_met=99)
    turn_the_page(client=str(client_a.pk))
    assert PlayStanding.objects.get().criteria_met != 99


def test_it_keeps_the_clients_apart_and_shows_only_the_active_ones(client_a, client_b):
    make_play()
    take(client_a)
    with mounted(client_b):
        make_play()
    take(client_b)
    assert {row.client_slug for row in play_rows(None)} == {"acme", "borealis"}
    assert [row.client_slug for row in play_rows([client_b.pk])] == ["borealis"]
    Client.objects.filter(pk=client_b.pk).update(status="suspended")
    assert [row.client_slug for row in play_rows(None)] == ["acme"]


def test_it_dates_a_plays_gates_and_last_day_for_everybody_and_its_activities_for_their_owners(client_a):
    play = make_play()
    owner, login = play.initiative.workflow_owner, new_id()
    link_person(by=BY, person_id=owner.pk, user_id=login)
    take(client_a)
    gates = list(Gate.objects.filter(play=play).order_by("due_on"))
    assert [(row.source_id, row.on, row.gate, row.user_id) for row in due(DueKind.GATE)] == [
        (gate.pk, gate.due_on, gate.type, None) for gate in gates
    ]
    assert due(DueKind.GATE)[0].path == f"gates/{gates[0].pk}/"
    assert [(row.on, row.title, row.done) for row in due(DueKind.PLAY_LAST_DAY)] == [(days(59), str(play), False)]
    whose = {row.user_id for row in due(DueKind.ACTIVITY)}
    assert whose == {login, None}
    activity = make_activity(play)
    move_activity(by=BY, activity_id=activity.pk, move="finish")
    take(client_a)
    assert DueDate.objects.get(source_id=activity.pk).done


def test_it_drops_what_a_stopped_play_had_to_come(client_a):
    play = make_play()
    take(client_a)
    assert DueDate.objects.exists()
    decide(a_gate(play), "stop")
    take(client_a)
    assert not DueDate.objects.exists()


def test_it_reads_a_client_in_as_many_queries_whatever_was_done_in_its_plays(client_a):
    play = make_play()

    def queries() -> tuple[int, int]:
        counts = []
        for derive in (derive_plays, derive_due_dates):
            with CaptureQueriesContext(connection) as seen:
                derive(by=BY)
            counts.append(len(seen))
        return counts[0], counts[1]

    queries()
    before = queries()
    for number in range(5):
        make_evidence(play, title=f"Map {number}")
    make_waiver(play)
    derive_due_dates(by=BY)
    after = queries()
    assert after == before
    assert before[0] <= 45, before
    assert before[1] <= 14, before


def test_it_lets_nobody_write_what_was_read_before_another_wrote(own_database, other_connection):
    acme = Client.objects.get(slug="acme")
    with mounted(acme):
        make_play()
    other_connection.autocommit = False
    other_connection.execute("SELECT 1 FROM clients_client WHERE slug = 'acme' FOR NO KEY UPDATE")
    with mounted(acme), transaction.atomic(), pytest.raises(OperationalError, match="lock timeout"):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '50ms'")
        derive_plays(by=BY)
    other_connection.rollback()
