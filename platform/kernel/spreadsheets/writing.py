"""Tables as CSV and as XLSX, streamed in constant memory. No text in them ever becomes a formula, and a number stays one."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kernel.canonical import decimal_text
from kernel.errors import InvalidRefused
from kernel.spreadsheets import parts
from kernel.spreadsheets.guards import guarded, printable
from kernel.spreadsheets.places import column_name
from kernel.spreadsheets.values import Plain, Table, fits, plain_cell

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PIECE = 64 * 1024
LOOKED_AT = 100
"""A column is as wide as the widest of so many cells."""
NARROWEST, WIDEST = 8, 60
MOST_ROWS = 1_048_575
"""Below the header; a sheet has no more."""

_FIRST_DAY = dt.date(1900, 3, 1)
"""Spreadsheets count days before it differently, so they are written as texts."""
_DAY_ZERO = dt.date(1899, 12, 30)
_MOMENT = (1980, 1, 1, 0, 0, 0)


def csv_stream(header: Sequence[str], rows: Iterable[Sequence[Any]], *, delimiter: str = ",") -> Iterator[bytes]:
    """A table as UTF-8 with a byte order mark, by which spreadsheets know it, in pieces.

    Numbers have a point, days are in ISO form. A text that a spreadsheet would take for a formula gets an apostrophe,
    which our own reader takes away again.
    """
    buffer = io.StringIO()
    lines = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    yield "\ufeff".encode()
    for row in chain([header], rows):
        lines.writerow([_csv_text(plain_cell(value)) for value in row])
        if buffer.tell() >= PIECE:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _csv_text(value: Plain) -> str:
    if isinstance(value, str):
        return guarded(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return decimal_text(value)
    return value.isoformat(sep=" ", timespec="seconds") if isinstance(value, dt.datetime) else value.isoformat()


def xlsx_bytes(tables: Iterable[Table]) -> bytes:
    """As `xlsx_stream`, in one piece."""
    return b"".join(xlsx_stream(tables))


def xlsx_stream(tables: Iterable[Table]) -> Iterator[bytes]:
    """A workbook with a sheet for each of at least one table, in pieces; the same tables give the same bytes.

    A number of more than 15 digits is a text, and a last sheet says where there are some. Raises `InvalidRefused` for a
    table with more rows than a sheet has.
    """
    sink = _Sink()
    names: list[str] = []
    told: list[str] = []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.FIXED:
            _write_part(archive, name, text)
        for table in tables:
            names.append(parts.sheet_name(table.name, names))
            written = _Cells()
            yield from _write_sheet(archive, sink, len(names), table, written)
            if written.long_numbers:
                told.append(f"{names[-1]}: {_long_numbers(written.long_numbers)}")
        if told:
            remarks = Table(str(_("Remarks")), [str(_("Remark"))], [[text] for text in told])
            names.append(parts.sheet_name(remarks.name, names))
            yield from _write_sheet(archive, sink, len(names), remarks, _Cells())
        _write_part(archive, "xl/workbook.xml", parts.workbook(names))
        _write_part(archive, "xl/_rels/workbook.xml.rels", parts.workbook_relations(len(names)))
    yield sink.taken()


class _Sink(io.RawIOBase):
    """Where the archive is written to: what has gathered is handed on and forgotten."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _entry(name: str) -> zipfile.ZipInfo:
    # Nothing of the machine or the moment, so that the same tables give the same bytes.
    entry = zipfile.ZipInfo(name, _MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    entry.external_attr = 0
    return entry


def _write_part(archive: zipfile.ZipFile, name: str, text: str) -> None:
    archive.writestr(_entry(name), text.encode())


def _write_sheet(archive: zipfile.ZipFile, sink: _Sink, number: int, table: Table, cells: "_Cells") -> Iterator[bytes]:
    rows = iter(table.rows)
    header = [printable(str(name)) for name in table.header]
    first = [[plain_cell(value) for value in row] for row in islice(rows, LOOKED_AT)]
    with archive.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w") as part:
        part.write(parts.sheet_start(_widths(header, first)).encode())
        part.write(cells.row(1, header, parts.HEADER_STYLE).encode())
        gathered: list[str] = []
        size = 0
        for row_number, row in enumerate(chain(first, ([plain_cell(value) for value in row] for row in rows)), 2):
            if row_number > MOST_ROWS + 1:
                raise _too_many_rows()
            gathered.append(cells.row(row_number, row))
            size += len(gathered[-1])
            if size >= PIECE:
                part.write("".join(gathered).encode())
                gathered, size = [], 0
                yield sink.taken()
        part.write(("".join(gathered) + parts.SHEET_END).encode())
    yield sink.taken()


def _widths(header: Sequence[str], rows: Sequence[Sequence[Plain]]) -> list[int]:
    widths = [len(name) for name in header]
    for row in rows:
        widths += [0] * (len(row) - len(widths))
        for place, value in enumerate(row):
            widths[place] = max(widths[place], len(_csv_text(value)))
    return [min(max(width + 2, NARROWEST), WIDEST) for width in widths]


class _Cells:
    """Writes the cells of one sheet, and counts the numbers that it had to write as texts."""

    def __init__(self) -> None:
        self.long_numbers = 0

    def row(self, number: int, values: Sequence[Plain], style: int | None = None) -> str:
        """A row's markup; a style is for texts."""
        cells = [
            self._cell(f"{column_name(place)}{number}", value, style)
            for place, value in enumerate(values, 1)
            if value is not None and value != ""
        ]
        return f'<row r="{number}">{"".join(cells)}</row>'

    def _cell(self, place: str, value: Plain, style: int | None) -> str:
        if isinstance(value, bool):
            return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
        if isinstance(value, Decimal):
            if fits(value):
                text = decimal_text(value)
                return f'<c r="{place}" s="{parts.number_style(text)}"><v>{text}</v></c>'
            self.long_numbers += 1
            return parts.text_cell(place, decimal_text(value), style)
        if isinstance(value, dt.date):
            day = value.date() if isinstance(value, dt.datetime) else value
            if day < _FIRST_DAY:
                return parts.text_cell(place, _csv_text(value), style)
            return _moment_cell(place, value, (day - _DAY_ZERO).days)
        return parts.text_cell(place, str(value), style)


def _moment_cell(place: str, value: dt.date | dt.datetime, days: int) -> str:
    if not isinstance(value, dt.datetime):
        return f'<c r="{place}" s="{parts.DAY_STYLE}"><v>{days}</v></c>'
    seconds = Decimal(value.hour * 3600 + value.minute * 60 + value.second)
    serial = decimal_text(round(days + seconds / 86_400, 9))
    return f'<c r="{place}" s="{parts.MOMENT_STYLE}"><v>{serial}</v></c>'


def _long_numbers(count: int) -> str:
    text = ngettext(
        "%(count)d number has more than 15 digits, which no spreadsheet keeps; it is written as a text.",
        "%(count)d numbers have more than 15 digits, which no spreadsheet keeps; they are written as texts.",
        count,
    )
    return text % {"count": count}


def _too_many_rows() -> InvalidRefused:
    text = format_lazy(_("A sheet holds no more than {most} rows."), most=f"{MOST_ROWS:,}".replace(",", "\u202f"))
    return InvalidRefused(text, way_out=_("Choose fewer rows, or take CSV."))
