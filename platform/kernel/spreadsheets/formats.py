"""What a number format makes of a number: a plain one, a percentage, a date, a time."""

import datetime as dt
import re
from decimal import Decimal
from enum import Enum

PERCENT_IDS = {9, 10}
DATE_IDS = {*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)}
TIME_IDS = {*range(18, 22), *range(32, 36), *range(45, 48)}
"""The formats that a workbook need not spell out, by the standard's numbers (ECMA-376, 18.8.30)."""
LAST_SERIAL = 2_958_465
"""31 December 9999."""

_ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_SECONDS = 86_400


class Meaning(Enum):
    """What a number stands for."""

    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    TIME = "time"


def meaning_of(number: int, code: str = "") -> Meaning:
    """What the format with this number means; `code` spells it out where the workbook does."""
    if code:
        return _spelt(code)
    if number in PERCENT_IDS:
        return Meaning.PERCENT
    if number in DATE_IDS:
        return Meaning.DATE
    return Meaning.TIME if number in TIME_IDS else Meaning.NUMBER


def _spelt(code: str) -> Meaning:
    if _ELAPSED.search(code):
        return Meaning.TIME
    # The first section is for positive numbers; literal signs in it mean nothing.
    signs = _LITERAL.sub("", code).partition(";")[0].lower()
    if signs == "general":
        return Meaning.NUMBER
    if "%" in signs:
        return Meaning.PERCENT
    if "y" in signs or "d" in signs:
        return Meaning.DATE
    if "h" in signs or "s" in signs:
        return Meaning.TIME
    return Meaning.DATE if "m" in signs else Meaning.NUMBER


def moment_of(serial: Decimal, *, since_1904: bool) -> dt.date | dt.datetime | None:
    """The day that a number of days stands for, with its time where it has one; None where it stands for none.

    Spreadsheets believe in 29 February 1900, so the days before it count one more.
    """
    if not 0 <= serial <= LAST_SERIAL:
        return None
    days = int(serial)
    seconds = round((serial - days) * _SECONDS)
    if since_1904:
        first = dt.date(1904, 1, 1)
    elif days in (0, 60):
        return None
    else:
        first = dt.date(1899, 12, 31 if days < 60 else 30)
    try:
        day = first + dt.timedelta(days=days)
        if not seconds:
            return day
        return dt.datetime(day.year, day.month, day.day) + dt.timedelta(seconds=seconds)  # noqa: DTZ001 - a cell has no zone
    except OverflowError:
        return None


def length_of(serial: Decimal) -> dt.timedelta | None:
    """The length of time that a number of days stands for; None where it is out of all bounds."""
    if abs(serial) > LAST_SERIAL:
        return None
    return dt.timedelta(seconds=round(serial * _SECONDS))
