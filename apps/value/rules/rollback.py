"""When a rollback trigger fires (V5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.value.rules.levels import holds
from apps.value.rules.points import Period, Point, counted


@dataclass(frozen=True, slots=True)
class Firing:
    """The period that completed the consecutive count, and the one that the count began with."""

    period: Period
    began: Period


def rollback_firings(points: Sequence[Point], *, comparison: str, value: Decimal, consecutive: int) -> list[Firing]:
    """Every reading that completes the count in period order, late and corrected ones in their place; one a stretch."""
    if consecutive < 1:
        raise ValueError("a trigger counts at least one reading")
    usable = counted(points)
    firings: list[Firing] = []
    run = 0
    for i, point in enumerate(usable):
        run = run + 1 if holds(point.value, comparison, value) else 0
        if run == consecutive:
            firings.append(Firing(point.period, usable[i - consecutive + 1].period))
    return firings
