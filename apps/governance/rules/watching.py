"""Readings of monitors, checked before they are recorded (G3), on plain values."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from apps.governance.choices import RowOutcome
from kernel.decimals import PLAIN, NumberStyle, Unreadable, read_number
from kernel.errors import Problem

FIELDS = ("measured_at", "value", "source")
SOURCE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Range:
    """What is acceptable: at least `low`, at most `high`, either of them."""

    low: Decimal | None
    high: Decimal | None

    def holds(self, value: Decimal) -> bool:
        """Whether a value lies inside; the bounds do."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


class ReadingValues(NamedTuple):
    """A reading that may be recorded."""

    measured_at: dt.datetime
    value: Decimal
    source: str
    in_range: bool


class RowResult(NamedTuple):
    """What a row does: its values where it is new, its problems where it is refused."""

    number: int
    outcome: RowOutcome
    values: ReadingValues | None
    problems: tuple[Problem, ...] = ()


def range_problems(found: Range) -> Iterator[Problem]:
    """What is wrong with a range: none at all, or one that nothing lies in."""
    if found.low is None and found.high is None:
        text = _("A monitor has a lowest or a highest acceptable value.")
        yield Problem("high", "G3", text, _("Enter one of them, or both."))
    elif found.low is not None and found.high is not None and found.low > found.high:
        text = _("The highest acceptable value lies below the lowest.")
        yield Problem("high", "G3", text, _("Enter the lower one first."))


def moments_of(rows: Sequence[Any], zone: dt.tzinfo) -> list[dt.datetime]:
    """The moments that the rows of a batch speak of, as far as they can be read."""
    return [
        moment
        for row in rows
        if isinstance(row, Mapping) and isinstance(moment := _moment(row.get("measured_at"), zone), dt.datetime)
    ]


def check_readings(
    rows: Sequence[Any],
    *,
    bounds: Range,
    known: Mapping[dt.datetime, Decimal],
    earliest: dt.datetime,
    now: dt.datetime,
    zone: dt.tzinfo,
    style: NumberStyle = PLAIN,
) -> list[RowResult]:
    """What each row of a batch does. `known` are the values recorded for its moments; a later row is held against those before.

    A moment without an offset is read in the client's time zone.
    """
    found, results = dict(known), []
    for number, row in enumerate(rows, 1):
        problems, moment, value, source = _read(row, earliest, now, zone, style)
        if not problems and moment is not None and value is not None:
            if moment not in found:
                found[moment] = value
                values = ReadingValues(moment, value, source, bounds.holds(value))
                results.append(RowResult(number, RowOutcome.NEW, values))
                continue
            if found[moment] == value:
                results.append(RowResult(number, RowOutcome.UNCHANGED, None))
                continue
            text = _("For this moment %(value)s is recorded already.") % {"value": found[moment].normalize()}
            way_out = _("A reading is not changed: note on the incident what was wrong with it, and measure again.")
            problems = [Problem("value", "G3", text, way_out)]
        results.append(RowResult(number, RowOutcome.REFUSED, None, tuple(problems)))
    return results


def _read(
    row: Any, earliest: dt.datetime, now: dt.datetime, zone: dt.tzinfo, style: NumberStyle
) -> tuple[list[Problem], dt.datetime | None, Decimal | None, str]:
    if not isinstance(row, Mapping):
        return [Problem("", "row", _("A reading is an object with its fields."))], None, None, ""
    problems = [
        Problem(
            str(name)[:60],
            "unknown_field",
            _("There is no such field here. Known: %(names)s.") % {"names": ", ".join(FIELDS)},
        )
        for name in row
        if name not in FIELDS
    ]
    moment = _moment(row.get("measured_at"), zone)
    if isinstance(moment, Problem):
        problems.append(moment)
    else:
        problems += _moment_problems(moment, earliest, now)
    value = read_number(row.get("value"), style)
    if isinstance(value, Unreadable):
        problems.append(Problem("value", "G3", value.message, value.way_out))
    source = row.get("source", "")
    if not isinstance(source, str) or len(source) > SOURCE_LENGTH or "\x00" in source:
        text = _("A text of at most %(most)s characters was expected.") % {"most": SOURCE_LENGTH}
        problems.append(Problem("source", "source", text))
        source = ""
    return (
        problems,
        None if isinstance(moment, Problem) else moment,
        None if isinstance(value, Unreadable) else value,
        source.strip(),
    )


def _moment_problems(moment: dt.datetime, earliest: dt.datetime, now: dt.datetime) -> Iterator[Problem]:
    if moment > now:
        yield Problem("measured_at", "G3", _("The moment lies in the future."), _("Enter when it was measured."))
    if moment < earliest:
        text = _("The monitor does not watch as early as this.")
        yield Problem("measured_at", "G3", text, _("Let the monitor begin earlier, or leave the reading out."))


def _moment(raw: Any, zone: dt.tzinfo) -> dt.datetime | Problem:
    if isinstance(raw, str) and len(raw) <= 40:
        try:
            found = dt.datetime.fromisoformat(raw.strip())
            return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(dt.UTC)
        except (ValueError, OverflowError):
            pass
    if isinstance(raw, dt.datetime):
        return (raw if raw.tzinfo else raw.replace(tzinfo=zone)).astimezone(dt.UTC)
    text = _("When it was measured can’t be read.")
    return Problem("measured_at", "G3", text, _("Write date and time: 2026-03-02T09:00:00Z."))
