"""An untrusted CSV file of readings to rows with their line numbers; a file that can't be read at all is refused."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from apps.value.rules.points import Text
from apps.value.rules.readings.rows import FIELDS, RawRow
from apps.value.rules.words import say
from kernel.errors import InvalidRefused, Problem
from kernel.spreadsheets.guards import unguarded

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 100_000
LONGEST_CELL = 4_000
LONGEST_SHOWN = 60
REQUIRED = ("period", "value")

DELIMITERS = (",", ";", "\t")
NAMES: Mapping[str, str] = MappingProxyType(
    {
        **{field: field for field in FIELDS},
        **dict.fromkeys(
            ("date", "day", "week", "month", "quarter", "periodstart", "zeitraum", "periode", "datum", "tag"), "period"
        ),
        **dict.fromkeys(("woche", "kalenderwoche", "monat", "quartal", "période", "fecha", "semaine"), "period"),
        **dict.fromkeys(("reading", "measurement", "wert", "messwert", "valeur", "valor"), "value"),
        **dict.fromkeys(("n", "count", "samplesize", "fälle", "faelle", "anzahl", "cas", "casos"), "cases"),
        **dict.fromkeys(("system", "origin", "quelle", "herkunft", "fuente"), "source"),
        **dict.fromkeys(("comment", "remark", "notiz", "bemerkung", "kommentar", "anmerkung", "nota"), "note"),
    }
)
"""What people call the columns, folded to lower case without spaces and underscores."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OTHER_KINDS = (
    (b"PK\x03\x04", _("an Excel workbook or another packed file")),
    (b"\xd0\xcf\x11\xe0", _("an old Excel workbook")),
    (b"%PDF", _("a PDF")),
    (b"\x1f\x8b", _("a packed file")),
)
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


class FileRefused(InvalidRefused):
    """The file can't be read as readings at all."""

    code = "csv"

    def __init__(self, message: Text, way_out: Text) -> None:
        super().__init__(message, [Problem("file", self.code, message, way_out)], way_out=way_out)


@dataclass(frozen=True)
class ReadingsFile:
    """A file whose header is understood; its rows are read as they are asked for."""

    encoding: str
    delimiter: str
    columns: Sequence[str]
    text: str
    first_line: int
    """The number of the line that the header ends with."""

    def rows(self) -> Iterator[RawRow]:
        """Every row with the number of its line; a broken one carries its problem, an empty one is passed over.

        Raises FileRefused where the rest can't be told apart, as after a quotation mark that nothing closes.
        """
        lines = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter, strict=True)
        columns, width = self.columns, len(self.columns)
        before = taken = 0
        try:
            for cells in lines:
                number, before = before + 1, lines.line_num
                if number <= self.first_line or not any(cells):
                    continue
                taken += 1
                if taken > MOST_ROWS:
                    raise _too_many_rows()
                if len(cells) != width:
                    # Spreadsheets end rows with delimiters for columns that were once there.
                    cells = _without_empty_end(cells, width)  # noqa: PLW2901 - the row, tidied
                if len(cells) != width:
                    yield RawRow(number, {}, _wrong_width(number, len(cells), width))
                elif max(map(len, cells)) > LONGEST_CELL:
                    yield RawRow(number, {}, _long_cell(number))
                else:
                    # What our own tables put before a text that looks like a formula, is none of it.
                    yield RawRow(number, dict(zip(columns, map(unguarded, cells), strict=True)))
        except csv.Error as error:
            raise _broken_quotes(before + 1) from error
        if not taken:
            raise FileRefused(_("The file has a header and no row."), _("Add a row for each period."))


def read_csv(data: bytes) -> ReadingsFile:
    """The file behind the bytes of an upload; raises FileRefused with what is wrong and the way out.

    Understood are UTF-8 and UTF-16 with a byte order mark, and comma, semicolon or tab between the cells.
    """
    if len(data) > MOST_BYTES:
        raise FileRefused(_("The file is larger than 10 MB."), _("Split it, or send the readings through the API."))
    text, encoding = _decoded(data)
    skipped, delimiter, header = _header(text)
    columns = columns_of(header)
    return ReadingsFile(encoding, delimiter, columns, text, skipped)


def _decoded(data: bytes) -> tuple[str, str]:
    if not data.strip():
        raise FileRefused(_("The file is empty."), header_way_out())
    for start, kind in _OTHER_KINDS:
        if data.startswith(start):
            raise FileRefused(say(_("The file is {kind}, not CSV."), kind=kind), _save_way_out())
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(data, encoding, error.start) from error
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        message = say(_("The file holds a zero byte in line {line}: it is not a text in UTF-8."), line=str(line))
        raise FileRefused(message, _save_way_out())
    return text, encoding


