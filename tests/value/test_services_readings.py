import datetime as dt
import json
import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.value.models import Contract, Kpi, Reading
from apps.value.rules.readings.rows import RawRow
from apps.value.services import record_reading, record_readings
from kernel import clock
from kernel.access import system_actor
from kernel.ledger.models import Entry
from kernel.tenancy.context import NoClientMounted, mounted, public
from tests.actors import service, user
from tests.factories.people import make_initiative, make_person
from tests.factories.value import make_kpi, make_readings, make_signed
from tests.refusals import contents, refused

BY = system_actor()


def _record(kpi: Kpi | None, *cells: object, **given: object):
    rows = [RawRow(number, each) for number, each in enumerate(cells, 1)]
    given = {"by": BY, "door": "api", "kpi_id": kpi.pk if kpi else None} | given
    return record_readings(rows=rows, **given)


def _outcomes(recorded) -> list[str]:
    return [result.outcome.value for result in recorded.batch.results]


def test_it_records_a_reading_and_an_entry(client_a):
    kpi = make_kpi()
    by = user("consultant", name="Jonas Brandt")
    result = record_reading(
        by=by, kpi_id=kpi.pk, cells={"period": "2026-W09", "value": "4.5", "cases": 31}, door="form"
    )
    reading = Reading.objects.get()
    assert result.outcome == "new"
    assert (reading.period_start, reading.period_end) == (dt.date(2026, 2, 23), dt.date(2026, 3, 1))
    assert (reading.value, reading.cases, reading.source, reading.door) == (Decimal("4.5"), 31, "CRM", "form")
    assert (reading.recorded_by_id, reading.recorded_by_name, reading.recorded_at) == (
        by.id,
        "Jonas Brandt",
        clock.now(),
    )
    entry = Entry.objects.last()
    assert (entry.event, entry.subject_id, entry.actor_name) == ("readings.recorded", kpi.pk, "Jonas Brandt")
    assert entry.data["readings"] == [{"period": "2026-02-23", "value": "4.5", "source": "CRM", "before": None}]


@pytest.mark.parametrize(
    ("cells", "problems"),
    [
        ({"period": "2026-W10", "value": "4"}, [("period", "V9")]),
        ({"period": "2027-W01", "value": "4"}, [("period", "V9")]),
        ({"period": "2026-02", "value": "4"}, [("period", "V9")]),
        ({"period": "2026-02-24", "value": "4"}, [("period", "V9")]),
        ({"period": "soon", "value": "4"}, [("period", "V9")]),
        ({"value": "4"}, [("period", "V9")]),
    ],
)
def test_it_refuses_a_reading_of_no_complete_period(client_a, cells, problems):
    kpi = make_kpi()
    with refused(422, *problems):
        record_reading(by=BY, kpi_id=kpi.pk, cells=cells, door="form")


@pytest.mark.parametrize(
    "cells",
    [
        {"value": "NaN"},
        {"value": "Infinity"},
        {"value": "five"},
        {"value": ""},
        {"value": None},
        {"value": True},
        {"value": "-1"},
        {"value": "1e40"},
        {"value": "4", "cases": 0},
        {"value": "4", "cases": "many"},
        {"value": "4", "source": "x" * 121},
        {"value": "4", "note": "x" * 301},
        {"value": "4", "colour": "red"},
    ],
)
def test_it_refuses_what_is_no_reading(client_a, cells):
    kpi = make_kpi()
    before = contents()
    recorded = _record(kpi, {"period": "2026-W09", **cells}, all_or_nothing=True)
    (result,) = recorded.batch.results
    field = next((name for name in ("colour", "note", "source", "cases") if name in cells), "value")
    assert not recorded.applied
    assert [problem.field for problem in result.problems] == [field]
    assert all(problem.code and str(problem.message) for problem in result.problems)
    assert contents() == before


def test_it_keeps_what_was_believed_before_a_correction(client_a):
    kpi = make_kpi()
    _record(kpi, {"period": "2026-W08", "value": "4"})
    later = clock.now() + dt.timedelta(hours=1)
    with clock.frozen(later):
        recorded = _record(kpi, {"period": "2026-W08", "value": "4.4", "note": "One order was missing."})
        _record(kpi, {"period": "2026-W08", "value": "4.5"})
    assert _outcomes(recorded) == ["corrected"]
    first, second, third = Reading.objects.order_by("recorded_at", "pk")
    assert [reading.state for reading in (first, second, third)] == ["corrected", "corrected", "current"]
    assert (second.corrects_id, third.corrects_id, first.corrects_id) == (first.pk, second.pk, None)
    assert (first.superseded_at, third.superseded_at) == (later, None)
    assert Entry.objects.last().data["readings"] == [
        {"period": "2026-02-16", "value": "4.5", "source": "CRM", "before": "4.4"}
    ]


def test_it_writes_nothing_for_what_is_known_already(client_a):
    kpi = make_kpi()
    row = {"period": "2026-W08", "value": "4.10", "cases": 9}
    _record(kpi, row)
    before = contents()
    assert _outcomes(_record(kpi, row | {"value": "4.1"})) == ["unchanged"]
    assert contents() == before


def test_it_keeps_each_source_apart(client_a):
    kpi = make_kpi()
    recorded = _record(kpi, {"period": "2026-W08", "value": "4"}, {"period": "2026-W08", "value": "5", "source": "ERP"})
    assert _outcomes(recorded) == ["new", "new"]
    assert Reading.objects.filter(state="current").count() == 2


