"""The rows of one sheet of a workbook from outside, as plain values, streamed."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kernel.errors import Problem
from kernel.spreadsheets.archive import Text, WorkbookRefused, damaged, save_way_out
from kernel.spreadsheets.formats import Meaning, length_of, moment_of
from kernel.spreadsheets.markup import parse
from kernel.spreadsheets.places import column_name, column_number
from kernel.spreadsheets.workbook import LONGEST_TEXT, SheetEntry, Workbook, open_workbook, unescaped

MOST_ROWS = 100_001
MOST_COLUMNS = 256
LAST_ROW = 1_048_576
MOST_MERGED = 10_000
NUMBER_DIGITS = 15
"""What a spreadsheet keeps of a number; the digits behind are left over from its binary form."""
SHOWN_NAMES = 5

Value = str | bool | Decimal | dt.date | dt.datetime | dt.timedelta | None

_NUMBER = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,3})?", re.ASCII)
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?", re.ASCII)


class Cell(NamedTuple):
    """What a cell holds, as it was last computed; a number that is shown as a percentage says so and stays the fraction.

    A cell that can't be read carries its problem, with an empty field.
    """

    value: Value = None
    percent: bool = False
    problem: Problem | None = None


class Row(NamedTuple):
    """A row that is not empty, with the number that the spreadsheet shows and its cells from column A on."""

    number: int
    cells: tuple[Cell, ...]


class Merged(NamedTuple):
    """A range of cells that were made one: its name, its rows and its columns, counted from 1; all belong to it."""

    name: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int


EMPTY = Cell()


@dataclass(frozen=True)
class Sheet:
    """One sheet; its rows are read as they are asked for."""

    name: str
    others: tuple[str, ...]
    """The names of the visible sheets that are not read."""
    workbook: Workbook
    part: str
    merged: list[Merged] = field(default_factory=list)
    """Complete when the rows have been read to the end."""

    def rows(self, most: int = MOST_ROWS) -> Iterator[Row]:
        """The rows that hold something, in their order; of formulas, the results that were saved with them.

        Raises `WorkbookRefused` for more than `most`, and where the sheet is damaged.
        """
        reader = _Cells(self.workbook)
        taken = 0
        for _chunk in parse(self.workbook.archive.chunks(self.part), reader):
            for row in reader.rows:
                taken += 1
                if taken > most:
                    raise _too_many_rows(most)
                yield row
            reader.rows.clear()
        self.merged[:] = reader.merged


def read_xlsx(data: bytes, *, sheet: str = "") -> Sheet:
    """The first visible sheet of a workbook, or the visible one with that name.

    Raises `WorkbookRefused` with what is wrong and the way out: no workbook, a password, macros, too large, damaged.
    """
    workbook = open_workbook(data)
    visible = [entry for entry in workbook.sheets if entry.visible]
    wanted = sheet.strip().casefold()
    chosen = next((entry for entry in visible if not wanted or entry.name.strip().casefold() == wanted), None)
    if chosen is None:
        raise _no_sheet(sheet, visible)
    others = tuple(entry.name for entry in visible if entry is not chosen)
    return Sheet(chosen.name, others, workbook, chosen.part)


class _Columns(dict[str, int]):
    """The number of each column by its letters, found once."""

    def __missing__(self, letters: str) -> int:
        if not (letters.isascii() and letters.isalpha() and letters.isupper() and len(letters) <= 3):
            raise damaged()
        number = self[letters] = column_number(letters)
        return number


class _Cells:
    """Gathers the rows of a sheet from its elements."""

    def __init__(self, workbook: Workbook) -> None:
        self.rows: list[Row] = []
        self.merged: list[Merged] = []
        self.held = 0
        self._since_1904 = workbook.since_1904
        self._meanings = workbook.meanings()
        self._texts = workbook.texts()
        self._columns = _Columns()
        self._number = self._column = 0
        self._cells: dict[int, Cell] = {}
        self._kind = self._style = ""
        self._formula = self._taking = self._stated = self._spoken = False
        self._pieces: list[str] = []
        self._length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A row, a cell, or a part of one begins."""
        if name == "c":
            self._begin_cell(attributes)
        elif name == "v":
            self._taking = self._stated = True
        elif name == "t":
            self._taking = not self._spoken
            self._stated = True
        elif name == "row":
            self._begin_row(attributes.get("r"))
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._spoken = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        """What began, ends."""
        if name == "c":
            self._end_cell()
        elif name in ("v", "t"):
            self._taking = False
        elif name == "row":
            if self._cells:
                cells = self._cells
                self.rows.append(Row(self._number, tuple([cells.get(n, EMPTY) for n in range(1, max(cells) + 1)])))
                self._cells = {}
        elif name == "rPh":
            self._spoken = False

    def text(self, text: str) -> None:
        """A piece of a cell's value."""
        if self._taking and self._length <= LONGEST_TEXT:
            self._pieces.append(text)
            self._length += len(text)

    def _begin_row(self, number: str | None) -> None:
        before = self._number
        if number is None:
            self._number += 1
        elif number.isascii() and number.isdigit() and len(number) < 9:
            self._number = int(number)
        else:
            raise damaged()
        if not before < self._number <= LAST_ROW:
            raise damaged()
        self._column = 0

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        self._column = self._column + 1 if place is None else self._columns[place.rstrip("0123456789")]
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "0")
        self._formula = self._stated = self._taking = False
        self._pieces, self._length = [], 0

    def _end_cell(self) -> None:
        if not self._stated and not self._formula:
            return
        cell = self._cell("".join(self._pieces))
        if cell is EMPTY:
            return
        if self._column in self._cells or not self._number:
            raise damaged()
        if self._column > MOST_COLUMNS:
            raise WorkbookRefused(
                format_lazy(_("The sheet has more than {most} columns."), most=MOST_COLUMNS),
                _("Copy the columns that count into a new workbook."),
            )
        self._cells[self._column] = cell
        self.held += 1

    def _cell(self, text: str) -> Cell:
        kind = self._kind
        if self._length > LONGEST_TEXT:
            return self._problem(_("Cell {cell} holds too long a text."), _("Shorten it."))
        if kind == "s":
            if not (text.isascii() and text.isdigit() and len(text) < 9) or int(text) >= len(self._texts):
                raise damaged()
            text = self._texts[int(text)]
            if len(text) > LONGEST_TEXT:
                return self._problem(_("Cell {cell} holds too long a text."), _("Shorten it."))
            return Cell(text) if text else EMPTY
        if kind == "inlineStr" or (kind == "str" and self._stated):
            return Cell(unescaped(text)) if text else EMPTY
        if not text:
            return self._not_computed() if self._formula else EMPTY
        if kind == "b":
            return Cell(text in ("1", "true"))
        if kind == "e":
            message = _("Cell {cell} holds the error {error}.")
            return self._problem(message, _("Correct the formula, or empty the cell."), error=text[:20])
        if kind == "d":
            return self._iso_day(text)
        return self._number_cell(text)

    def _number_cell(self, text: str) -> Cell:
        if not _NUMBER.fullmatch(text):
            return self._problem(_("Cell {cell} holds no number that can be read."), _("Type it anew."))
        number = Decimal(text)
        if len(text) > NUMBER_DIGITS and len(number.as_tuple().digits) > NUMBER_DIGITS:
            number = Decimal(format(number, f".{NUMBER_DIGITS}g"))
        meaning = self._meaning()
        if meaning is Meaning.NUMBER:
            return Cell(number)
        if meaning is Meaning.PERCENT:
            return Cell(number, percent=True)
        found: Value = length_of(number) if meaning is Meaning.TIME else None
        if meaning is Meaning.DATE:
            found = moment_of(number, since_1904=self._since_1904)
        if found is None:
            message = _("Cell {cell} is shown as a date, and its number is none.")
            return self._problem(message, _("Type it anew, or format it as a number."))
        return Cell(found)

    def _meaning(self) -> Meaning:
        style = self._style
        if style == "0" and not self._meanings:
            return Meaning.NUMBER
        if not (style.isascii() and style.isdigit() and len(style) < 9) or int(style) >= len(self._meanings):
            raise damaged()
        return self._meanings[int(style)]

    def _iso_day(self, text: str) -> Cell:
        try:
            moment = dt.datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            return self._problem(_("Cell {cell} holds no date that can be read."), _("Type it anew."))
        return Cell(moment if moment.time() != dt.time() else moment.date())

    def _not_computed(self) -> Cell:
        message = _("Cell {cell} holds a formula without a result.")
        return self._problem(message, _("Open the workbook in a spreadsheet and save it, or paste the values."))

    def _problem(self, message: Text, way_out: Text, **values: str) -> Cell:
        cell = f"{column_name(self._column)}{self._number}"
        told = format_lazy(message, cell=cell, **values)  # type: ignore[arg-type]  # this promise is one of a text
        return Cell(None, problem=Problem("", "cell", told, way_out))

    def _merge(self, name: str) -> None:
        found = _RANGE.fullmatch(name)
        if found is None or len(self.merged) >= MOST_MERGED:
            raise damaged()
        left, top, right, bottom = found.groups()
        columns = sorted((column_number(left), column_number(right or left)))
        rows = sorted((int(top), int(bottom or top)))
        self.merged.append(Merged(name, *rows, *columns))


def _no_sheet(name: str, visible: list[SheetEntry]) -> WorkbookRefused:
    if not visible:
        return WorkbookRefused(_("The workbook has no visible sheet with cells."), save_way_out())
    names = ", ".join(f"“{entry.name[:60]}”" for entry in visible[:SHOWN_NAMES])
    return WorkbookRefused(
        format_lazy(_("The workbook has no visible sheet “{name}”."), name=name[:60]),
        format_lazy(_("Name one of these: {names}."), names=names),
    )


def _too_many_rows(most: int) -> WorkbookRefused:
    text = format_lazy(_("The sheet has more than {most} rows."), most=f"{most:,}".replace(",", "\u202f"))
    return WorkbookRefused(text, _("Split it into several files."))
