"""(g) An event log of 250,000 events to its weekly figures, against a bare parse of the same file that does nothing.

In XES beside lxml's `iterparse` of whole traces, which drops each when it is read; that is the least that reads such a file
by its cases in bounded memory, and the target is held against it. The same over each element stands beside it, because
a reader that wants to look at every event gets no less. In CSV beside a bare loop over `csv.reader`.
"""

import csv
import datetime as dt
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from lxml import etree

from apps.value.choices import Cadence
from apps.value.rules.imports.event_measures import measure
from benchmarks.figures import Result, Side, in_turns
from kernel.eventlogs import ColumnMapping, read_cases

EVENTS = 250_000
ROUNDS = 7
TARGET = 1.5
BEGAN = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
STEPS = ("Register request", "Check completeness", "Examine", "Ask for documents", "Decide", "Notify customer")
CHANNELS = ("mail", "web", "phone", "counter")
MAPPING = ColumnMapping(
    "case:concept:name", "concept:name", "time:timestamp", lifecycle="lifecycle:transition", resource="org:resource"
)


class _Row(NamedTuple):
    case: str
    activity: str
    transition: str
    resource: str
    at: str
    amount: str
    channel: str


def _rows(events: int) -> Iterator[_Row]:
    """Events of cases that take about seven steps; every run makes the same."""
    chance = random.Random(17)
    written = case = 0
    while written < events:
        case += 1
        at = BEGAN + dt.timedelta(seconds=chance.randrange(700 * 86_400))
        steps = [*STEPS, *chance.choices(STEPS, k=chance.randrange(3))]
        for activity in [*steps[: events - written - 1], "Close"][: events - written]:
            at += dt.timedelta(seconds=chance.randrange(3 * 86_400), milliseconds=chance.randrange(1_000))
            written += 1
            yield _Row(
                f"Case {case}",
                activity,
                "complete",
                f"User {chance.randrange(40)}",
                at.isoformat(timespec="milliseconds"),
                f"{chance.randrange(100_000) / 100}",
                chance.choice(CHANNELS),
            )


def _write(folder: Path, events: int) -> tuple[Path, Path]:
    """The same events as XES, with six attributes each, and as CSV."""
    xes, table = folder / "log.xes", folder / "log.csv"
    with xes.open("w") as log, table.open("w", newline="") as rows:
        out = csv.writer(rows)
        out.writerow(
            ["case:concept:name", "concept:name", "lifecycle:transition", "org:resource", "time:timestamp", "amount", "channel"]
        )  # fmt: skip
        log.write('<?xml version="1.0" encoding="UTF-8"?>\n<log xmlns="http://www.xes-standard.org/">\n')
        before = ""
        for row in _rows(events):
            out.writerow(row)
            if row.case != before:
                log.write("\t</trace>\n" if before else "")
                log.write(f'\t<trace>\n\t\t<string key="concept:name" value="{row.case}"/>\n')
                before = row.case
            log.write(
                f'\t\t<event>\n\t\t\t<string key="concept:name" value="{row.activity}"/>\n'
                f'\t\t\t<string key="lifecycle:transition" value="{row.transition}"/>\n'
                f'\t\t\t<string key="org:resource" value="{row.resource}"/>\n'
                f'\t\t\t<date key="time:timestamp" value="{row.at}"/>\n'
                f'\t\t\t<float key="amount" value="{row.amount}"/>\n'
                f'\t\t\t<string key="channel" value="{row.channel}"/>\n\t\t</event>\n'
            )
        log.write("\t</trace>\n</log>\n")
    return xes, table


def parse_traces(file: BinaryIO) -> int:
    """The usual streaming parse: each trace with what is in it, dropped once read. How many there were."""
    traces = 0
    for _event, trace in etree.iterparse(file, events=("end",), tag="{*}trace"):
        traces += 1
        _dropped(trace)
    return traces


def parse_elements(file: BinaryIO) -> int:
    """The same over each element, which costs a Python object for every attribute. How many there were."""
    elements = 0
    for _event, element in etree.iterparse(file, events=("end",)):
        elements += 1
        _dropped(element)
    return elements


def _dropped(element: etree._Element) -> None:
    """Empty what has been read, and take what lies before it out of the tree, which would grow to the file's end."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _timed(work: Callable[[], object]) -> Callable[[], float]:
    def run() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return run


def run(*, scale: float = 1.0) -> Result:
    """Each way in turns over one file."""
    events = max(10_000, round(EVENTS * scale))
    with tempfile.TemporaryDirectory() as folder:
        xes, table = _write(Path(folder), events)

        def figures_of(path: Path) -> None:
            with path.open("rb") as file:
                cases = read_cases(file, MAPPING, dt.UTC)
            if cases.events != events or not measure(cases, [Cadence.WEEK], dt.UTC).completed:
                raise RuntimeError("The benchmark's own log was not read in full.")

        def bare_xml(parse: Callable[[BinaryIO], int]) -> None:
            with xes.open("rb") as file:
                parse(file)

        def bare_csv() -> None:
            with table.open(newline="", encoding="utf-8") as file:
                for _row in csv.reader(file):
                    pass

        sides = [
            lambda: figures_of(xes),
            lambda: bare_xml(parse_traces),
            lambda: bare_xml(parse_elements),
            lambda: figures_of(table),
            bare_csv,
        ]
        found = in_turns(max(3, round(ROUNDS * scale)), *map(_timed, sides))
        sizes = {"xes": xes.stat().st_size, "csv": table.stat().st_size}
    names = [
        "XES to weekly figures",
        "lxml's iterparse, each trace dropped",
        "lxml's iterparse, each element dropped",
        "CSV to weekly figures",
        "csv.reader, each row dropped",
    ]
    return Result(
        name="event_log",
        question=f"How long do {events:,} events take to become weekly figures?",
        sides=[Side(name, "s", times) for name, times in zip(names, found, strict=True)],
        target=TARGET,
        notes=[f"XES: {sizes['xes'] / 1e6:.0f} MB, six attributes an event; CSV: {sizes['csv'] / 1e6:.0f} MB."],
        more={"events": events, "bytes": sizes},
    )
