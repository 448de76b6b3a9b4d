"""An untrusted workbook of readings to rows with their numbers, as `csv_file` does; the same columns are understood."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from apps.value.rules.points import Text
from apps.value.rules.readings.csv_file import LONGEST_CELL, MOST_ROWS, FileRefused, columns_of, header_way_out
from apps.value.rules.readings.rows import RawRow
from apps.value.rules.shares import Percentage
from apps.value.rules.words import say
from kernel.canonical import decimal_text
from kernel.decimals import DECIMAL_PLACES
from kernel.errors import Problem
from kernel.spreadsheets.archive import WorkbookRefused
from kernel.spreadsheets.reading import NUMBER_DIGITS, Cell, Merged, Row, Sheet, read_xlsx

PERCENT_PLACES = DECIMAL_PLACES - 2
"""So many of a percentage, as its ratio keeps two more."""


class WorkbookOfReadingsRefused(FileRefused):
    """The workbook can't be read as readings at all."""

    code = "xlsx"


@dataclass(frozen=True)
class ReadingsSheet:
    """A sheet whose header is understood."""

    name: str
    others: tuple[str, ...]
    """The names of the visible sheets that are not read."""
    columns: Sequence[str]
    sheet: Sheet
    header_row: int

    def rows(self) -> Iterator[RawRow]:
        """Every row with the number that the spreadsheet shows; a broken one carries its problem, an empty one is passed over.

        Raises `FileRefused` where the sheet is damaged, has no row, or more than 100,000.
        """
        # Which cells were made one is written behind the last row.
        found = list(self._found())
        ranges = sorted(
            (each for each in self.sheet.merged if each.first_column <= len(self.columns)),
            key=lambda each: each.first_row,
            reverse=True,
        )
        furthest: Merged | None = None
        for row in found:
            while ranges and ranges[-1].first_row <= row.number:
                opened = ranges.pop()
                if furthest is None or opened.last_row > furthest.last_row:
                    furthest = opened
            if furthest is not None and row.number <= furthest.last_row:
                yield _told_merged(row, furthest)
            else:
                yield row

    def _found(self) -> Iterator[RawRow]:
        taken = 0
        try:
            for row in self.sheet.rows(MOST_ROWS + 1):
                if row.number > self.header_row and any(_holds(cell) for cell in row.cells):
                    taken += 1
                    yield _raw_row(row, self.columns)
        except WorkbookRefused as refused:
            raise _as_ours(refused) from refused
        if not taken:
            raise WorkbookOfReadingsRefused(_("The sheet has a header and no row."), _("Add a row for each period."))


def read_workbook(data: bytes, *, sheet: str = "") -> ReadingsSheet:
    """The readings of a workbook's first visible sheet, or of the one with that name; raises `FileRefused` with the way out.

    A period is a text or a date, the first day of its period. A number is the one in the cell, not the one on the screen;
    a cell that is shown as a percentage is one.
    """
    try:
        found = read_xlsx(data, sheet=sheet)
        header = next((row for row in found.rows() if any(_holds(cell) for cell in row.cells)), None)
    except WorkbookRefused as refused:
        raise _as_ours(refused) from refused
    if header is None:
        raise WorkbookOfReadingsRefused(say(_("The sheet “{name}” is empty."), name=found.name), header_way_out())
    names = [_text(cell) for cell in header.cells]
    while not names[-1].strip():
        names.pop()
    try:
        columns = columns_of(names)
    except FileRefused as refused:
        raise WorkbookOfReadingsRefused(refused.message, refused.way_out) from refused
    return ReadingsSheet(found.name, found.others, columns, found, header.number)


def _as_ours(refused: WorkbookRefused) -> WorkbookOfReadingsRefused:
    return WorkbookOfReadingsRefused(refused.message, refused.way_out)


def _holds(cell: Cell) -> bool:
    return cell.problem is not None or (cell.value is not None and _text(cell).strip() != "")


def _text(cell: Cell) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _raw_row(row: Row, columns: Sequence[str]) -> RawRow:
    if any(_holds(cell) for cell in row.cells[len(columns) :]):
        text = say(_("Row {row} has cells in columns that the header does not name."), row=str(row.number))
        return RawRow(row.number, {}, Problem("", "row", text, _("Name the column, or empty it.")))
    values: dict[str, object] = {}
    hints: list[Text] = []
    for field, cell in zip(columns, row.cells, strict=False):
        read = _READERS.get(field, _as_text)(cell, hints)
        if isinstance(read, Problem):
            return RawRow(row.number, {}, replace(read, field=field))
        values[field] = read
    return RawRow(row.number, values, None, tuple(hints))


def _as_text(cell: Cell, _hints: list[Text]) -> str | Problem:
    if cell.problem is not None:
        return cell.problem
    text = _text(cell)
    if len(text) > LONGEST_CELL:
        message = say(_("The cell holds more than {longest} characters."), longest=str(LONGEST_CELL))
        return Problem("", "cell", message, _("Shorten it."))
    return text


def _as_cases(cell: Cell, hints: list[Text]) -> int | str | Problem:
    value = cell.value
    if isinstance(value, Decimal) and not cell.percent and value.adjusted() < NUMBER_DIGITS and value == int(value):
        return int(value)
    return _as_text(cell, hints)


def _as_value(cell: Cell, hints: list[Text]) -> Decimal | Percentage | str | Problem:
    value = cell.value
    if isinstance(value, dt.timedelta):
        message = _("The cell is shown as a time, and does not say in which unit it is.")
        return Problem("", "number", message, _("Format it as a number, in the KPI's unit."))
    if not isinstance(value, Decimal):
        return _as_text(cell, hints)
    if cell.percent:
        return Percentage(_rounded(value * 100, PERCENT_PLACES, hints))
    return _rounded(value, DECIMAL_PLACES, hints)


def _rounded(number: Decimal, places: int, hints: list[Text]) -> Decimal:
    """A computed number has as many digits as fit into the cell, and nobody means the last ones."""
    if number.adjusted() >= NUMBER_DIGITS:
        return number
    found = round(number, places)
    if found != number:
        hints.append(say(_("Rounded to {places} decimals."), places=str(places)))
    return found


_READERS: Mapping[str, Callable[[Cell, list[Text]], object]] = {"value": _as_value, "cases": _as_cases}


def _told_merged(row: RawRow, merged: Merged) -> RawRow:
    text = say(
        _("The cells {name} are merged: to which row and column their value belongs is not said."), name=merged.name
    )
    return RawRow(row.number, {}, Problem("", "row", text, _("Unmerge them, and fill in each row.")))
