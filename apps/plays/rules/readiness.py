"""Readiness for an incident: a written fallback, and a recent drill in which it took effect in time (P7)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from apps.initiatives.choices import Verdict


@dataclass(frozen=True, slots=True)
class DrillHeld:
    """A drill: of which version of the fallback, whether it took effect within its stated time."""

    id: uuid.UUID
    held_at: dt.datetime
    recorded_at: dt.datetime
    fallback_version: int
    passed: bool


@dataclass(frozen=True, slots=True)
class FallbackState:
    """Whether a fallback is written and drilled, and by which drill."""

    verdict: Verdict
    written: bool
    drill: DrillHeld | None
    recent: bool


def fallback_state(*, version: int, drills: Sequence[DrillHeld], days: int, until: dt.datetime) -> FallbackState:
    """Met when a fallback is written, and the last drill of this version is at most so many days old and took effect in time.

    The last drill counts, not the best one; one of another version proves nothing. Without any it is unknown whether it works.
    """
    if version == 0:
        return FallbackState(Verdict.UNMET, written=False, drill=None, recent=False)
    held = [
        drill
        for drill in drills
        if drill.fallback_version == version and drill.held_at <= until and drill.recorded_at <= until
    ]
    last = max(held, key=lambda drill: (drill.held_at, drill.recorded_at), default=None)
    if last is None:
        return FallbackState(Verdict.UNKNOWN, written=True, drill=None, recent=False)
    recent = until - last.held_at <= dt.timedelta(days=days)
    met = recent and last.passed
    return FallbackState(Verdict.MET if met else Verdict.UNMET, written=True, drill=last, recent=recent)
