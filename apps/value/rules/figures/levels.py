"""Where a KPI stands: its recent level, its progress to the target, its share of periods inside a range."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from apps.value.choices import Cadence, Comparison, Direction
from apps.value.rules.periods import is_complete
from apps.value.rules.points import Period, Point, Text, Unknown, counted

RECENT_PERIODS = 4
RECENT_DAYS = 7
RANGE_PERIODS = 8


@dataclass(frozen=True, slots=True)
class Level:
    """A mean of the latest readings, in the KPI's unit, with the readings it was made of."""

    value: Decimal
    n: int
    wanted: int
    first: Period
    last: Period


@dataclass(frozen=True, slots=True)
class Progress:
    """How far along a contract is, as a fraction that is not clamped, and the same in words."""

    share: Decimal
    words: Text
    level: Level


@dataclass(frozen=True, slots=True)
class RangeHold:
    """Share of the last periods that were inside the range, with how many there were."""

    share: Decimal
    inside: int
    n: int


def recent_count(cadence: str) -> int:
    """How many periods make the recent level: 7 where the cadence is daily, else 4."""
    return RECENT_DAYS if cadence == Cadence.DAY else RECENT_PERIODS


def mean(values: Sequence[Decimal]) -> Decimal:
    """Arithmetic mean of at least one value."""
    return sum(values, Decimal(0)) / len(values)


def recent_level(points: Sequence[Point], *, cadence: str, today: date, since: date | None = None) -> Level | Unknown:
    """Mean of the latest complete periods' readings (4, or 7 daily); fewer when there are fewer, which `n` says.

    Hollow readings do not count. With `since`, only periods that begin on or after that date do.
    """
    usable = [
        point
        for point in counted(points)
        if is_complete(point.period, today) and (since is None or point.period.start >= since)
    ]
    wanted = recent_count(cadence)
    latest = usable[-wanted:]
    if not latest:
        return Unknown(
            "no_reading", _("There is no reading of a complete period yet; the first one gives the level."), missing=1
        )
    value = mean([point.value for point in latest])
    return Level(value, len(latest), wanted, latest[0].period, latest[-1].period)


def progress(level: Level | Unknown, *, baseline: Decimal, target: Decimal) -> Progress | Unknown:
    """(recent level - baseline) / (target - baseline), below 0 and above 1 included (V10)."""
    if isinstance(level, Unknown):
        return level
    if target == baseline:
        return Unknown("V1", _("The target equals the baseline, so there is no way to be along; change the target."))
    share = (level.value - baseline) / (target - baseline)
    return Progress(share, _progress_words(share), level)


def _progress_words(share: Decimal) -> Text:
    if share < 0:
        return _("moved away from the target: worse than the baseline")
    if share == 0:
        return _("at the baseline")
    if share < 1:
        return _("between the baseline and the target")
    if share == 1:
        return _("at the target")
    return _("past the target")


def range_hold(
    points: Sequence[Point], *, low: Decimal, high: Decimal, today: date, since: date | None = None
) -> RangeHold | Unknown:
    """Share of the last 8 complete periods whose reading lies inside the range, both bounds included."""
    usable = [
        point
        for point in counted(points)
        if is_complete(point.period, today) and (since is None or point.period.start >= since)
    ][-RANGE_PERIODS:]
    if not usable:
        return Unknown(
            "no_reading", _("There is no reading of a complete period yet; the first one gives the share."), missing=1
        )
    inside = sum(1 for point in usable if low <= point.value <= high)
    return RangeHold(Decimal(inside) / len(usable), inside, len(usable))


def holds(value: Decimal, comparison: str, bound: Decimal) -> bool:
    """Whether `value comparison bound` is true: 1.8 below 2."""
    if comparison == Comparison.ABOVE:
        return value > bound
    if comparison == Comparison.AT_LEAST:
        return value >= bound
    if comparison == Comparison.BELOW:
        return value < bound
    if comparison == Comparison.AT_MOST:
        return value <= bound
    raise ValueError(f"unknown comparison: {comparison!r}")


def reaches(
    value: Decimal, *, direction: str, target: Decimal | None, low: Decimal | None = None, high: Decimal | None = None
) -> bool:
    """Whether a level is at or past the target, or inside the range where the direction is to hold one."""
    if direction == Direction.RANGE:
        return low is not None and high is not None and low <= value <= high
    if target is None:
        return False
    return value >= target if direction == Direction.UP else value <= target
