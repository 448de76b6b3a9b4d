"""Time stamps as systems write them, to microseconds since 1970 in UTC.

Read are ISO 8601 with or without an offset, day-month-year and year-month-day with any of the usual signs between, names
of months, seconds to nanoseconds since 1970, and the day numbers of spreadsheets. One without an offset is in the zone
that is given; of the two moments of an hour that the clock repeats it is the first.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
"""A second in the unit of all moments here, the microsecond."""
EARLIEST, LATEST = 1980, 2100
"""Years outside of these are clocks that were never set and dates that mean "never"."""
LONGEST = 64
REMEMBERED = 50_000

_DATED = re.compile(
    r"([0-9]{1,4})(?:([./-])([0-9]{1,2})\2|[ .-]{1,2}([^\W\d_]{3,10})\.?[ .-])([0-9]{1,4})(?:,?[ T]\s*(.+))?"
)
_NAMED_FIRST = re.compile(r"([^\W\d_]{3,10})\.? ([0-9]{1,2}),? ([0-9]{4})(?:,?[ T]\s*(.+))?")
_TIME = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp])?(?:\.?[Mm]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)?",
    re.ASCII,
)
_NUMBER = re.compile(r"\d{5,19}(?:[.,]\d{1,12})?", re.ASCII)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?", re.ASCII)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan gen ene", "feb fév", "mar mär mrz maa mrt", "apr avr abr", "may mai mei mag", "jun giu juin",
            "jul lug juil", "aug aoû ago", "sep set", "oct okt ott", "nov", "dec dez dic déc",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_SPREADSHEET = datetime(1899, 12, 30)  # noqa: DTZ001 - day 0 of spreadsheets, which know no zone
_EPOCH_UNITS = ((10**8, 10**10, 10**6), (10**11, 10**13, 10**3), (10**14, 10**16, 1))


class DateOrder(NamedTuple):
    """What a column's values say of dates like 03/04/2024: `day_first` is None where there is none of them."""

    day_first: bool | None
    ambiguous: bool


class MomentReader:
    """Reads the time stamps of one log; equal texts are read once."""

    def __init__(self, zone: tzinfo, *, day_first: bool = True) -> None:
        self._zone, self._day_first = zone, day_first
        self._known: dict[str, int | None] = {}

    def read(self, text: str) -> int | None:
        """The moment in microseconds since 1970, or None where the text is no time stamp of the years 1980 to 2100."""
        try:
            # By far the most logs: "2012-10-09T14:50:17.000+02:00".
            if text[4] == "-" and text[10:]:
                moment = datetime.fromisoformat(text)
                if EARLIEST <= moment.year < LATEST:
                    since = (moment if moment.tzinfo else moment.replace(tzinfo=self._zone)) - EPOCH
                    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds
                return None
        except (ValueError, IndexError):
            pass
        if text in self._known:
            return self._known[text]
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        found = self._known[text] = self._read(text)
        return found

    def _read(self, text: str) -> int | None:
        text = text.strip()
        if not text or len(text) > LONGEST:
            return None
        try:
            moment = self._numbered(text) if _NUMBER.fullmatch(text) else self._written(text)
        except (ValueError, OverflowError):
            return None
        if moment is None or not EARLIEST <= moment.year < LATEST:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self._zone)
        return (moment - EPOCH) // timedelta(microseconds=1)

    def _numbered(self, text: str) -> datetime | None:
        if compact := _COMPACT.fullmatch(text):
            year, month, day, hour, minute, second = (int(part or 0) for part in compact.groups())
            return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the zone follows
        whole, _, fraction = text.replace(",", ".").partition(".")
        number = int(whole)
        for low, high, unit in _EPOCH_UNITS:
            if low <= number < high:
                parts = int((fraction + "0" * 6)[:6]) * unit // 10**6
                return EPOCH + timedelta(microseconds=number * unit + parts)
        if number >= 10**17:
            return EPOCH + timedelta(microseconds=number // 1_000)
        if number < 10**5:
            # A day number; its fraction is the time of day, which the spreadsheet rounds.
            return _SPREADSHEET + timedelta(seconds=round(float(f"{whole}.{fraction or 0}") * 86_400))
        return None

    def _written(self, text: str) -> datetime | None:
        if named := _NAMED_FIRST.fullmatch(text):
            month = _month(named[1])
            return _put_together(int(named[3]), month, int(named[2]), named[4]) if month else None
        dated = _DATED.fullmatch(text)
        if not dated:
            return datetime.fromisoformat(text) if text[:4].isdigit() and text[4:5] == "-" else None
        first, sign, second, name, third, time = dated.groups()
        month = _month(name) if name else int(second)
        if not month:
            return None
        if len(first) == 4:
            return _put_together(int(first), month, int(third), time)
        if len(third) not in (2, 4):
            return None
        year = int(third) if len(third) == 4 else 2000 + int(third)
        if name or self._day_first or sign == ".":
            return _put_together(year, month, int(first), time)
        return _put_together(year, int(first), month, time)


def date_order(texts: Iterable[str]) -> DateOrder:
    """Whether dates like 03/04/2024 begin with the day, by the values that can be read in one way only.

    Day first where nothing tells; dots always mean day first.
    """
    day = month = either = 0
    for text in texts:
        dated = _DATED.fullmatch(text.strip())
        if not dated or dated[4] or len(dated[1]) > 2 or dated[2] == ".":
            continue
        day += int(dated[1]) > 12
        month += int(dated[3]) > 12
        either += 1
    if not either:
        return DateOrder(None, ambiguous=False)
    return DateOrder(day >= month, ambiguous=day == month)


def _month(name: str) -> int:
    folded = name.casefold()
    return _MONTHS.get(folded[:4]) or _MONTHS.get(folded[:3], 0)


def _put_together(year: int, month: int, day: int, time: str | None) -> datetime | None:
    if time is None:
        return datetime(year, month, day)  # noqa: DTZ001 - the zone follows
    parts = _TIME.fullmatch(time.strip())
    if not parts:
        return None
    hour, half = int(parts[1]), (parts[5] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    minute, second, micro = int(parts[2]), int(parts[3] or 0), int((parts[4] or "0").ljust(6, "0")[:6])
    moment = datetime(year, month, day, hour, minute, second, micro)  # noqa: DTZ001 - the zone follows
    offset = parts[6]
    if not offset:
        return moment
    if offset in ("Z", "UTC", "GMT"):
        return moment.replace(tzinfo=UTC)
    ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:].lstrip(":") or 0))
    return (moment - ahead if offset[0] == "+" else moment + ahead).replace(tzinfo=UTC)
