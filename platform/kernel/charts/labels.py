"""Numbers, dates and ticks as the active language writes them, so that a chart needs no locale where it is drawn."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_interval, format_skeleton
from django.utils.formats import number_format

from kernel.canonical import decimal_text
from kernel.web.formats import locale

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis and what stands there."""

    at: float
    label: str


def day_number(day: date) -> int:
    """A date's place on a chart's axis: whole days, so that no time zone can shift it."""
    return day.toordinal()


def number_label(value: Decimal, digits: int = 3) -> str:
    """A number with so many significant digits, all digits before the point being kept."""
    places = max(digits, value.adjusted() + 1) if value else 1
    rounded = Decimal(decimal_text(Context(prec=places, rounding=ROUND_HALF_EVEN).plus(value)))
    return str(number_format(rounded, use_l10n=True, force_grouping=True))


def day_label(day: date) -> str:
    """A day without its year: 2 Mar."""
    return _skeleton("MMMd", day, locale())


def period_label(start: date, end: date) -> str:
    """The days from start to end as people say them: 2 – 8 July 2012, or one day, or a whole month."""
    return _interval(start, end, locale())


def number_ticks(low: float, high: float, *, wanted: int = 4) -> list[Tick]:
    """Round numbers between low and high, about as many as wanted."""
    if not high > low:
        return []
    rough = (high - low) / wanted
    power = math.floor(math.log10(rough))
    step = next(
        candidate for size in (1, 2, 5, 10) if (candidate := Decimal(size).scaleb(power)) >= Decimal(rough * 0.9999)
    )
    first = math.ceil(Decimal(low) / step)
    last = math.floor(Decimal(high) / step)
    return [Tick(float(step * i), number_label(step * i, 6)) for i in range(first, last + 1)]


def day_ticks(first: date, last: date, *, most: int = 7) -> list[Tick]:
    """Beginnings of weeks, months, quarters or years between two dates, at most so many; January carries its year."""
    active = locale()
    for days, usual, full in _day_grids(first, last):
        if len(days) <= most:
            skeletons = [full if place == 0 or day.month == 1 else usual for place, day in enumerate(days)]
            labels = [_skeleton(skeleton, day, active) for skeleton, day in zip(skeletons, days, strict=True)]
            return [Tick(day_number(day), label) for day, label in zip(days, labels, strict=True)]
    return []


def label_expression(ticks: Sequence[Tick]) -> str:
    """A Vega expression that gives an axis's labels; it only looks up, so that the interpreter can run it."""
    places = json.dumps([tick.at for tick in ticks])
    labels = json.dumps([tick.label for tick in ticks], ensure_ascii=False)
    return f"{labels}[indexof({places}, datum.value)]"


def _day_grids(first: date, last: date) -> Iterator[tuple[list[date], str, str]]:
    """Days of ever wider grids, how one is labelled, and how the first and each January are."""
    monday = first + timedelta(days=-first.weekday() % 7)
    for weeks in (1, 2):
        yield list(_stepped(monday, last, _WEEK * weeks)), "MMMd", "MMMd"
    for months in (1, 2, 3, 6):
        yield list(_months(first, last, months)), "MMM", "yMMM"
    for years in (1, 2, 5, 10, 25, 100):
        yield list(_months(first, last, 12 * years)), "y", "y"


def _stepped(day: date, last: date, step: timedelta) -> Iterator[date]:
    while day <= last:
        yield day
        day += step


def _months(first: date, last: date, step: int) -> Iterator[date]:
    number = first.year * 12 + first.month - 1 + (first.day > 1)
    number += -number % step
    while (day := date(number // 12, number % 12 + 1, 1)) <= last:
        yield day
        number += step


@lru_cache(maxsize=4096)
def _skeleton(skeleton: str, day: date, locale: Locale) -> str:
    return str(format_skeleton(skeleton, day, locale=locale))


@lru_cache(maxsize=4096)
def _interval(start: date, end: date, locale: Locale) -> str:
    if start.day == 1 and start.month == end.month and start.year == end.year and (end + _DAY).day == 1:
        return _skeleton("yMMMM", start, locale)
    return str(format_interval(start, end, "yMMMd", locale=locale))
