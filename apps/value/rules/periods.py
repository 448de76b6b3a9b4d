"""The grid of periods of a cadence: days, ISO weeks, calendar months and quarters in the client's local dates."""

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
_DAY_NAME = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _month(year: int, month: int, months: int = 1) -> Period:
    after = year * 12 + month - 1 + months
    if after // 12 > date.max.year:
        return Period(date(year, month, 1), date.max)
    return Period(date(year, month, 1), date(after // 12, after % 12 + 1, 1) - _DAY)


def period_of(day: date, cadence: str) -> Period:
    """The period of the cadence that the local date lies in."""
    if cadence == Cadence.DAY:
        return Period(day, day)
    if cadence == Cadence.WEEK:
        start = date.fromordinal(day.toordinal() - day.weekday())
        return Period(start, date.fromordinal(min(start.toordinal() + 6, date.max.toordinal())))
    if cadence == Cadence.MONTH:
        return _month(day.year, day.month)
    if cadence == Cadence.QUARTER:
        return _month(day.year, (day.month - 1) // 3 * 3 + 1, 3)
    raise ValueError(f"unknown cadence: {cadence!r}")


def ordinal(period: Period, cadence: str) -> int:
    """The period's number on the grid: neighbours differ by one, so differences count periods."""
    start = period.start
    if cadence == Cadence.DAY:
        return start.toordinal()
    if cadence == Cadence.WEEK:
        return (start.toordinal() - 1) // 7
    if cadence == Cadence.MONTH:
        return start.year * 12 + start.month - 1
    if cadence == Cadence.QUARTER:
        return start.year * 4 + (start.month - 1) // 3
    raise ValueError(f"unknown cadence: {cadence!r}")


def next_period(period: Period, cadence: str) -> Period:
    """The period after this one."""
    return period_of(period.end + _DAY, cadence)


def previous_period(period: Period, cadence: str) -> Period:
    """The period before this one."""
    return period_of(period.start - _DAY, cadence)


def periods_between(first: date, last: date, cadence: str) -> Iterator[Period]:
    """Every period that shares a day with the two dates and those between, in order; none when last is before first."""
    if last < first:
        return
    period = period_of(first, cadence)
    while True:
        yield period
        if period.end >= last:
            return
        period = next_period(period, cadence)


def is_complete(period: Period, today: date) -> bool:
    """Whether the whole period lies before today, the client's local date."""
    return period.end < today


def last_complete(today: date, cadence: str) -> Period:
    """The latest period that is over."""
    return previous_period(period_of(today, cadence), cadence)


def missed_periods(last_reading: Period, *, today: date, cadence: str) -> int:
    """How many complete periods lie after the last reading's: 0 when nothing is late."""
    return max(0, ordinal(last_complete(today, cadence), cadence) - ordinal(last_reading, cadence))


def lacking_periods(known: Collection[Period], *, today: date, cadence: str, most: int) -> list[Period]:
    """The complete periods without a reading, newest first, back to the first that has one; at most so many."""
    period, first = last_complete(today, cadence), min(known, default=None)
    lacking: list[Period] = []
    while len(lacking) < most and (first is None or period > first):
        if period not in known:
            lacking.append(period)
        period = previous_period(period, cadence)
    return lacking


def freshness(last_reading: Period | None, *, today: date, cadence: str) -> Freshness:
    """Current, late (V9), stale by more than two periods, or no reading at all."""
    if last_reading is None:
        return Freshness.NONE
    missed = missed_periods(last_reading, today=today, cadence=cadence)
    if missed == 0:
        return Freshness.CURRENT
    return Freshness.LATE if missed <= STALE_AFTER else Freshness.STALE


def period_name(period: Period, cadence: str) -> str:
    """The period as it is written in files and in the API: 2012-07-02, 2012-W27, 2012-07 or 2012-Q3."""
    if cadence == Cadence.DAY:
        return period.start.isoformat()
    if cadence == Cadence.WEEK:
        year, week, _ = period.start.isocalendar()
        return f"{year:04d}-W{week:02d}"
    if cadence == Cadence.MONTH:
        return f"{period.start.year:04d}-{period.start.month:02d}"
    return f"{period.start.year:04d}-Q{(period.start.month + 2) // 3}"


def parse_period(text: str, cadence: str) -> Period | None:
    """The period that a name or the ISO date of its first day stands for; None where it names none of this cadence."""
    try:
        if _DAY_NAME.fullmatch(text):
            day = date.fromisoformat(text)
            period = period_of(day, cadence)
            return period if period.start == day else None
        if cadence == Cadence.WEEK and (named := _WEEK_NAME.fullmatch(text)):
            return period_of(date.fromisocalendar(int(named[1]), int(named[2]), 1), cadence)
        if cadence == Cadence.MONTH and (named := _MONTH_NAME.fullmatch(text)):
            return period_of(date(int(named[1]), int(named[2]), 1), cadence)
        if cadence == Cadence.QUARTER and (named := _QUARTER_NAME.fullmatch(text)):
            return period_of(date(int(named[1]), int(named[2]) * 3 - 2, 1), cadence)
    except ValueError:
        return None
    return None
