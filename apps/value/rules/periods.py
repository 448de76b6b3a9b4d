"""The grid of periods of a cadence: days, ISO weeks, calendar months and quarters in the client's local dates.

A grid is named by its cadence; quarters of a fiscal year also by the month that the year begins in, `quarter:4`.
"""

import re
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from apps.value.choices import Cadence, Freshness
from apps.value.rules.points import Period

STALE_AFTER = 2
"""A KPI that misses more complete periods than this is stale, and its course unknown."""

_DAY = timedelta(days=1)
_WEEK_NAME = re.compile(r"(\d{4})-?W(\d{2})", re.ASCII)
_MONTH_NAME = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_QUARTER_NAME = re.compile(r"(\d{4})-?Q([1-4])", re.ASCII)
_FISCAL_NAME = re.compile(r"FY(\d{4})-?Q([1-4])", re.ASCII)
_DAY_NAME = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEAR_STARTS = {Cadence.QUARTER.value: 1} | {f"{Cadence.QUARTER.value}:{month}": month for month in range(2, 13)}
"""The month in which the year of each grid of quarters begins."""


def grid_of(cadence: str, year_start: int | None = None) -> str:
    """The grid of a cadence, whose fiscal year begins in this month; only quarters ask for it, and None is January."""
    if cadence != Cadence.QUARTER or year_start in (None, 1):
        return cadence
    return f"{Cadence.QUARTER.value}:{year_start}"


def _months(first: int, count: int) -> Period:
    """So many months from the first, counted from the year 0 on; what lies outside of the calendar is cut off."""
    after = first + count
    start = date(first // 12, first % 12 + 1, 1) if first >= 12 else date.min
    end = date(after // 12, after % 12 + 1, 1) - _DAY if after // 12 <= date.max.year else date.max
    return Period(start, end)


def _number_of_month(day: date) -> int:
    return day.year * 12 + day.month - 1


def period_of(day: date, grid: str) -> Period:
    """The period of the grid that the local date lies in."""
    if grid == Cadence.DAY:
        return Period(day, day)
    if grid == Cadence.WEEK:
        start = date.fromordinal(day.toordinal() - day.weekday())
        return Period(start, date.fromordinal(min(start.toordinal() + 6, date.max.toordinal())))
    if grid == Cadence.MONTH:
        return _months(_number_of_month(day), 1)
    if year_start := _YEAR_STARTS.get(grid):
        month = _number_of_month(day)
        return _months(month - (month + 1 - year_start) % 3, 3)
    raise ValueError(f"unknown grid: {grid!r}")


def ordinal(period: Period, grid: str) -> int:
    """The period's number on the grid: neighbours differ by one, so differences count periods."""
    start = period.start
    if grid == Cadence.DAY:
        return start.toordinal()
    if grid == Cadence.WEEK:
        return (start.toordinal() - 1) // 7
    if grid == Cadence.MONTH:
        return _number_of_month(start)
    if year_start := _YEAR_STARTS.get(grid):
        return (_number_of_month(start) + 1 - year_start) // 3
    raise ValueError(f"unknown grid: {grid!r}")


def next_period(period: Period, grid: str) -> Period:
    """The period after this one."""
    return period_of(period.end + _DAY, grid)


def previous_period(period: Period, grid: str) -> Period:
    """The period before this one."""
    return period_of(period.start - _DAY, grid)


def periods_between(first: date, last: date, grid: str) -> Iterator[Period]:
    """Every period that shares a day with the two dates and those between, in order; none when last is before first."""
    if last < first:
        return
    period = period_of(first, grid)
    while True:
        yield period
        if period.end >= last:
            return
        period = next_period(period, grid)


def is_complete(period: Period, today: date) -> bool:
    """Whether the whole period lies before today, the client's local date."""
    return period.end < today


def last_complete(today: date, grid: str) -> Period:
    """The latest period that is over."""
    return previous_period(period_of(today, grid), grid)


def missed_periods(last_reading: Period, *, today: date, grid: str) -> int:
    """How many complete periods lie after the last reading's: 0 when nothing is late."""
    return max(0, ordinal(last_complete(today, grid), grid) - ordinal(last_reading, grid))


def lacking_periods(known: Collection[Period], *, today: date, grid: str, most: int) -> list[Period]:
    """The complete periods without a reading, newest first, back to the first that has one; at most so many."""
    period, first = last_complete(today, grid), min(known, default=None)
    lacking: list[Period] = []
    while len(lacking) < most and (first is None or period > first):
        if period not in known:
            lacking.append(period)
        period = previous_period(period, grid)
    return lacking


def freshness(last_reading: Period | None, *, today: date, grid: str) -> Freshness:
    """Current, late (V9), stale by more than two periods, or no reading at all."""
    if last_reading is None:
        return Freshness.NONE
    missed = missed_periods(last_reading, today=today, grid=grid)
    if missed == 0:
        return Freshness.CURRENT
    return Freshness.LATE if missed <= STALE_AFTER else Freshness.STALE


def period_name(period: Period, grid: str) -> str:
    """The period as it is written in files and in the API: 2012-07-02, 2012-W27, 2012-07 or 2012-Q3.

    A fiscal year that begins in another month than January is named by the calendar year in which it ends: FY2013-Q2.
    """
    if grid == Cadence.DAY:
        return period.start.isoformat()
    if grid == Cadence.WEEK:
        year, week, _ = period.start.isocalendar()
        return f"{year:04d}-W{week:02d}"
    if grid == Cadence.MONTH:
        return f"{period.start.year:04d}-{period.start.month:02d}"
    start, year_start = period.start, _YEAR_STARTS[grid]
    quarter = (start.month - year_start) % 12 // 3 + 1
    if year_start == 1:
        return f"{start.year:04d}-Q{quarter}"
    return f"FY{start.year + (start.month >= year_start):04d}-Q{quarter}"


def parse_period(text: str, grid: str) -> Period | None:
    """The period that a name or the ISO date of its first day stands for; None where it names none of this grid."""
    try:
        if _DAY_NAME.fullmatch(text):
            day = date.fromisoformat(text)
            period = period_of(day, grid)
            return period if period.start == day else None
        if grid == Cadence.WEEK and (named := _WEEK_NAME.fullmatch(text)):
            return period_of(date.fromisocalendar(int(named[1]), int(named[2]), 1), grid)
        if grid == Cadence.MONTH and (named := _MONTH_NAME.fullmatch(text)):
            return period_of(date(int(named[1]), int(named[2]), 1), grid)
        if grid == Cadence.QUARTER and (named := _QUARTER_NAME.fullmatch(text)):
            return period_of(date(int(named[1]), int(named[2]) * 3 - 2, 1), grid)
        if (year_start := _YEAR_STARTS.get(grid, 1)) != 1 and (named := _FISCAL_NAME.fullmatch(text)):
            first = int(named[1]) * 12 - 13 + year_start + (int(named[2]) - 1) * 3
            return _months(first, 3) if first >= 12 else None
    except ValueError:
        return None
    return None
