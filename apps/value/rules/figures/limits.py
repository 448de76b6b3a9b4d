"""Natural limits of a process: the XmR chart's, computed from the baseline's readings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import ngettext_lazy

from apps.value.rules.figures.levels import mean
from apps.value.rules.periods import period_of
from apps.value.rules.points import Period, Point, Text, Unknown, counted
from apps.value.rules.terms import LimitsTerms
from apps.value.rules.words import say

LIMIT_FACTOR = Decimal("2.66")
RANGE_FACTOR = Decimal("3.268")
MINIMUM_READINGS = 8
FIRM_READINGS = 17
PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class NaturalLimits:
    """Centre and limits in the KPI's unit; `lower` is the computed one that rules use, even below zero.

    `outside` lists the baseline's own periods beyond the limits: somebody decides about them, none is dropped silently.
    """

    centre: Decimal
    average_range: Decimal
    lower: Decimal
    upper: Decimal
    range_limit: Decimal
    n: int
    provisional: bool
    outside: tuple[Period, ...]
    nonnegative: bool = False

    @property
    def shown_lower(self) -> Decimal:
        """The lower limit as charts show it: zero where the quantity can't be negative."""
        return max(self.lower, Decimal(0)) if self.nonnegative else self.lower


def baseline_points(points: Sequence[Point], *, window_start: date, window_end: date) -> list[Point]:
    """The counting readings whose whole period lies inside the baseline's window, in period order."""
    return [point for point in counted(points) if window_start <= point.period.start and point.period.end <= window_end]


def limits_terms(limits: NaturalLimits) -> LimitsTerms:
    """The limits as they are kept with a baseline, with as many decimal places as a reading has."""
    return LimitsTerms(
        limits.centre.quantize(PLACES),
        limits.average_range.quantize(PLACES),
        limits.n,
        tuple(period.start for period in limits.outside),
    )


def kept_limits(kept: LimitsTerms, *, grid: str, nonnegative: bool = False) -> NaturalLimits:
    """The limits that were kept with a baseline; readings that came or were corrected since do not move them (V11)."""
    centre, average_range, n = kept.centre or Decimal(0), kept.average_range or Decimal(0), kept.n or 0
    return NaturalLimits(
        centre=centre,
        average_range=average_range,
        lower=centre - LIMIT_FACTOR * average_range,
        upper=centre + LIMIT_FACTOR * average_range,
        range_limit=RANGE_FACTOR * average_range,
        n=n,
        provisional=n < FIRM_READINGS,
        outside=tuple(period_of(day, grid) for day in kept.outside),
        nonnegative=nonnegative,
    )


def natural_limits(baseline: Sequence[Point], *, nonnegative: bool = False) -> NaturalLimits | Unknown:
    """Centre -+ 2.66 mean moving ranges of the baseline's readings (V11); unknown below 8, provisional below 17."""
    points = counted(baseline)
    if (missing := MINIMUM_READINGS - len(points)) > 0:
        return Unknown("no_limits", _missing_text(missing), missing=missing)
    values = [point.value for point in points]
    centre = mean(values)
    average_range = mean([abs(after - before) for before, after in pairwise(values)])
    lower, upper = centre - LIMIT_FACTOR * average_range, centre + LIMIT_FACTOR * average_range
    return NaturalLimits(
        centre=centre,
        average_range=average_range,
        lower=lower,
        upper=upper,
        range_limit=RANGE_FACTOR * average_range,
        n=len(points),
        provisional=len(points) < FIRM_READINGS,
        outside=tuple(point.period for point in points if not lower <= point.value <= upper),
        nonnegative=nonnegative,
    )


def _missing_text(missing: int) -> Text:
    template = ngettext_lazy(
        "Natural limits need 8 readings in the baseline; {missing} is missing.",
        "Natural limits need 8 readings in the baseline; {missing} are missing.",
        missing,
    )
    return say(template, missing=missing)
