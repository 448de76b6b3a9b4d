"""What needs a consultant today, from the standings of all their clients (B1), on plain values."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.portfolio.choices import SealState
from apps.value.choices import ContractStatus, Course, Freshness, VersionState
from apps.value.rules.money.ahead import Amounts
from apps.value.rules.periods import freshness, period_of

DUE_SOON_DAYS = 14
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


@dataclass(frozen=True, slots=True)
class DeskItem:
    """One thing that needs somebody today: how urgent, what, about which contract."""

    weight: int
    kind: str
    what: Any
    row: StandingRow


def desk_items(rows: Iterable[StandingRow], today: Mapping[str, dt.date]) -> list[DeskItem]:
    """What needs attention, the most urgent first: overdue, off course, stale, late, unsigned, at risk, due soon.

    `today` is the date in each client's time zone.
    """
    items = [item for row in rows if row.status in OPEN for item in _items(row, today[row.time_zone])]
    return sorted(items, key=lambda item: (item.weight, item.row.due_on or dt.date.max, item.row.client_name))


def _items(row: StandingRow, today: dt.date) -> Iterable[DeskItem]:
    if row.waiting_for:
        amended = row.status != ContractStatus.PROPOSED
        yield DeskItem(
            30,
            "unsigned",
            _("has an amendment that waits for signatures") if amended else _("waits for signatures"),
            row,
        )
    if row.status != ContractStatus.ACTIVE:
        return
    if "rollback" in row.alerts:
        yield DeskItem(1, "rollback", _("has fired its rollback trigger"), row)
    if "guardrail" in row.alerts:
        yield DeskItem(5, "guardrail", _("has broken a guardrail"), row)
    fresh = row.fresh(today)
    if row.course == Course.OFF_COURSE:
        yield DeskItem(10, "off_course", _("is off course"), row)
    if fresh in (Freshness.STALE, Freshness.NONE):
        yield DeskItem(15, "stale", _("has no current reading"), row)
    elif fresh == Freshness.LATE:
        yield DeskItem(20, "late", _("has a late reading"), row)
    if row.course == Course.AT_RISK:
        yield DeskItem(40, "at_risk", _("is at risk"), row)
    if row.due_on and row.due_on < today:
        yield DeskItem(5, "overdue", _("is past its last day, and nothing is decided"), row)
    elif row.due_on and (row.due_on - today).days <= DUE_SOON_DAYS:
        yield DeskItem(50, "due", _("is due soon"), row)


_OUTSIDE = {
    VersionState.OPEN: SealState.OPEN,
    VersionState.WITHDRAWN: SealState.WITHDRAWN,
    VersionState.SUPERSEDED: SealState.SUPERSEDED,
}
_IN_FORCE = {
    ContractStatus.SIGNED: SealState.SIGNED,
    ContractStatus.ACTIVE: SealState.IN_FORCE,
    ContractStatus.SUPERSEDED: SealState.SUPERSEDED,
}


def seal_state(version: VersionState, contract: str) -> SealState:
    """What anybody may know of a version: how it stands among the others, and of the one in force how its contract does."""
    if version in _OUTSIDE:
        return _OUTSIDE[version]
    return _IN_FORCE.get(ContractStatus(contract), SealState.ENDED)
