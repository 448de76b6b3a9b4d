"""Logs made for tests."""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, tzinfo
from xml.sax.saxutils import quoteattr

from kernel.eventlogs import CaseTable, ColumnMapping, read_cases

NAMESPACE = 'xmlns="http://www.xes-standard.org/"'
XES = ColumnMapping("case:concept:name", "concept:name", "time:timestamp")
FULL = ColumnMapping(
    "case:concept:name",
    "concept:name",
    "time:timestamp",
    lifecycle="lifecycle:transition",
    resource="org:resource",
    role="org:role",
    group="org:group",
)
CSV = ColumnMapping("case", "activity", "at")


def event(**fields: str) -> str:
    """One event; `name` and `at` stand for the usual keys."""
    keys = {"name": "concept:name", "at": "time:timestamp", "step": "lifecycle:transition", "who": "org:resource"}
    return (
        "<event>"
        + "".join(
            f"<string key={quoteattr(keys.get(key, key))} value={quoteattr(text)}/>" for key, text in fields.items()
        )
        + "</event>"
    )


def trace(name: str | None, *events: str) -> str:
    named = "" if name is None else f'<string key="concept:name" value={quoteattr(name)}/>'
    return f"<trace>{named}{''.join(events)}</trace>"


def xes(*content: str, root: str = NAMESPACE) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<log {root}>{"".join(content)}</log>'.encode()


def read(data: bytes, mapping: ColumnMapping | None = None, zone: tzinfo = UTC) -> CaseTable:
    return read_cases(io.BytesIO(data), mapping, zone)


def by_case(table: CaseTable) -> dict[str, list[tuple[str, str]]]:
    """Each case's activities with their times, in order."""
    return {
        name: [(found.activity, found.at.isoformat()) for found in table.of_case(place)]
        for place, name in enumerate(table.cases)
    }


def csv_log(rows: Iterable[Sequence[str]], header: str = "case,activity,at") -> bytes:
    return "\n".join([header, *(",".join(row) for row in rows), ""]).encode()
