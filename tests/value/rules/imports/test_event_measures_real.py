"""Two real logs through the reader: their figures, and the committed series once more."""

from datetime import UTC, date
from decimal import Decimal

import pytest

from apps.value.choices import Cadence
from apps.value.rules.imports.event_measures import Flag, LogMeasures, Measure, measure
from kernel.eventlogs import ColumnMapping, inspect, read_cases
from tests.value.rules import logs

needs_receipt = pytest.mark.skipif(not logs.RECEIPT.exists(), reason="the receipt log is not part of the repository")
needs_helpdesk = pytest.mark.skipif(
    not logs.HELPDESK.exists(), reason="the help desk log is not part of the repository"
)


def measured(path, cadence=Cadence.WEEK) -> LogMeasures:
    with path.open("rb") as file:
        return measure(read_cases(file, None, UTC), [cadence], UTC)


@needs_helpdesk
def test_it_reads_every_event_of_the_help_desk():
    with logs.HELPDESK.open("rb") as file:
        assert inspect(file, UTC).guess.mapping == ColumnMapping(
            "case:concept:name", "concept:name", "time:timestamp", resource="org:resource"
        )
        file.seek(0)
        table = read_cases(file, None, UTC)
    assert (len(table.cases), table.events, table.rejected, table.outside) == (4_580, 21_348, 0, 0)
    assert len(table.activities) == 14


@needs_helpdesk
def test_it_measures_the_help_desk():
    found = measured(logs.HELPDESK)
    assert [end.name for end in found.ends if end.chosen] == ["Closed"]
    assert (found.cases, found.completed, found.open) == (4_580, 4_557, 23)
    assert found.waiting is not None
    points = found.points(Cadence.WEEK, Measure.TURNAROUND_MEAN)
    days = [point.value / 24 for point in points]
    assert len(points) == 190
    assert 39 < sum(days) / len(days) < 43
    rework = [point.value for point in found.points(Cadence.WEEK, Measure.REWORK_RATE)]
    assert Decimal("0.2") < sum(rework) / len(rework) < Decimal("0.4")


@needs_helpdesk
def test_it_comes_to_the_committed_series_where_nobody_reopened_a_ticket_without_closing_it_again():
    weeks = {figures.start: figures for figures in measured(logs.HELPDESK).series[Cadence.WEEK]}
    compared = {
        point.period.start: (point.value, weeks[point.period.start].turnaround_mean)
        for point in logs.helpdesk_points()
        if weeks[point.period.start].completed == point.cases
    }
    # The series counts a ticket to its last closing, even where something came after that; here it is open then.
    assert len(compared) >= 180
    same = [
        day
        for day, (ours, hours) in compared.items()
        if hours is not None and abs(ours - hours / 24) < Decimal("0.0005")
    ]
    assert len(same) >= len(compared) - 3


@needs_receipt
def test_it_measures_the_receipt_phase():
    found = measured(logs.RECEIPT)
    assert (found.cases, found.events, found.duplicates, found.single) == (1_434, 8_577, 0, 116)
    assert [end.name for end in found.ends if end.chosen] == [
        "T10 Determine necessity to stop indication",
        "T05 Print and send confirmation of receipt",
        "Confirmation of receipt",
    ]
    assert (found.completed, found.open) == (1_344, 90)
    series = found.series[Cadence.WEEK]
    assert (series[0].start, series[-1].start) == (date(2010, 10, 4), date(2012, 1, 23))
    assert [each.flag for each in series[-3:]] == [Flag.NONE, Flag.LATE, Flag.LATE]
    assert len(found.points(Cadence.WEEK, Measure.TURNAROUND_MEAN)) == 62


@needs_receipt
def test_it_measures_the_receipt_phase_as_the_weekly_means_do_when_every_last_activity_ends_a_case():
    with logs.RECEIPT.open("rb") as file:
        table = read_cases(file, None, UTC)
    found = measure(table, [Cadence.WEEK], UTC, ends=table.activities)
    weeks = {each.start: each for each in found.series[Cadence.WEEK]}
    for point in logs.weekly_means(logs.receipt_cases()):
        figures = weeks[point.period.start]
        assert figures.completed == point.cases
        assert abs((figures.turnaround_mean or 0) / 24 - point.value) < Decimal("0.0005")
