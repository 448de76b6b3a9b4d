"""What needs a consultant today, from where contracts and plays of all their clients stand (B1), on plain values."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.plays.choices import GateStatus, GateType, PlayStatus
from apps.portfolio.choices import DeskKind
from apps.portfolio.rules.due import DueRow
from apps.portfolio.rules.plays import SOON_DAYS, PlayRow
from apps.portfolio.rules.standings import OPEN, StandingRow
from apps.value.choices import ContractStatus, Course, Freshness

DUE_SOON_DAYS = 14


@dataclass(frozen=True, slots=True)
class DeskItem:
    """One thing that needs somebody today: how urgent, what, about which contract, play or due day, and on which page."""

    weight: int
    kind: DeskKind
    what: str
    row: StandingRow | PlayRow | DueRow
    # A page below the client's mount, by its name and the id in it; without a name, the path that the row has.
    view: str = ""
    argument: uuid.UUID | None = None
    on: dt.date | None = None
    # Of a contract that needs something else: then `on` is the day on which the contract is due.
    is_due_day: bool = False


def desk_items(
    contracts: Iterable[StandingRow],
    today: Mapping[str, dt.date],
    *,
    plays: Iterable[PlayRow] = (),
    overdue: Iterable[DueRow] = (),
) -> list[DeskItem]:
    """What needs attention, the most urgent first: a play past its last day, what has gone wrong, what waits, what will come.

    `today` is the date in each client's time zone. A contract whose play is frozen is not named for its trigger once more.
    """
    plays = list(plays)
    frozen = {(row.client_id, row.contract_id) for row in plays if row.is_open and row.is_frozen}
    items = [
        item
        for row in contracts
        if row.status in OPEN
        for item in _of_contract(row, today[row.time_zone])
        if item.kind != DeskKind.ROLLBACK or (row.client_id, row.contract_id) not in frozen
    ]
    items += [item for row in plays if row.is_open for item in _of_play(row, today[row.time_zone])]
    items += _incidents(plays)
    items += [item for row in overdue for item in _of_due(row, today[row.time_zone])]
    return sorted(items, key=lambda item: (item.weight, item.on or dt.date.max, item.row.client_name))


def _of_contract(row: StandingRow, today: dt.date) -> Iterable[DeskItem]:
    def item(weight: int, kind: DeskKind, what: str, view: str = "value:contract") -> DeskItem:
        about = row.kpi_id if view == "value:kpi" else row.contract_id
        is_due_day = kind not in (DeskKind.OVERDUE, DeskKind.DUE)
        return DeskItem(weight, kind, what, row, view, about, row.due_on, is_due_day)

    if row.waiting_for:
        amended = row.status != ContractStatus.PROPOSED
        what = _("has an amendment that waits for signatures") if amended else _("waits for signatures")
        yield item(30, DeskKind.UNSIGNED, what)
    if row.status != ContractStatus.ACTIVE:
        return
    if "rollback" in row.alerts:
        yield item(1, DeskKind.ROLLBACK, _("has fired its rollback trigger"))
    if "guardrail" in row.alerts:
        yield item(5, DeskKind.GUARDRAIL, _("has broken a guardrail"))
    fresh = row.fresh(today)
    if row.course == Course.OFF_COURSE:
        yield item(10, DeskKind.OFF_COURSE, _("is off course"))
    if fresh in (Freshness.STALE, Freshness.NONE):
        yield item(15, DeskKind.STALE, _("has no current reading"), "value:kpi")
    elif fresh == Freshness.LATE:
        yield item(20, DeskKind.LATE, _("has a late reading"), "value:kpi")
    if row.course == Course.AT_RISK:
        yield item(40, DeskKind.AT_RISK, _("is at risk"))
    if row.due_on and row.due_on < today:
        yield item(5, DeskKind.OVERDUE, _("is past its last day, and nothing is decided"))
    elif row.due_on and (row.due_on - today).days <= DUE_SOON_DAYS:
        yield item(50, DeskKind.DUE, _("is due soon"))


def _of_play(row: PlayRow, today: dt.date) -> Iterable[DeskItem]:
    def item(weight: int, kind: DeskKind, what: str, on: dt.date | None = None, *, gate: bool = False) -> DeskItem:
        view, about = row.gate_page if gate else row.page
        return DeskItem(weight, kind, what, row, view, about, on)

    overdue = row.is_overdue(today)
    if overdue:
        what = _("is past its last day, and nothing is decided")
        yield item(0, DeskKind.PLAY_OVERDUE, what, row.redesign_on or row.last_on, gate=True)
    if row.is_frozen:
        yield item(1, DeskKind.FROZEN, _("has its gates frozen: a rollback trigger has fired"))
    if late := row.late_conditions(today):
        what = ngettext(
            "has %(count)s condition of a gate overdue", "has %(count)s conditions of a gate overdue", late
        ) % {"count": late}
        yield item(7, DeskKind.CONDITIONS, what, min(row.conditions_due))
    yield from _of_gate(row, today, item, overdue=overdue)
    if row.has_stalled(today):
        what = _("has recorded no progress for %(days)s days") % {"days": row.idle_days(today)}
        yield item(18, DeskKind.STALLED, what)
    if expiry := row.next_expiry(today):
        yield item(35, DeskKind.WAIVER, _("rests on a waiver that expires"), expiry)


def _of_gate(row: PlayRow, today: dt.date, item: Any, *, overdue: bool) -> Iterable[DeskItem]:
    if not row.gate or row.gate_due_on is None or row.status == PlayStatus.PAUSED:
        return
    told = {"gate": GateType(row.gate).label, "met": row.criteria_met, "asked": row.criteria_asked}
    if row.gate_status == GateStatus.SUBMITTED:
        what = _("waits for the decision at its %(gate)s gate with %(met)s of %(asked)s criteria met") % told
        yield item(3, DeskKind.DECISION, what, row.gate_due_on, gate=True)
    elif overdue:
        return
    elif row.gate_due_on < today:
        what = _("is past the day of its %(gate)s gate with %(met)s of %(asked)s criteria met") % told
        yield item(8, DeskKind.GATE_LATE, what, row.gate_due_on, gate=True)
    elif (row.gate_due_on - today).days <= SOON_DAYS:
        what = _("comes to its %(gate)s gate with %(met)s of %(asked)s criteria met") % told
        yield item(25, DeskKind.GATE, what, row.gate_due_on, gate=True)


def _incidents(plays: Iterable[PlayRow]) -> Iterable[DeskItem]:
    """Severe incidents belong to the initiative, and outlast its plays: they are named once."""
    seen = set()
    for row in sorted(plays, key=lambda each: (not each.is_open, each.starts_on)):
        if row.severe_incidents and (row.client_id, row.initiative_id) not in seen:
            seen.add((row.client_id, row.initiative_id))
            what = ngettext(
                "has %(count)s severe incident that is not over",
                "has %(count)s severe incidents that are not over",
                row.severe_incidents,
            ) % {"count": row.severe_incidents}
            yield DeskItem(2, DeskKind.INCIDENT, what, row, "initiatives:initiative_governance", row.initiative_id)


def _of_due(row: DueRow, today: dt.date) -> Iterable[DeskItem]:
    if not row.done and row.on < today:
        yield DeskItem(12, DeskKind.ATTESTATION, _("has an attestation overdue"), row, on=row.on)