def _undecodable(data: bytes, encoding: str, place: int) -> FileRefused:
    line = str(data.count(b"\n", 0, place) + 1)
    if encoding == "utf-16":
        text = say(_("The file begins as UTF-16, but does not go on as such (line {line})."), line=line)
        return FileRefused(text, _save_way_out())
    try:
        data[: place + 1].decode("cp1252")
    except UnicodeDecodeError:
        return FileRefused(say(_("The file is not a text in UTF-8 (line {line})."), line=line), _save_way_out())
    text = _("The file is not in UTF-8; by line {line} it looks like Windows-1252 (Western European).")
    return FileRefused(say(text, line=line), _save_way_out())


def _header(text: str) -> tuple[int, str, list[str]]:
    """The number of lines that end with the header, the delimiter, and the header's cells."""
    stated = _SEPARATOR_LINE.match(text)
    candidates: Sequence[str] = DELIMITERS
    if stated:
        if stated[1] not in DELIMITERS:
            message = say(_("The file states “{sign}” as its delimiter."), sign=stated[1])
            raise FileRefused(message, _("Use a comma, a semicolon or a tab."))
        candidates = (stated[1],)
    best: tuple[int, int, str, list[str]] | None = None
    for delimiter in candidates:
        lines, cells = _first_cells(text, delimiter, after=1 if stated else 0)
        known = sum(1 for cell in cells if _folded(cell) in NAMES)
        # The first of the best: the order of the delimiters decides a tie.
        if best is None or known > best[0]:
            best = (known, lines, delimiter, cells)
    if best is None or not best[3]:
        empty = not text.strip(" ,;\t\r\n")
        message = _("The file is empty.") if empty else _("The file does not begin with a line of column names.")
        raise FileRefused(message, header_way_out())
    return best[1], best[2], best[3]


def _first_cells(text: str, delimiter: str, *, after: int) -> tuple[int, list[str]]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in lines:
            if lines.line_num > after and any(cell.strip() for cell in cells):
                while not cells[-1].strip():
                    cells.pop()
                return lines.line_num, cells
    except csv.Error:
        # With another delimiter the quotation marks may be in their places.
        return lines.line_num, []
    return lines.line_num, []


def field_of(name: str) -> str | None:
    """The field that a column of this name stands for; None where it is none of readings."""
    return NAMES.get(_folded(name))


def _folded(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).casefold()


def columns_of(header: Sequence[str]) -> list[str]:
    """The fields that the columns stand for; raises `FileRefused` for an unknown name, one twice, and one missing."""
    columns: list[str] = []
    for cell in header:
        field = field_of(cell)
        if field is None:
            text = say(_("There is no column “{name}” in readings."), name=cell.strip()[:LONGEST_SHOWN])
            raise FileRefused(text, header_way_out())
        if field in columns:
            text = say(_("Two columns stand for “{name}”."), name=field)
            raise FileRefused(text, _("Remove one of them, or rename it."))
        columns.append(field)
    for field in REQUIRED:
        if field not in columns:
            raise FileRefused(say(_("The column “{name}” is missing."), name=field), header_way_out())
    return columns


def _without_empty_end(cells: list[str], width: int) -> list[str]:
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _wrong_width(number: int, found: int, wanted: int) -> Problem:
    text = _("Line {line} has {found} cells; the header has {wanted}.")
    way_out = _("Put a text that holds the delimiter in quotation marks, and a value with a decimal comma too.")
    return Problem("", "row", say(text, line=str(number), found=str(found), wanted=str(wanted)), way_out)


def _long_cell(number: int) -> Problem:
    text = say(_("Line {line} holds a cell of more than {longest} characters."), line=str(number), longest=LONGEST_CELL)
    return Problem("", "row", text, _("Shorten it."))


def _broken_quotes(number: int) -> FileRefused:
    text = say(_("The quotation marks in line {line} do not match: the rest can't be read."), line=str(number))
    return FileRefused(text, _("Close the quotation mark, or write it twice inside a quoted text."))


def _too_many_rows() -> FileRefused:
    text = say(_("The file has more than {most} rows."), most=f"{MOST_ROWS:,}".replace(",", "\u202f"))
    return FileRefused(text, _("Split it into several files."))


def header_way_out() -> Text:
    """What the first line of a file of readings has to say."""
    text = _("The first line names the columns: {required}, and if you like {optional}.")
    optional = [field for field in FIELDS if field not in REQUIRED]
    return say(text, required=", ".join(REQUIRED), optional=", ".join(optional))


def _save_way_out() -> Text:
    return _("Save it as “CSV UTF-8”: in Excel under “Save as”, in LibreOffice with the character set Unicode (UTF-8).")
