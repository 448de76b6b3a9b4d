"""Where a contract of a client stands, as the read model knows it, on plain values."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from apps.value.choices import ContractStatus, Course, Freshness
from apps.value.rules.money.ahead import Amounts
from apps.value.rules.periods import freshness, period_of

OPEN = frozenset({ContractStatus.DRAFT, ContractStatus.PROPOSED, ContractStatus.SIGNED, ContractStatus.ACTIVE})


@dataclass(frozen=True, slots=True)
class StandingRow:
    """Where one contract of one client stands, as the read model knows it."""

    client_id: uuid.UUID
    client_name: str
    client_slug: str
    time_zone: str
    contract_id: uuid.UUID
    title: str
    status: str
    kpi_id: uuid.UUID
    kpi_name: str
    unit: str
    currency: str
    cadence: str
    baseline: Decimal | None
    target: Decimal | None
    recent_level: Decimal | None
    progress: Decimal | None
    course: str
    starts_on: dt.date | None
    due_on: dt.date | None
    last_period_end: dt.date | None
    waiting_for: tuple[str, ...]
    alerts: tuple[str, ...] = ()
    value: Amounts | None = None
    value_run_rate: Decimal | None = None

    def day(self, today: dt.date) -> int | None:
        """Day n of the play; None while it has not begun."""
        return (today - self.starts_on).days + 1 if self.starts_on and self.starts_on <= today else None

    def fresh(self, today: dt.date) -> Freshness:
        """How current the KPI's readings are on a date."""
        last = period_of(self.last_period_end, self.cadence) if self.last_period_end else None
        return freshness(last, today=today, grid=self.cadence)


# The worst first: what a client with several contracts is shown by.
COURSES = (Course.OFF_COURSE, Course.AT_RISK, Course.UNKNOWN, Course.ON_COURSE, Course.ACHIEVED)


def worst_course(rows: Iterable[StandingRow]) -> Course | None:
    """The course that needs most attention among the contracts in force; None where there is none in force."""
    found = {Course(row.course) for row in rows if row.status == ContractStatus.ACTIVE}
    return next((course for course in COURSES if course in found), None)
