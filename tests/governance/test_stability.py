"""No way around ten stable days: not by what is told afterwards, nor by taking away what watches."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.governance.services import change_incident, change_monitor, move_incident, retire_monitor
from apps.initiatives.choices import Verdict
from kernel import clock
from kernel.ledger.models import Entry
from tests.actors import user
from tests.conftest import NOW
from tests.factories.governance import BY, make_incident, make_monitor, read
from tests.factories.people import make_initiative
from tests.governance.test_gates import ask
from tests.refusals import refused


@pytest.fixture
def initiative(client_a):
    return make_initiative()


def later(days: int):
    return clock.frozen(NOW + dt.timedelta(days))


def watched(initiative, **given):
    """A monitor that is older than the days that are looked at."""
    with later(-20):
        return make_monitor(initiative, **given)


def verdict(initiative, kind):
    return ask(initiative)[kind].verdict


# --- Incidents


def test_it_counts_an_incident_until_somebody_said_that_it_is_resolved(initiative):
    incident = make_incident(initiative)
    with later(12):
        assert verdict(initiative, "no_severe_incident") is Verdict.UNMET
        incident = move_incident(
            by=BY, incident_id=incident.pk, move="resolve", revision=1, at=NOW + dt.timedelta(days=1)
        )
        assert incident.resolution_recorded_at == NOW + dt.timedelta(days=12)
        assert verdict(initiative, "no_severe_incident") is Verdict.UNMET
    with later(22):
        assert verdict(initiative, "no_severe_incident") is Verdict.UNMET
    with later(23):
        assert verdict(initiative, "no_severe_incident") is Verdict.MET


def test_it_counts_an_incident_that_is_told_when_it_is_over(initiative):
    long_ago = NOW - dt.timedelta(days=30)
    incident = make_incident(initiative, detected_at=long_ago)
    move_incident(by=BY, incident_id=incident.pk, move="resolve", revision=1, at=long_ago + dt.timedelta(hours=1))
    assert verdict(initiative, "no_severe_incident") is Verdict.UNMET
    with later(11):
        assert verdict(initiative, "no_severe_incident") is Verdict.MET


def test_it_counts_an_incident_by_the_worst_that_it_was(initiative):
    owner = user("workflow_owner", person=initiative.workflow_owner)
    incident = make_incident(initiative, severity=1)
    said = {"reason": "It was half as bad."}
    incident = change_incident(by=owner, incident_id=incident.pk, revision=1, severity=4, **said)
    assert (incident.severity, incident.worst_severity) == (4, 1)
    assert verdict(initiative, "no_severe_incident") is Verdict.UNMET
    mild = make_incident(initiative, severity=4)
    mild = change_incident(by=owner, incident_id=mild.pk, revision=1, severity=2, **said)
    mild = change_incident(by=owner, incident_id=mild.pk, revision=2, severity=3, **said)
    assert mild.worst_severity == 2


def test_it_forgets_that_an_incident_was_resolved_when_it_is_opened_again(initiative):
    incident = move_incident(by=BY, incident_id=make_incident(initiative).pk, move="resolve", revision=1)
    incident = move_incident(by=BY, incident_id=incident.pk, move="reopen", revision=2, note="It was not over.")
    assert incident.resolution_recorded_at is None


# --- Monitors


def test_it_judges_a_monitor_that_was_retired_within_the_days(initiative):
    good, bad = watched(initiative), watched(initiative, name="Latency")
    read(good, *["1"] * 12)
    with later(-1):
        read(bad, *["9"] * 12)
        retire_monitor(by=BY, monitor_id=bad.pk, revision=1, reason="It is noisy.")
    found = ask(initiative)["monitors_in_range"]
    assert (found.verdict, found.figures["monitors"][1]["expected"]) == (Verdict.UNMET, 9)


def test_it_believes_no_days_before_the_monitor_was_defined(initiative):
    monitor = make_monitor(initiative, starts_on=dt.date(2026, 2, 1))
    read(monitor, *["1"] * 12)
    assert verdict(initiative, "monitors_in_range") is Verdict.UNKNOWN
    with later(10):
        read(monitor, *["1"] * 10)
        assert verdict(initiative, "monitors_in_range") is Verdict.MET


@pytest.mark.parametrize(("hour", "expected"), [(22, Verdict.MET), (23, Verdict.UNKNOWN)])
def test_it_takes_the_day_a_monitor_was_defined_from_the_clients_calendar(initiative, hour, expected):
    # Half past eleven in the evening in UTC is the next day in Berlin.
    with clock.frozen(dt.datetime(2026, 2, 20, hour, 30, tzinfo=dt.UTC)):
        monitor = make_monitor(initiative)
    read(monitor, *["1"] * 12)
    assert verdict(initiative, "monitors_in_range") is expected


def test_it_keeps_how_often_a_monitor_is_read_once_it_was(initiative):
    monitor = watched(initiative, every="hour")
    change_monitor(by=BY, monitor_id=monitor.pk, revision=1, every="day")
    read(monitor, "1")
    with refused(422, ("every", "G3")):
        change_monitor(by=BY, monitor_id=monitor.pk, revision=2, every="week")


def test_it_changes_a_range_only_for_a_reason(initiative):
    monitor = watched(initiative)
    for change in ({"high": Decimal(9)}, {"low": Decimal(1)}):
        with refused(422, ("reason", "G3")):
            change_monitor(by=BY, monitor_id=monitor.pk, revision=1, **change)
    change_monitor(by=BY, monitor_id=monitor.pk, revision=1, name="Errors")
    changed = change_monitor(by=BY, monitor_id=monitor.pk, revision=2, high=Decimal(9), reason=" The unit was wrong. ")
    assert changed.high == 9
    entry = Entry.objects.filter(event="monitor.changed").latest("sequence")
    assert (entry.data["reason"], entry.data["changes"]) == ("The unit was wrong.", {"high": ["2", "9"]})


def test_it_rests_a_finding_on_the_ranges_that_held(initiative):
    monitor = watched(initiative)
    read(monitor, *["1"] * 12)
    before = ask(initiative)["monitors_in_range"].basis
    change_monitor(by=BY, monitor_id=monitor.pk, revision=1, high=Decimal(9), reason="It was too tight.")
    assert ask(initiative)["monitors_in_range"].basis == before
    read(monitor, "1", start=NOW - dt.timedelta(days=1, hours=3))
    assert ask(initiative)["monitors_in_range"].basis != before
    [[_id, *_span, days]] = ask(initiative)["monitors_in_range"].basis["monitors"]
    assert list(days[-1][-2:]) == [(None,), (2, 9)]


def test_it_takes_the_ledger_before_it_moves_an_incident(initiative):
    """A reading that opens a breach has the ledger and then needs the place of the breach; the other way round both wait."""
    incident = move_incident(by=BY, incident_id=make_incident(initiative).pk, move="resolve", revision=1)
    with CaptureQueriesContext(connection) as queries:
        move_incident(by=BY, incident_id=incident.pk, move="reopen", revision=2, note="It was not over.")
    order = [
        "head" if "ledger_head" in query["sql"] else "row"
        for query in queries
        if ("ledger_head" in query["sql"] and "FOR " in query["sql"])
        or query["sql"].startswith('UPDATE "governance_inc')
    ]
    assert order[:2] == ["head", "row"]
