"""What a file holds, which measure a KPI means, and what a plan says of a batch."""

import datetime as dt
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.value.choices import ImportKind, RowOutcome, Unit
from apps.value.rules.imports.event_measures import LogMeasures, Measure
from apps.value.rules.imports.fitting import likely, offered
from apps.value.rules.imports.kinds import FileKindRefused, kind_by_bytes
from apps.value.rules.imports.plans import Plan, plan_of
from apps.value.rules.readings.rows import Batch, CurrentReading, ReadingValues, RowResult
from kernel.errors import Problem


def measures(*, waiting: bool = True) -> LogMeasures:
    return LogMeasures(1, 1, 2, None, None, None, None, (), waiting, 0, 0, 0, {})


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"period,value\n", ImportKind.READINGS),
        (b"sep=;\nWoche;Wert;Anzahl\n1;2;3\n", ImportKind.READINGS),
        ("Zeitraum\tMesswert\n1\t2\n".encode("utf-16"), ImportKind.READINGS),
        (b"PK\x03\x04", ImportKind.READINGS),
        (b"\x1f\x8b\x08", ImportKind.EVENT_LOG),
        (b'<?xml version="1.0"?>\n<log xmlns="http://www.xes-standard.org/">', ImportKind.EVENT_LOG),
        # A log may well have a date and a value.
        (b"case,activity,date,value\n1,a,2024-01-01,3\n", None),
        (b"ticket,step,completed\n1,a,2024-01-01\n", None),
        (b"a,b\n1,2\n", None),
    ],
)
def test_it_tells_a_file_by_its_first_bytes(head, kind):
    assert kind_by_bytes(head) == kind


@given(st.binary(max_size=400))
def test_it_answers_for_any_bytes_with_a_kind_or_a_refusal(head):
    with suppress(FileKindRefused):
        assert kind_by_bytes(head) in (None, *ImportKind)


@pytest.mark.parametrize(
    ("name", "unit", "aggregation", "measure"),
    [
        ("Proposal turnaround", Unit.DAYS, "mean", Measure.TURNAROUND_MEAN),
        ("Proposal turnaround", Unit.DAYS, "median", Measure.TURNAROUND_MEDIAN),
        ("Waiting for an answer", Unit.HOURS, "median", Measure.WAITING_MEDIAN),
        ("Liegezeit der Anträge", Unit.DAYS, "mean", Measure.WAITING_MEAN),
        ("Tickets closed", Unit.COUNT, "sum", Measure.THROUGHPUT),
        ("Done again", Unit.PERCENT, "rate", Measure.REWORK_RATE),
        ("Done again", Unit.RATIO, "mean", Measure.REWORK_RATE),
        ("Cost of a ticket", Unit.MONEY, "mean", None),
        ("Satisfaction", Unit.SCORE, "mean", None),
    ],
)
def test_it_guesses_the_measure_that_a_kpi_means(name, unit, aggregation, measure):
    assert likely(measures(), name=name, unit=unit, aggregation=aggregation) == measure


def test_it_offers_no_waiting_where_the_log_does_not_tell_it():
    found = measures(waiting=False)

    assert offered(found, Unit.DAYS) == [Measure.TURNAROUND_MEAN, Measure.TURNAROUND_MEDIAN]
    assert likely(found, name="Waiting time", unit=Unit.DAYS, aggregation="mean") == Measure.TURNAROUND_MEAN


DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2025, 1, 1))
NUMBERS = st.decimals(-1_000, 1_000, places=2)
RESULTS = st.lists(st.tuples(st.sampled_from(RowOutcome), DAYS, NUMBERS, NUMBERS), max_size=120)


def result(number: int, outcome: RowOutcome, day: dt.date, value: Decimal, before: Decimal) -> RowResult:
    if outcome is RowOutcome.REFUSED:
        return RowResult(number, outcome, None, (Problem("value", "V9", "No number.", "Write one."),))
    values = ReadingValues(day, day, value, None, "CRM", "")
    known = None if outcome is RowOutcome.NEW else CurrentReading(number, before, None, "")
    return RowResult(number, outcome, values, (), known)


@given(RESULTS)
def test_it_counts_every_row_and_is_read_back_as_it_was_written(rows):
    plan = plan_of(Batch([result(number, *row) for number, row in enumerate(rows, 1)]))

    assert plan.rows == len(rows)
    assert plan.effective == sum(row[0] in (RowOutcome.NEW, RowOutcome.CORRECTED) for row in rows)
    assert len(plan.refused) + plan.more_refused == plan.counts["refused"]
    assert len(plan.corrected) + plan.more_corrected == plan.counts["corrected"]
    assert Plan.from_document(plan.document()) == plan


@given(DAYS, NUMBERS, NUMBERS)
def test_it_has_another_mark_for_another_value(day, one, other):
    marks = [plan_of(Batch([result(1, RowOutcome.NEW, day, value, one)])).mark for value in (one, other)]

    assert (marks[0] == marks[1]) == (one == other)
