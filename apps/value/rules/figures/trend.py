"""Where a KPI is heading: Theil-Sen slope, landing at the due date, and the contract's course."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations, groupby
from statistics import median

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from apps.value.choices import Course, Direction, Favour, Freshness, Unit
from apps.value.rules.figures.levels import Level, reaches
from apps.value.rules.figures.signals import Signal
from apps.value.rules.periods import freshness, is_complete, ordinal, period_of
from apps.value.rules.points import Period, Point, Text, Unknown, counted
from apps.value.rules.words import Quantity, say

MINIMUM_READINGS = 5
NORMAL_95 = Decimal("1.959963984540054")


@dataclass(frozen=True, slots=True)
class Trend:
    """Slope in KPI units a period and the level it lands on at the due date, both with 95 % intervals (Sen)."""

    slope: Decimal
    slope_low: Decimal
    slope_high: Decimal
    landing: Decimal
    landing_low: Decimal
    landing_high: Decimal
    due: Period
    n: int


@dataclass(frozen=True, slots=True)
class CourseResult:
    """The course in one word of Course, and why."""

    course: Course
    reason: Text


def trend(points: Sequence[Point], *, grid: str, start: date, due: date, today: date) -> Trend | Unknown:
    """Theil-Sen trend over the complete periods since the start; unknown below 5 readings.

    The landing is the median level that the slope predicts for the period of the due date; gaps count as periods.
    """
    usable = [point for point in counted(points) if point.period.start >= start and is_complete(point.period, today)]
    if (missing := MINIMUM_READINGS - len(usable)) > 0:
        template = ngettext_lazy(
            "A trend needs 5 readings since the start; {missing} is missing.",
            "A trend needs 5 readings since the start; {missing} are missing.",
            missing,
        )
        return Unknown("no_trend", say(template, missing=missing), missing=missing)
    places = [ordinal(point.period, grid) for point in usable]
    values = [point.value for point in usable]
    slopes = sorted((values[j] - values[i]) / (places[j] - places[i]) for i, j in combinations(range(len(usable)), 2))
    low, high = _sen_interval(slopes, values)
    target = period_of(due, grid)
    ahead = [ordinal(target, grid) - place for place in places]

    def landing(slope: Decimal) -> Decimal:
        return median(value + slope * periods for value, periods in zip(values, ahead, strict=True))

    slope = median(slopes)
    # Past the due date the lines cross on their way back, so the three are put in order.
    landing_low, landing_high = sorted((landing(low), landing(high)))
    middle = landing(slope)
    return Trend(
        slope=slope,
        slope_low=low,
        slope_high=high,
        landing=middle,
        landing_low=min(landing_low, middle),
        landing_high=max(landing_high, middle),
        due=target,
        n=len(usable),
    )


def _sen_interval(slopes: Sequence[Decimal], values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Sen's 95 % interval by the normal approximation to Kendall's S, ties in the values taken into account."""
    n = len(values)
    ties = [len(list(group)) for _value, group in groupby(sorted(values))]
    variance = Decimal(n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
    spread = NORMAL_95 * variance.sqrt()
    pairs = len(slopes)
    lower = math.floor((pairs - spread) / 2) - 1
    upper = math.ceil((pairs + spread) / 2)
    return slopes[max(0, lower)], slopes[min(pairs - 1, upper)]


def course(
    level: Level | Unknown,
    heading: Trend | Unknown,
    signals: Sequence[Signal],
    *,
    direction: str,
    target: Decimal | None,
    last_reading: Period | None,
    grid: str,
    today: date,
    due: date,
    unit: str = "",
    currency: str = "",
    low: Decimal | None = None,
    high: Decimal | None = None,
) -> CourseResult:
    """Achieved, on course, at risk, off course, or unknown; and why, in a sentence with the landing and its interval."""
    if freshness(last_reading, today=today, grid=grid) == Freshness.STALE:
        text = _("The readings are stale by more than 2 periods; enter the missing ones.")
        return CourseResult(Course.UNKNOWN, text)
    if isinstance(level, Unknown):
        return CourseResult(Course.UNKNOWN, level.reason)
    favourable = any(signal.favour == Favour.FAVOURABLE for signal in signals)
    if favourable and reaches(level.value, direction=direction, target=target, low=low, high=high):
        text = _("The recent level of {level} is at or past the target, and the movement is a signal.")
        return CourseResult(Course.ACHIEVED, say(text, level=Quantity(level.value, unit, currency)))
    if isinstance(heading, Unknown):
        return CourseResult(Course.UNKNOWN, heading.reason)

    def said(value: Decimal | None) -> object:
        return "–" if value is None else Quantity(value, unit, currency)

    # Beside a landing with its unit the interval needs none, unless the unit is part of how the number is written.
    plain = unit not in (Unit.RATIO, Unit.MONEY)
    figures = {
        "landing": said(heading.landing),
        "low": heading.landing_low if plain else said(heading.landing_low),
        "high": heading.landing_high if plain else said(heading.landing_high),
        "target": say(_("{low} to {high}"), low=said(low), high=said(high)) if target is None else said(target),
        "due": due,
    }
    if reaches(heading.landing, direction=direction, target=target, low=low, high=high):
        text = _("At this pace {landing} by {due} ({low} to {high}); the target of {target} is reached in time.")
        return CourseResult(Course.ON_COURSE, say(text, **figures))
    if _can_reach(heading, direction=direction, target=target, low=low, high=high):
        text = _("At this pace {landing} by {due} ({low} to {high}); the target is {target}: at risk.")
        return CourseResult(Course.AT_RISK, say(text, **figures))
    text = _("At this pace {landing} by {due} ({low} to {high}); the target is {target}: it is missed.")
    return CourseResult(Course.OFF_COURSE, say(text, **figures))


def _can_reach(
    heading: Trend, *, direction: str, target: Decimal | None, low: Decimal | None, high: Decimal | None
) -> bool:
    if direction == Direction.RANGE:
        return low is not None and high is not None and heading.landing_low <= high and low <= heading.landing_high
    return target is not None and heading.landing_low <= target <= heading.landing_high
