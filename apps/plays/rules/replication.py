"""Replication: whether what worked in one team works in another, and with how much of the first run's effort (P1, K2)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.initiatives.choices import Verdict

LARGEST_SHARE = Decimal("0.30")
"""Below this share of the first run's effort a replication passes (K2, R1)."""


@dataclass(frozen=True, slots=True)
class TeamRun:
    """A play of the same kind in one team, and when it passed its Pilot gate if it did."""

    play_id: uuid.UUID
    team: str
    passed_at: dt.datetime | None
    decision_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Replication:
    """In which teams the Pilot gate was passed, and in which it is under way."""

    verdict: Verdict
    passed: tuple[TeamRun, ...]
    under_way: tuple[TeamRun, ...]


def replication(runs: Sequence[TeamRun], *, teams: int, until: dt.datetime) -> Replication:
    """Met when plays in so many different teams, this one included, are past their Pilot gate."""
    passed = [run for run in runs if run.passed_at is not None and run.passed_at <= until]
    names = {run.team.casefold() for run in passed}
    verdict = Verdict.MET if len(names) >= teams else Verdict.UNMET
    return Replication(verdict, tuple(passed), tuple(run for run in runs if run not in passed))


@dataclass(frozen=True, slots=True)
class EffortShare:
    """Hours of a replication against those of the first run; `share` is None while nobody booked any in the first."""

    hours: Decimal
    first_hours: Decimal
    share: Decimal | None

    @property
    def passes(self) -> bool | None:
        """Whether it stays below 30 % so far (K2); None while nobody can say."""
        return None if self.share is None or self.hours == 0 else self.share < LARGEST_SHARE


def effort_share(hours: Decimal, first_hours: Decimal) -> EffortShare:
    """The share that replication takes of the first run's effort (K2)."""
    return EffortShare(hours, first_hours, hours / first_hours if first_hours > 0 else None)
