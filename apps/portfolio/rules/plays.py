"""Where a play of a client stands, as the read model knows it; what a passing day changes is told by the day it is looked at."""

import datetime as dt
import uuid
from dataclasses import dataclass

from apps.plays.choices import GateStatus, GateType, PlayStatus
from apps.plays.rules.days import day_of, is_overdue

SOON_DAYS = 7
OPEN = frozenset({PlayStatus.PLANNED, PlayStatus.RUNNING, PlayStatus.PAUSED})


@dataclass(frozen=True, slots=True)
class PlayRow:
    """Where one play of one client stands."""

    client_id: uuid.UUID
    client_name: str
    client_slug: str
    time_zone: str
    play_id: uuid.UUID
    initiative_id: uuid.UUID
    contract_id: uuid.UUID
    initiative_name: str
    team: str
    status: str
    starts_on: dt.date
    last_on: dt.date
    redesign_on: dt.date | None
    # The first gate that is not passed: which, where it stands, and what of it is met; nothing once the play has ended.
    gate_id: uuid.UUID | None
    gate: str
    gate_status: str
    gate_due_on: dt.date | None
    criteria_met: int
    criteria_asked: int
    is_frozen: bool
    # The due days of what is not done: activities, and among them the conditions of gates; and until when waivers hold.
    activities_due: tuple[dt.date, ...]
    conditions_due: tuple[dt.date, ...]
    waivers_until: tuple[dt.date, ...]
    severe_incidents: int
    progress_on: dt.date
    # After how many days without recorded progress it has stalled (S3).
    stall_days: int

    @property
    def title(self) -> str:
        """What it is called: its initiative and the team."""
        return f"{self.initiative_name}, {self.team}" if self.team else self.initiative_name

    @property
    def page(self) -> tuple[str, uuid.UUID]:
        """Its page below the client's mount, by name and id."""
        return "plays:play", self.play_id

    @property
    def gate_page(self) -> tuple[str, uuid.UUID]:
        """The page of its next gate, likewise; without one its own."""
        return ("plays:gate", self.gate_id) if self.gate_id else self.page

    @property
    def gate_label(self) -> str:
        """The next gate in words."""
        return str(GateType(self.gate).label) if self.gate else ""

    @property
    def waits_for_decision(self) -> bool:
        """Whether the next gate was submitted and is not decided."""
        return self.gate_status == GateStatus.SUBMITTED

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.status in OPEN

    def day(self, today: dt.date) -> int | None:
        """Day n of the play; None while it has not begun or when it has ended."""
        day = day_of(self.starts_on, today)
        return day if self.is_open and day > 0 else None

    def is_overdue(self, today: dt.date) -> bool:
        """Whether its last day has passed without a decision (P4)."""
        return is_overdue(ended=not self.is_open, last_on=self.last_on, redesign_on=self.redesign_on, today=today)

    def late_activities(self, today: dt.date) -> int:
        """How many activities should have been done by now (P5)."""
        return sum(day < today for day in self.activities_due) if self.is_open else 0

    def late_conditions(self, today: dt.date) -> int:
        """How many conditions of a conditional go should have been met by now."""
        return sum(day < today for day in self.conditions_due) if self.is_open else 0

    def next_expiry(self, today: dt.date) -> dt.date | None:
        """The day on which a waiver runs out next, where that is soon."""
        soon = [day for day in self.waivers_until if today <= day <= today + dt.timedelta(days=SOON_DAYS)]
        return min(soon, default=None) if self.is_open else None

    def idle_days(self, today: dt.date) -> int:
        """For how many days a running play has recorded no progress."""
        running = self.status == PlayStatus.RUNNING and self.starts_on <= today
        return (today - max(self.progress_on, self.starts_on)).days if running else 0

    def has_stalled(self, today: dt.date) -> bool:
        """Whether a running play has recorded no progress for too long (S3)."""
        return self.idle_days(today) >= self.stall_days
