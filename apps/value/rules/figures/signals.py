"""Run rules of the process behaviour chart: movement that the baseline's natural variation does not explain (V11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apps.value.choices import Direction, Favour, SignalRule
from apps.value.rules.figures.levels import mean
from apps.value.rules.figures.limits import NaturalLimits
from apps.value.rules.points import Period, Point, counted

RUN_LENGTH = 8
WINDOW = 4
WINDOW_NEEDS = 3


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule completed in `period`; the pattern began in `began`. `level` is the mean of what completed it."""

    rule: SignalRule
    period: Period
    began: Period
    above: bool
    favour: Favour
    level: Decimal


def _distance(value: Decimal, low: Decimal, high: Decimal) -> Decimal:
    return max(low - value, value - high, Decimal(0))


def favour_of(
    value: Decimal, *, centre: Decimal, direction: str, low: Decimal | None = None, high: Decimal | None = None
) -> Favour:
    """Which way a value away from the centre counts; to hold a range, coming nearer to it is favourable."""
    if direction == Direction.RANGE:
        if low is None or high is None:
            return Favour.NEUTRAL
        change = _distance(centre, low, high) - _distance(value, low, high)
    else:
        change = value - centre if direction == Direction.UP else centre - value
    if change == 0:
        return Favour.NEUTRAL
    return Favour.FAVOURABLE if change > 0 else Favour.UNFAVOURABLE


def find_signals(
    points: Sequence[Point],
    limits: NaturalLimits,
    *,
    direction: str,
    after: date | None = None,
    low: Decimal | None = None,
    high: Decimal | None = None,
) -> list[Signal]:
    """Every signal in the readings after `after` (the baseline's last day), by the period that completed it.

    A run or a window reports once, when it completes, and again only after it has been broken. Hollow readings are
    passed over; a reading on the centre breaks a run.
    """
    usable = [point for point in counted(points) if after is None or point.period.start > after]
    sides = [_side(point.value, limits.centre) for point in usable]
    found: list[Signal] = []

    def report(rule: SignalRule, first: int, last: int, members: Sequence[Point]) -> None:
        level = mean([point.value for point in members])
        favour = favour_of(level, centre=limits.centre, direction=direction, low=low, high=high)
        began, period = usable[first].period, usable[last].period
        found.append(Signal(rule, period, began, sides[last] > 0, favour, level))

    run = 0
    zoned = False
    for i, point in enumerate(usable):
        if not limits.lower <= point.value <= limits.upper:
            report(SignalRule.OUTSIDE_LIMIT, i, i, [point])
        run = 0 if sides[i] == 0 else run + 1 if i and sides[i] == sides[i - 1] else 1
        if run == RUN_LENGTH:
            report(SignalRule.RUN_OF_EIGHT, i - RUN_LENGTH + 1, i, usable[i - RUN_LENGTH + 1 : i + 1])
        near = _near_a_limit(usable, sides, limits, i)
        if near and not zoned:
            report(SignalRule.THREE_OF_FOUR, near[0], i, [usable[j] for j in near])
        zoned = bool(near)
    return found


def _side(value: Decimal, centre: Decimal) -> int:
    return (value > centre) - (value < centre)


def _near_a_limit(usable: Sequence[Point], sides: Sequence[int], limits: NaturalLimits, i: int) -> list[int]:
    """Places of the three or four readings, the last of them at `i`, that complete the third rule, or none."""
    window = range(max(0, i - WINDOW + 1), i + 1)
    half = (limits.upper - limits.centre) / 2
    broken = max((j for j in window if sides[j] == 0), default=-1)
    near = [j for j in window if j > broken and sides[j] == sides[i] and abs(usable[j].value - limits.centre) > half]
    return near if len(near) >= WINDOW_NEEDS and near[-1] == i else []
