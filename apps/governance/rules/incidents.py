"""What an incident has to say before it goes on (G7), on plain values."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.governance.choices import SEVERE, Severity
from kernel.errors import Problem


@dataclass(frozen=True, slots=True)
class Course:
    """The moments of an incident, and what is said of it, as a move would leave them."""

    severity: int
    detected_at: dt.datetime
    contained_at: dt.datetime | None
    resolved_at: dt.datetime | None
    root_cause: str
    fallback_used: bool | None


def moment_problems(field: str, moment: dt.datetime, now: dt.datetime) -> Iterator[Problem]:
    """What is wrong with a moment that is told: it has not come."""
    if moment > now:
        yield Problem(field, "G7", _("The moment lies in the future."), _("Enter when it happened."))


def severity_problems(severity: int) -> Iterator[Problem]:
    """What is wrong with a severity."""
    if not 1 <= severity <= len(Severity):
        text = _("A severity is a number from 1, the worst, to %(most)s.") % {"most": len(Severity)}
        yield Problem("severity", "G7", text, _("Choose one of them."))


def move_problems(move: str, course: Course, now: dt.datetime) -> Iterator[Problem]:
    """What keeps an incident from being contained, resolved or closed (G7)."""
    if move == "contain" and course.contained_at is not None:
        yield from moment_problems("at", course.contained_at, now)
        if course.contained_at < course.detected_at:
            text = _("It can’t have been contained before it was detected.")
            yield Problem("at", "G7", text, _("Enter when it stopped doing harm."))
    if move == "resolve" and course.resolved_at is not None:
        yield from moment_problems("at", course.resolved_at, now)
        if course.resolved_at < (course.contained_at or course.detected_at):
            text = _("It can’t have been resolved before it was detected and contained.")
            yield Problem("at", "G7", text, _("Enter when all was as it should be again."))
    if move == "close":
        if not course.root_cause.strip():
            text = _("An incident is closed with its root cause.")
            yield Problem("root_cause", "G7", text, _("Say why it could happen."))
        if course.severity <= SEVERE and course.fallback_used is None:
            text = _("Of an incident this severe it is not said whether the fallback was used.")
            yield Problem("fallback_used", "G7", text, _("Say yes or no."))


@dataclass(frozen=True, slots=True)
class BreachSpan:
    """From when to when a breach of a monitor lasted; None while it goes on."""

    detected_at: dt.datetime
    resolved_at: dt.datetime | None


def breach_from(outside: Sequence[dt.datetime], breaches: Sequence[BreachSpan]) -> dt.datetime | None:
    """The first moment out of range that no breach accounts for; None where all are accounted for.

    While a breach goes on every other reading belongs to it; of one that is over, those in its time.
    """
    if any(breach.resolved_at is None for breach in breaches):
        return None
    fresh = [
        moment
        for moment in outside
        if not any(breach.detected_at <= moment <= (breach.resolved_at or moment) for breach in breaches)
    ]
    return min(fresh, default=None)


@dataclass(frozen=True, slots=True)
class Told:
    """One line of an incident's timeline."""

    at: dt.datetime
    sequence: int
    event: Any
    text: str
    actor: str
    recorded_at: dt.datetime


def in_order(lines: Sequence[Told]) -> list[Told]:
    """A timeline by when things happened; what happened at one moment, as it was recorded."""
    return sorted(lines, key=lambda line: (line.at, line.sequence))
