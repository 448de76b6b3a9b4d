"""CSV logs: a header, then a row for each event; the rows of different cases may be mixed."""

import csv
import io
from collections.abc import Iterator
from datetime import tzinfo
from typing import TextIO

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kernel.eventlogs.columns import ColumnMapping
from kernel.eventlogs.moments import MomentReader
from kernel.eventlogs.refusals import LogRefused, empty_log, long_line
from kernel.eventlogs.sniffing import LENIENT, STATED, Sniffed
from kernel.eventlogs.source import CHUNK, Source
from kernel.eventlogs.table import LONGEST_TEXT, NO_MOMENT, NONE, CaseTable, Names, TableBuilder

LONGEST_LINE = 1024 * 1024
MOST_COLUMNS = 500
EVERY = 1 << 16


class Rows:
    """The rows of a CSV log behind its header. Raises LogRefused for a header that names no columns."""

    def __init__(self, source: Source, sniffed: Sniffed) -> None:
        text = io.TextIOWrapper(io.BufferedReader(source, CHUNK), encoding=sniffed.encoding, errors=LENIENT, newline="")
        self._reader = csv.reader(_lines(text), delimiter=sniffed.delimiter)
        self.header = self._header()

    @property
    def line(self) -> int:
        """The number of the line that was read last."""
        return self._reader.line_num

    def __iter__(self) -> Iterator[list[str] | None]:
        """Every row but empty ones; None for one whose quotation marks do not match."""
        while True:
            try:
                for row in self._reader:
                    if row:
                        yield row
                return
            except csv.Error:
                yield None

    def _header(self) -> tuple[str, ...]:
        for cells in self:
            if cells is None:
                break
            if (self.line == 1 and STATED.fullmatch(self._reader.dialect.delimiter.join(cells))) or not any(cells):
                continue
            names = [cell.strip().lstrip("\ufeff") for cell in cells]
            while names and not names[-1]:
                names.pop()
            if len(names) > MOST_COLUMNS:
                break
            # Columns without a name, and second ones of a name, are told apart by their number.
            seen: set[str] = set()
            for place, name in enumerate(names):
                names[place] = unique = f"{name} ({place + 1})".strip() if not name or name in seen else name
                seen.add(unique)
            return tuple(names)
        else:
            raise empty_log()
        text = _("The file does not begin with a line of column names.")
        raise LogRefused(text, _("Put the names of the columns into the first line."), code="header")


def read_delimited(source: Source, sniffed: Sniffed, mapping: ColumnMapping, zone: tzinfo) -> CaseTable:
    """All events of a CSV log. Rows that can't be read are counted, and the first of them told."""
    rows, into = Rows(source, sniffed), TableBuilder()
    place = {name: number for number, name in enumerate(rows.header)}
    try:
        case_at, activity_at, time_at = place[mapping.case], place[mapping.activity], place[mapping.timestamp]
        start_at = place[mapping.start] if mapping.start else None
        columns = [(names, column, place[name]) for name, names, column in into.named_columns(mapping)]
    except KeyError as error:
        text = format_lazy(_("The log has no column “{name}”."), name=str(error.args[0])[:60])
        raise LogRefused(text, _("Choose one of its columns."), field="mapping", code="mapping") from error
    read = MomentReader(zone, day_first=mapping.day_first).read
    furthest = max(case_at, activity_at, time_at, start_at or 0, *(at for _names, _column, at in columns))
    known_cases, known_activities = into.cases.places, into.activities.places
    to_case, to_activity, to_moment = into.case.append, into.activity.append, into.moments.append
    for row in _fitting(rows, furthest, into):
        case = known_cases.get(row[case_at], NONE)
        if case < 0 and (case := _new(row[case_at], into.cases, into, rows.line, mapping.case)) < 0:
            continue
        activity = known_activities.get(row[activity_at], NONE)
        if activity < 0:
            activity = _new(row[activity_at], into.activities, into, rows.line, mapping.activity)
        if activity < 0:
            continue
        moment = read(row[time_at])
        if moment is None:
            into.reject(rows.line, mapping.timestamp, "time", no_time(row[time_at]))
            continue
        to_case(case)
        to_activity(activity)
        to_moment(moment)
        if start_at is not None:
            started = read(row[start_at])
            into.started.append(NO_MOMENT if started is None else started)
        for names, column, at in columns:
            known = names.places.get(row[at])
            column.append(names.place(row[at][:LONGEST_TEXT]) if known is None else known)
    return into.table()


def _fitting(rows: Rows, furthest: int, into: TableBuilder) -> Iterator[list[str]]:
    """The rows that have what is needed in its place; the others are counted.

    Rows may end short of a column that nobody needs, or with the delimiters of columns that were once there.
    """
    width = len(rows.header)
    for number, row in enumerate(rows):
        if not number % EVERY:
            into.check_size()
        if row is None:
            into.reject(rows.line, "row", "quotes", _("The quotation marks do not match."))
        elif len(row) == width or (furthest < len(row) and not any(row[width:])):
            yield row
        elif any(row):
            into.reject(rows.line, "row", "width", _width(len(row), width))


def _new(text: str, names: Names, into: TableBuilder, line: int, field: str) -> int:
    """The place of a name that was not met as it stands, or -1 where it is none, which is counted."""
    text = text.strip()
    if 0 < len(text) <= LONGEST_TEXT:
        return names.place(text)
    reason = _("The text is longer than 1,000 characters.") if text else _("The cell is empty.")
    into.reject(line, field, "name", reason)
    return NONE


def no_time(text: str) -> object:
    """Why a text is no time stamp, for people."""
    if not text.strip():
        return _("There is no time stamp.")
    return format_lazy(_("“{text}” is no time stamp of the years 1980 to 2100."), text=text.strip()[:60])


def _width(found: int, wanted: int) -> object:
    return format_lazy(_("The row has {found} cells; the header has {wanted}."), found=found, wanted=wanted)


def _lines(text: TextIO) -> Iterator[str]:
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
            raise long_line(number)
        yield line
