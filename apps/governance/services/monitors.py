"""Monitors: what is watched, in which range, and what happens outside of it (G3)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.governance import events, permissions
from apps.governance.choices import Every, MonitorStatus
from apps.governance.lifecycle import MONITOR
from apps.governance.models import Monitor, MonitorReading
from apps.governance.rules.incidents import severity_problems
from apps.governance.rules.watching import Range, range_problems
from apps.governance.services.fields import refuse_unknown
from apps.initiatives.selectors import initiative
from kernel import clock
from kernel.access import Actor, table
from kernel.errors import ConflictRefused, Problem
from kernel.ledger.services import record
from kernel.rows import apply_changes, check_fields, locked_at, refuse
from kernel.tenancy.context import local_today

MONITORS = Monitor.objects.select_related("initiative")
CHANGEABLE = frozenset(
    {"name", "type", "unit", "low", "high", "every", "starts_on", "owner_id", "breach_process", "severity"}
)
# What gives the numbers their meaning.
MEANING = ("type", "unit", "every", "starts_on")
RANGE = ("low", "high")
LONGEST_REASON = 1_000


class MonitorNameRefused(ConflictRefused):
    """Another monitor of this initiative has the name."""

    code = "name_taken"


def create_monitor(
    *,
    by: Actor,
    initiative_id: uuid.UUID,
    name: str,
    type: str,  # noqa: A002 - the field's name
    unit: str,
    breach_process: str,
    low: Decimal | None = None,
    high: Decimal | None = None,
    every: str = Every.DAY,
    starts_on: dt.date | None = None,
    owner_id: uuid.UUID | None = None,
    severity: int = 3,
) -> Monitor:
    """Define a monitor with its acceptable range and the written breach process (G3), watched from today and owned by the
    workflow owner where nothing else is said. Raises `InvalidRefused` naming each field, or `MonitorNameRefused`.
    """
    found = initiative(initiative_id)
    table.require(by, permissions.MANAGE, found)
    moment = clock.now()
    monitor = Monitor(
        initiative=found,
        name=name.strip(),
        type=type,
        unit=unit.strip(),
        low=low,
        high=high,
        every=every,
        starts_on=starts_on or local_today(),
        owner_id=owner_id or found.workflow_owner_id,
        breach_process=breach_process.strip(),
        severity=severity,
        created_at=moment,
        updated_at=moment,
    )
    _refuse_wrong(monitor)
    with transaction.atomic():
        _save(monitor, new=True)
        data = {
            "initiative": found.pk,
            "name": monitor.name,
            "low": low,
            "high": high,
            "every": monitor.every,
            "starts_on": monitor.starts_on,
        }
        record(events.MONITOR_CREATED, subject=monitor, by=by, data=data)
    return monitor


def change_monitor(
    *, by: Actor, monitor_id: uuid.UUID, revision: int | None, reason: str = "", **changes: Any
) -> Monitor:
    """Change a monitor at the revision it was read at; another range needs a reason, and holds for the readings to come.

    Once there are readings, what gives them their meaning stays. Raises as `create_monitor`.
    """
    refuse_unknown(changes, CHANGEABLE)
    with transaction.atomic():
        monitor: Monitor = locked_at(MONITORS, monitor_id, revision)
        table.require(by, permissions.MANAGE, monitor.initiative)
        if monitor.status == MonitorStatus.RETIRED:
            raise ConflictRefused(_("The monitor is retired."), way_out=_("Define a new one."))
        changed = apply_changes(monitor, changes)
        fixed = [name for name in MEANING if name in changed]
        if fixed and MonitorReading.objects.filter(monitor=monitor).exists():
            text = _("The monitor has readings already, and this field gives them their meaning.")
            refuse([Problem(name, "G3", text, _("Retire it, and define a new one.")) for name in fixed])
        _refuse_wrong(monitor, _reason_problems(reason, needed=any(name in changed for name in RANGE)))
        if changed:
            _save(monitor)
            data = {"changes": changed} | ({"reason": reason.strip()} if reason.strip() else {})
            record(events.MONITOR_CHANGED, subject=monitor, by=by, data=data)
    return monitor


def retire_monitor(*, by: Actor, monitor_id: uuid.UUID, revision: int | None, reason: str) -> Monitor:
    """Watch no more, for a reason; what was read stays. Raises `InvalidRefused` without one, or `MoveRefused`."""
    with transaction.atomic():
        monitor: Monitor = locked_at(MONITORS, monitor_id, revision)
        table.require(by, permissions.MANAGE, monitor.initiative)
        target = MONITOR.target(monitor.status, "retire")
        if not reason.strip():
            text = _("A monitor is retired for a reason.")
            refuse([Problem("reason", "G3", text, _("Say why nobody has to watch this any more."))])
        apply_changes(monitor, {"status": target, "retired_at": clock.now()})
        monitor.save()
        data = {"name": monitor.name, "reason": reason.strip()[:1_000]}
        record(events.MONITOR_RETIRED, subject=monitor, by=by, data=data)
    return monitor


def _reason_problems(reason: str, *, needed: bool) -> list[Problem]:
    if needed and not reason.strip():
        return [Problem("reason", "G3", _("Another range needs a reason."), _("Say why the old one was not right."))]
    if len(reason) > LONGEST_REASON or "\x00" in reason:
        text = _("At most %(most)s characters are possible.") % {"most": LONGEST_REASON}
        return [Problem("reason", "max_length", text, _("Shorten it."))]
    return []


def _refuse_wrong(monitor: Monitor, others: Sequence[Problem] = ()) -> None:
    refuse(
        [
            *check_fields(monitor),
            *range_problems(Range(monitor.low, monitor.high)),
            *severity_problems(monitor.severity),
            *others,
        ]
    )


def _save(monitor: Monitor, *, new: bool = False) -> None:
    try:
        with transaction.atomic():
            monitor.save(force_insert=new)
    except IntegrityError as error:
        text = _("The initiative has a monitor of this name.")
        problem = Problem("name", MonitorNameRefused.code, text, _("Choose another name."))
        raise MonitorNameRefused(_("The name is taken."), [problem]) from error
