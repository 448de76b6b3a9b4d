"""What our tables hold, cell by cell, the same in CSV and in XLSX."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from kernel.canonical import decimal_text
from kernel.spreadsheets.guards import printable

NUMBER_DIGITS = 15
"""A spreadsheet keeps no more of a number; one with more is written as a text, with every digit."""

Plain = str | bool | Decimal | dt.date | dt.datetime | None


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet to be written: its name, the names of its columns, and its rows, read once and one after the other."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]


def plain_cell(value: Any) -> Plain:
    """The value as a cell holds it. Raises `TypeError` for a float: figures are decimals.

    A moment keeps the time that it shows; put it into the client's zone before.
    """
    if value is None or isinstance(value, bool | dt.date):
        return value.replace(tzinfo=None) if isinstance(value, dt.datetime) else value
    if isinstance(value, Enum):
        return plain_cell(value.value)
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, Decimal):
        return value if value.is_finite() else str(value)
    if isinstance(value, float):
        raise TypeError("A cell holds a Decimal, not a float.")
    return printable(str(value))


def fits(number: Decimal) -> bool:
    """Whether a spreadsheet keeps every digit of it."""
    return len(decimal_text(abs(number)).replace(".", "").strip("0")) <= NUMBER_DIGITS and -99 < number.adjusted() < 99
