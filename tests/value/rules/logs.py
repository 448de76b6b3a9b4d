"""The committed weekly series, and how weekly means are derived from the event logs they come from."""

import csv
import gzip
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import iterparse

from apps.value.choices import Cadence
from apps.value.rules.periods import parse_period, period_name, period_of
from apps.value.rules.points import Point
from apps.value.rules.readings.csv_file import read_csv

ROOT = Path(__file__).resolve().parents[3]
SERIES = ROOT / "apps/value/data/helpdesk_weekly.csv"
LOGS = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared/data")) / "event-logs"
HELPDESK = LOGS / "helpdesk.xes.gz"
RECEIPT = LOGS / "receipt.csv.gz"

Case = tuple[datetime, datetime]


def helpdesk_points() -> list[Point]:
    """The committed series of the help desk."""
    rows = read_csv(SERIES.read_bytes()).rows()
    return [
        Point(parse_period(row.cells["period"], Cadence.WEEK), Decimal(row.cells["value"]), int(row.cells["cases"]))
        for row in rows
    ]


def helpdesk_cases() -> Iterator[Case]:
    """First event and closing of each ticket that was closed; reopened ones count to their last closing."""
    namespace = "{http://www.xes-standard.org/}"
    with gzip.open(HELPDESK) as log:
        for _event, element in iterparse(log):
            if element.tag != f"{namespace}trace":
                continue
            events = [
                {field.get("key"): field.get("value") for field in event} for event in element.iter(f"{namespace}event")
            ]
            moments = [datetime.fromisoformat(str(event["time:timestamp"])).astimezone(UTC) for event in events]
            closings = [
                moment for moment, event in zip(moments, events, strict=True) if event["concept:name"] == "Closed"
            ]
            if closings:
                yield min(moments), max(closings)
            element.clear()


def receipt_cases() -> Iterator[Case]:
    """Start and last event of each application in the municipality's receipt phase."""
    moments: dict[str, list[datetime]] = defaultdict(list)
    with gzip.open(RECEIPT, "rt", encoding="utf-8", newline="") as log:
        for row in csv.DictReader(log):
            moments[row["case:concept:name"]].append(datetime.fromisoformat(row["time:timestamp"]).astimezone(UTC))
    for of_case in moments.values():
        yield min(of_case), max(of_case)


def weekly_means(cases: Iterable[Case]) -> list[Point]:
    """Mean duration in days of the cases that ended in each ISO week (UTC), with how many there were."""
    return means(cases, Cadence.WEEK)


def means(cases: Iterable[Case], cadence: Cadence) -> list[Point]:
    """Mean duration in days of the cases that ended in each period (UTC), with how many there were."""
    periods: dict[date, list[Decimal]] = defaultdict(list)
    for began, ended in cases:
        periods[period_of(ended.date(), cadence).start].append(
            Decimal((ended - began) // timedelta(seconds=1)) / 86_400
        )
    return [
        Point(period_of(start, cadence), (sum(days, Decimal(0)) / len(days)).quantize(Decimal("0.0001")), len(days))
        for start, days in sorted(periods.items())
    ]


def as_csv(points: Iterable[Point]) -> str:
    """The series as the committed file writes it."""
    lines = [f"{period_name(point.period, Cadence.WEEK)},{point.value},{point.cases}\n" for point in points]
    return "period,value,cases\n" + "".join(lines)