def test_it_records_the_rows_that_hold_and_names_the_others(client_a):
    kpi = make_kpi()
    rows = [
        {"period": "2026-W06", "value": "4"},
        {"period": "2026-W07", "value": "x"},
        7,
        {"period": "2026-W06", "value": "5"},
    ]
    recorded = _record(kpi, *rows)
    assert recorded.applied
    assert _outcomes(recorded) == ["new", "refused", "refused", "refused"]
    assert [str(reading) for reading in Reading.objects.all()] == ["2026-02-02 4.000000"]


def test_it_records_all_rows_or_none(client_a):
    kpi = make_kpi()
    rows = [{"period": "2026-W06", "value": "4"}, {"period": "2026-W07", "value": "x"}]
    before = contents()
    recorded = _record(kpi, *rows, all_or_nothing=True)
    assert (recorded.applied, _outcomes(recorded)) == (False, ["new", "refused"])
    assert contents() == before
    assert _record(kpi, rows[0], all_or_nothing=True).applied


def test_it_changes_nothing_in_a_dry_run(client_a):
    kpi = make_kpi()
    make_readings(kpi, 4, start=dt.date(2026, 2, 16))
    before = contents()
    recorded = _record(
        kpi,
        {"period": "2026-W08", "value": "4.4"},
        {"period": "2026-W09", "value": "4"},
        {"period": "x", "value": "1"},
        dry_run=True,
    )
    assert (recorded.applied, _outcomes(recorded)) == (False, ["corrected", "new", "refused"])
    assert contents() == before


def test_it_takes_rows_of_several_kpis_in_one_batch(client_a, client_b):
    first = make_kpi()
    second = make_kpi(first.initiative, name="Error rate", unit="percent", kind="quality")
    with public(), mounted(client_b):
        foreign = make_kpi()
    row = {"period": "2026-W08", "value": "4"}
    names = [second.pk, foreign.pk, uuid.uuid4(), first.pk, "x", None]
    recorded = _record(None, *({"kpi": str(name), **row} for name in names), row)
    assert _outcomes(recorded) == ["new", "refused", "refused", "new", "refused", "refused", "refused"]
    said = [
        [(problem.field, problem.code, str(problem.message)) for problem in result.problems]
        for result in recorded.batch.results
    ]
    # A foreign KPI and one that never was are refused in the same words.
    assert said[1] == said[2] == said[4] == said[6]
    assert Reading.objects.count() == 2
    entries = Entry.objects.filter(event="readings.recorded")
    assert {entry.subject_id for entry in entries} == {first.pk, second.pk}


def test_it_enters_no_reading_of_another_clients_kpi(client_a, client_b):
    with public(), mounted(client_b):
        foreign = make_kpi()
    for pk in (foreign.pk, uuid.uuid4()):
        with refused(422, ("kpi", "not_found")):
            record_reading(by=BY, kpi_id=pk, cells={"period": "2026-W08", "value": "4"}, door="form")
    with mounted(client_b):
        assert Reading.objects.count() == 0


@pytest.mark.django_db
def test_it_records_nothing_without_a_client():
    with pytest.raises(NoClientMounted):
        _record(None, {"kpi": str(uuid.uuid4()), "period": "2026-W08", "value": "4"})


def test_it_refuses_the_whole_when_one_kpi_is_not_the_actors(client_a):
    own = make_kpi()
    other = make_kpi(make_initiative(name="Another", workflow_owner_id=make_person().pk))
    owner = user("workflow_owner", person=own.initiative.workflow_owner)
    row = {"period": "2026-W08", "value": "4"}
    with refused(403, code="forbidden"):
        _record(None, {"kpi": str(own.pk), **row}, {"kpi": str(other.pk), **row}, by=owner)
    assert _outcomes(_record(own, row, by=owner)) == ["new"]


@pytest.mark.parametrize(
    "actor",
    [user("client_sponsor"), user("client_viewer"), user(), service(), service("value.view")],
    ids=["sponsor", "viewer", "no role", "no scope", "another scope"],
)
@pytest.mark.parametrize("dry_run", [True, False])
def test_it_refuses_whoever_may_not_enter_readings(client_a, actor, dry_run):
    kpi = make_kpi()
    with refused(403, code="forbidden"):
        _record(kpi, {"period": "2026-W08", "value": "4"}, by=actor, dry_run=dry_run)


def test_it_shows_a_contract_again_to_whoever_asks_what_changed(client_a):
    contract = make_signed()
    later = clock.now() + dt.timedelta(hours=1)
    with clock.frozen(later):
        make_readings(contract.kpi, 4, start=dt.date(2026, 2, 16))
    assert Contract.objects.get().updated_at == later


def test_it_takes_the_clients_own_day(client_a, client_b):
    """On Monday at 03:00 in UTC last week is over in Berlin, and in New York it is still Sunday."""
    row = {"period": "2026-W09", "value": "4"}
    with clock.frozen(dt.datetime(2026, 3, 2, 3, 0, tzinfo=dt.UTC)):
        assert _outcomes(_record(make_kpi(), row, dry_run=True)) == ["new"]
        with public(), mounted(client_b):
            assert _outcomes(_record(make_kpi(), row, dry_run=True)) == ["refused"]


def test_it_records_a_large_batch_in_as_many_queries_as_a_small_one(client_a):
    kpi = make_kpi(cadence="day")
    days = [dt.date(2000, 1, 1) + dt.timedelta(days=number) for number in range(5_000)]
    rows = [{"period": day.isoformat(), "value": "4"} for day in days]
    counts = []
    for part in (rows[:1], rows[1:]):
        with CaptureQueriesContext(connection) as queries:
            assert _record(kpi, *part).applied
        counts.append(len(queries))
    assert counts[0] == counts[1]
    data = Entry.objects.last().data
    assert (data["new"], len(data["digest"]), "readings" in data) == (4_999, 64, False)
    assert len(json.dumps(data)) < 500
