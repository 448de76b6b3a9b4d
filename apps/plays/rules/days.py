"""The days of a play: which one it is, which phase, which is the last, and whether a decision is overdue (P4)."""

import datetime as dt
from collections.abc import Iterable

PLAY_DAYS = 60
LONGEST_EXTENSION = 30
"""Days that the one extension may last at most."""
MOST_DAYS_AFTER = 90
"""Days after its last one on which something of a play may be due."""


def day_of(starts_on: dt.date, on: dt.date) -> int:
    """Day n of a play: the date less the first day, plus 1; pauses are not subtracted. Below 1 it has not begun."""
    return (on - starts_on).days + 1


def date_of(starts_on: dt.date, day: int) -> dt.date:
    """The date of day n."""
    return starts_on + dt.timedelta(days=day - 1)


def last_day(starts_on: dt.date, extended_days: int = 0) -> dt.date:
    """The day that forces a decision: day 60, or that of the extension (P4)."""
    return date_of(starts_on, PLAY_DAYS + extended_days)


def is_overdue(*, ended: bool, last_on: dt.date, redesign_on: dt.date | None, today: dt.date) -> bool:
    """Whether the last day has passed without a decision (P4, P8).

    Redesign is a decision until its own date: on that day the play goes on, and there is no indefinite pause (S2).
    """
    if ended or today <= last_on:
        return False
    return redesign_on is None or today >= redesign_on


def redesign_days_left(longest: int, pauses: Iterable[tuple[dt.date, dt.date]]) -> int:
    """How many days a play may still pause for redesign: in all of its pauses together, each from its decision to its end (S2)."""
    return max(0, longest - sum((ends - decided).days for decided, ends in pauses))


def furthest_due(last_on: dt.date, today: dt.date) -> dt.date:
    """The last day on which something of a play may be due: some time after its end, for what a decision leaves to do."""
    return max(last_on, today) + dt.timedelta(days=MOST_DAYS_AFTER)
