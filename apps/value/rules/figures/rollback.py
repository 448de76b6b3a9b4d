"""When a rollback trigger fires (V5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from apps.value.rules.figures.levels import holds
from apps.value.rules.points import Period, Point, counted


@dataclass(frozen=True, slots=True)
class Firing:
    """A stretch of readings past the trigger: the period that completed its count, where it began, and the last so far."""

    period: Period
    began: Period
    last: Period

    def covers(self, day: date) -> bool:
        """Whether a day lies in the stretch, so that what fired there is this firing still, seen with other readings."""
        return self.began.start <= day <= self.last.end


def rollback_firings(points: Sequence[Point], *, comparison: str, value: Decimal, consecutive: int) -> list[Firing]:
    """Every stretch that completes the count in period order, late and corrected readings in their place; it fires once."""
    if consecutive < 1:
        raise ValueError("a trigger counts at least one reading")
    usable = counted(points)
    firings: list[Firing] = []
    run = 0
    for i, point in enumerate(usable):
        run = run + 1 if holds(point.value, comparison, value) else 0
        if run == consecutive:
            firings.append(Firing(point.period, usable[i - consecutive + 1].period, point.period))
        elif run > consecutive:
            firings[-1] = replace(firings[-1], last=point.period)
    return firings
