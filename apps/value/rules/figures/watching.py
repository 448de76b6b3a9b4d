"""What changes when readings come or are corrected, on plain values: which firings are new or gone, which periods break a guardrail."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from apps.value.rules.figures.levels import holds
from apps.value.rules.figures.rollback import Firing
from apps.value.rules.periods import is_complete
from apps.value.rules.points import Period, Point, counted
from apps.value.rules.terms import GuardrailTerms

Key = TypeVar("Key")


def matched(now: Sequence[Firing], told: Mapping[Key, date]) -> tuple[list[Firing], set[Key]]:
    """The firings nobody was told of yet, and those told that no stretch of readings bears out any more.

    A late reading may move the period that completes a count: as long as the stretch covers the period that was told, it is
    the same firing, and fires once.
    """
    fresh = [firing for firing in now if not any(firing.covers(day) for day in told.values())]
    gone = {key for key, day in told.items() if not any(firing.covers(day) for firing in now)}
    return fresh, gone


def broken_periods(guardrail: GuardrailTerms, points: Sequence[Point], *, since: date, today: date) -> set[Period]:
    """The complete periods from a day on in which a guardrail's reading was past its bound (V3)."""
    bound = guardrail.bound
    return {
        point.period
        for point in counted(points)
        if bound is not None
        and point.period.start >= since
        and is_complete(point.period, today)
        and not holds(point.value, guardrail.comparison, bound)
    }
