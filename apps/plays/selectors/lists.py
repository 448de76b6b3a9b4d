"""Lists of plays: plain rows, in a number of queries that does not grow with them."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from apps.plays.choices import ActivityStatus, GateStatus
from apps.plays.models import OPEN, AcceptanceSession, Activity, Evidence, Gate, Play
from apps.plays.rules.days import PLAY_DAYS, day_of
from apps.plays.selectors.plays import overdue, plays
from kernel.tenancy.context import local_today

UNDONE = (ActivityStatus.OPEN, ActivityStatus.DOING)


@dataclass(frozen=True, slots=True)
class PlayLine:
    """A play as a list shows it: the gate that is next, and how many of its activities are late."""

    play: Play
    today: dt.date
    gate: Gate | None
    late: int

    @property
    def day(self) -> int:
        """Day n, of the day on which it ended if it has; below 1 it has not begun."""
        return day_of(self.play.starts_on, self.play.ended_on or self.today)

    @property
    def days(self) -> int:
        """How many days it has, the extension counted."""
        return PLAY_DAYS + self.play.extended_days

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.play.status in OPEN

    @property
    def overdue(self) -> bool:
        """Whether its last day passed without a decision (P4)."""
        return overdue(self.play, self.today)


def play_lines(*, initiative_id: uuid.UUID | None = None) -> list[PlayLine]:
    """The client's plays, or an initiative's, in three queries: what is overdue first, then what is open, then what has ended."""
    found, today = list(plays(initiative_id=initiative_id)), local_today()
    still = [play.pk for play in found if play.status in OPEN]
    gates = Gate.objects.filter(play__in=still).exclude(status=GateStatus.PASSED).order_by("-position")
    upcoming = {gate.play_id: gate for gate in gates}
    late = _late(still, today)
    lines = [PlayLine(play, today, upcoming.get(play.pk), late.get(play.pk, 0)) for play in found]
    return sorted(lines, key=lambda line: (not line.overdue, not line.is_open))


def leading_lines() -> dict[uuid.UUID, PlayLine]:
    """Of each initiative the play that says most about where it stands: the one that leads it, else the latest."""
    found: dict[uuid.UUID, PlayLine] = {}
    for line in sorted(play_lines(), key=lambda line: (not line.is_open, not line.play.leads)):
        found.setdefault(line.play.initiative_id, line)
    return found


def run_ids(initiative_id: uuid.UUID) -> list[uuid.UUID]:
    """The plays of an initiative with everything of theirs that the ledger tells of, in one query each."""
    found = list(Play.objects.filter(initiative=initiative_id).values_list("pk", flat=True))
    parts = (Gate, Activity, Evidence, AcceptanceSession)
    return [
        *found,
        *(key for model in parts for key in model.objects.filter(play__in=found).values_list("pk", flat=True)),
    ]


def _late(play_ids: Sequence[uuid.UUID], today: dt.date) -> dict[uuid.UUID, int]:
    rows = Activity.objects.filter(play__in=play_ids, status__in=UNDONE, due_on__lt=today).order_by()
    return dict(rows.values_list("play_id").annotate(Count("pk")))
