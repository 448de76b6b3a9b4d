"""A run of days as a picture: spans, marks, days off and today, as shares of its width."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from kernel.web.states import Tone

NARROW = 0.09
"""A span of a smaller share of the width has no room for its word."""


@dataclass(frozen=True, slots=True)
class Span:
    """A phase: its days, the first and the last included, counted from 1; a tone where it means more than time."""

    label: Any
    first_day: int
    last_day: int
    tone: Tone = Tone.QUIET


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happens on a day: a gate, a due date."""

    label: Any
    day: int
    tone: Tone = Tone.QUIET
    address: str = ""


@dataclass(frozen=True, slots=True)
class DrawnSpan:
    """A span in per cent of the width, the part of it that is past, and its dates."""

    label: Any
    left: str
    width: str
    past: str
    begins_on: dt.date
    ends_on: dt.date
    tone: str
    # Too narrow for its word.
    is_narrow: bool


@dataclass(frozen=True, slots=True)
class DrawnMark:
    """A mark in per cent of the width, and where it leads."""

    label: Any
    at: str
    tone: str
    on: dt.date
    address: str


@dataclass(frozen=True, slots=True)
class DrawnRest:
    """Days in a row on which nobody works, in per cent of the width."""

    left: str
    width: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """What `partials/timeline.html` draws. `now` is empty before the first day and after the last."""

    spans: list[DrawnSpan]
    marks: list[DrawnMark]
    rests: list[DrawnRest]
    now: str
    now_anchor: str
    day: int
    days: int
    ended: bool = False


def timeline(
    *,
    started_on: dt.date,
    today: dt.date,
    days: int,
    spans: Sequence[Span],
    marks: Sequence[Mark] = (),
    off: Collection[dt.date] = (),
    ended: bool = False,
) -> Timeline:
    """Lay out spans, marks and days off of a run that started on a date and lasts so many days; of one that `ended`, as of that day."""
    day = (today - started_on).days + 1

    def drawn(span: Span) -> DrawnSpan:
        length = span.last_day - span.first_day + 1
        past = min(max(day - span.first_day, 0), length)
        return DrawnSpan(
            span.label,
            _share(span.first_day - 1, days),
            _share(length, days),
            _share(past, days),
            started_on + dt.timedelta(days=span.first_day - 1),
            started_on + dt.timedelta(days=span.last_day - 1),
            span.tone,
            is_narrow=length < NARROW * days,
        )

    inside = 1 <= day <= days
    return Timeline(
        spans=[drawn(span) for span in spans],
        marks=[
            DrawnMark(
                mark.label,
                _share(mark.day - 0.5, days),
                mark.tone,
                started_on + dt.timedelta(days=mark.day - 1),
                mark.address,
            )
            for mark in marks
        ],
        rests=[
            DrawnRest(_share(first - 1, days), _share(last - first + 1, days))
            for first, last in _rows(sorted((each - started_on).days + 1 for each in set(off)))
        ],
        now=_share(day - 0.5, days) if inside else "",
        # The word beside the line stays inside the picture near its ends.
        now_anchor="start" if day < days * 0.1 else "end" if day > days * 0.9 else "middle",
        day=day,
        days=days,
        ended=ended,
    )


def _rows(days: Sequence[int]) -> list[tuple[int, int]]:
    """Days in a row, as the first and the last of each row."""
    rows: list[tuple[int, int]] = []
    for day in days:
        if rows and rows[-1][1] == day - 1:
            rows[-1] = rows[-1][0], day
        else:
            rows.append((day, day))
    return rows


def _share(part: float, whole: int) -> str:
    return f"{100 * part / whole:.3f}%"
