"""User acceptance (P6): testers of the workflow's own roles at real tasks, their verdicts, and the defects they found."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.initiatives.choices import Verdict
from apps.plays.choices import AcceptanceVerdict, DefectStatus


@dataclass(frozen=True, slots=True)
class Defect:
    """A defect that a tester found, and until when it was open."""

    id: str
    title: str
    blocking: bool
    status: str
    closed_at: dt.datetime | None

    def open_at(self, moment: dt.datetime) -> bool:
        """Whether it was open at a moment."""
        return self.status == DefectStatus.OPEN or (self.closed_at is not None and self.closed_at > moment)


@dataclass(frozen=True, slots=True)
class Session:
    """One tester's session."""

    id: uuid.UUID
    tester: uuid.UUID
    held_on: dt.date
    recorded_at: dt.datetime
    verdict: str
    tasks: int
    defects: tuple[Defect, ...]
    # How many of the tasks did not work.
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What the sessions say: how many testers, the share whose latest verdict accepts, the blocking defects that are open."""

    verdict: Verdict
    testers: int
    accepting: int
    blocking: tuple[Defect, ...]
    sessions: tuple[Session, ...]
    # For how many testers a task did not work, whatever their verdict.
    failing: int

    @property
    def percent(self) -> Decimal:
        """The share of testers who accept, in per cent."""
        return Decimal(100 * self.accepting) / self.testers if self.testers else Decimal(0)


def acceptance(sessions: Sequence[Session], *, testers: int, percent: int, until: dt.datetime) -> Acceptance:
    """Whether the people of the workflow accept it: enough testers, enough of them accepting, no open blocking defect.

    A tester with several sessions counts once, by the latest. With too few testers it is unknown, unless a blocking defect
    settles it already.
    """
    known = [session for session in sessions if session.recorded_at <= until]
    latest = {session.tester: session for session in sorted(known, key=lambda each: (each.held_on, each.recorded_at))}
    accepting = sum(session.verdict == AcceptanceVerdict.ACCEPTS for session in latest.values())
    blocking = tuple(
        defect for session in known for defect in session.defects if defect.blocking and defect.open_at(until)
    )
    found = len(latest)
    if blocking or (found >= testers and 100 * accepting < percent * found):
        verdict = Verdict.UNMET
    else:
        verdict = Verdict.MET if found >= testers else Verdict.UNKNOWN
    failing = sum(session.failed > 0 for session in latest.values())
    return Acceptance(verdict, found, accepting, blocking, tuple(known), failing)
