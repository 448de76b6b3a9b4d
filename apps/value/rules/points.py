"""The plain values that the rules of value work on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise

MINIMUM_CASES = 3
"""A reading made of fewer cases is shown hollow and counts in no rule."""

Text = str | Promise
"""A sentence for people: marked for translation, put into words when it is shown."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One period of a cadence in the client's local dates; both days belong to it."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period ends on {self.end} before it starts on {self.start}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def days(self) -> int:
        """Length in days, both ends counted."""
        return (self.end - self.start).days + 1

    def overlaps(self, other: "Period") -> bool:
        """Whether the two share a day."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True, slots=True)
class Point:
    """One reading in force: its period, its value in the KPI's unit, and of how many cases it was made, where known."""

    period: Period
    value: Decimal
    cases: int | None = None

    @property
    def hollow(self) -> bool:
        """Whether it was made of too few cases to count in a rule."""
        return self.cases is not None and self.cases < MINIMUM_CASES


@dataclass(frozen=True, slots=True)
class Unknown:
    """In place of a figure below its minimum sample: why, and how many readings are missing (0: other reasons)."""

    code: str
    reason: Text
    missing: int = 0


def counted(points: Sequence[Point]) -> list[Point]:
    """The points that count in rules, in period order, hollow ones left out."""
    return sorted((point for point in points if not point.hollow), key=lambda point: point.period)
