"""Recording what monitors show: one reading or a batch, and the breach that one out of range opens (G3)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.governance import events, permissions
from apps.governance.choices import IncidentType, MonitorStatus, RowOutcome
from apps.governance.models import Incident, Monitor, MonitorReading
from apps.governance.rules.incidents import BreachSpan, breach_from
from apps.governance.rules.watching import Range, RowResult, check_readings, moments_of
from apps.governance.services.incidents import open_incident
from apps.governance.services.monitors import MONITORS
from kernel import clock
from kernel.access import Actor, system_actor, table
from kernel.canonical import digest
from kernel.decimals import PLAIN, NumberStyle
from kernel.errors import ConflictRefused, InvalidRefused, Problem
from kernel.ids import new_id
from kernel.ledger.services import record
from kernel.rows import locked
from kernel.tenancy.context import mounted_client

BATCH_LIMIT = 10_000
# An entry of the ledger tells this many readings one by one; of more, the counts and the digest of all.
TOLD_ONE_BY_ONE = 20
_COLUMNS = "id, monitor_id, measured_at, value, source, low, high, in_range, recorded_at, recorded_by_name"


def record_monitor_readings(
    *, by: Actor, monitor_id: uuid.UUID, rows: Sequence[Any], style: NumberStyle = PLAIN
) -> list[RowResult]:
    """Record what a monitor showed (G3): rows of `measured_at`, `value` and perhaps `source`; the rows that hold, row by row.

    One out of range opens a breach with the monitor's severity and owner, unless one goes on. Raises `NotFoundMissing`,
    `InvalidRefused` for more than 10,000 rows, and `ConflictRefused` for a retired monitor.
    """
    if not 0 < len(rows) <= BATCH_LIMIT:
        text = _("1 to %(most)s readings can be recorded at once.") % {"most": BATCH_LIMIT}
        raise InvalidRefused(text, [Problem("rows", "batch", text, _("Send them in parts."))])
    with transaction.atomic():
        monitor: Monitor = locked(MONITORS, monitor_id)
        table.require(by, permissions.RECORD, monitor.initiative)
        if monitor.status == MonitorStatus.RETIRED:
            raise ConflictRefused(_("The monitor is retired."), way_out=_("Send its readings to another one."))
        zone = ZoneInfo(mounted_client().time_zone)
        results = check_readings(
            rows,
            bounds=Range(monitor.low, monitor.high),
            known=_known(monitor, moments_of(rows, zone)),
            earliest=dt.datetime.combine(monitor.starts_on, dt.time(), zone),
            now=clock.now(),
            zone=zone,
            style=style,
        )
        new = [result.values for result in results if result.outcome is RowOutcome.NEW and result.values]
        if new:
            _insert(by, monitor, results)
            record(events.MONITOR_READ, subject=monitor, by=by, data=_told(results))
            _breach(monitor, [values.measured_at for values in new if not values.in_range])
    return results


def _known(monitor: Monitor, moments: list[dt.datetime]) -> dict[dt.datetime, Any]:
    """The values recorded for the moments that rows speak of, in one query."""
    found = MonitorReading.objects.filter(monitor=monitor, measured_at__in=moments)
    return dict(found.values_list("measured_at", "value"))


def _insert(by: Actor, monitor: Monitor, results: Sequence[RowResult]) -> None:
    moment = clock.now()
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY governance_monitorreading ({_COLUMNS}) FROM STDIN") as copy,
    ):
        for result in results:
            if result.values is not None:
                measured_at, value, source, in_range = result.values
                copy.write_row(
                    (
                        new_id(),
                        monitor.pk,
                        measured_at,
                        value,
                        source,
                        monitor.low,
                        monitor.high,
                        in_range,
                        moment,
                        by.name[:200],
                    )
                )


def _told(results: Sequence[RowResult]) -> dict[str, Any]:
    new = [result.values for result in results if result.values]
    told = [[values.measured_at, values.value, values.source, values.in_range] for values in new]
    data: dict[str, Any] = {
        "new": len(new),
        "outside": sum(not values.in_range for values in new),
        "first": min(values.measured_at for values in new),
        "last": max(values.measured_at for values in new),
    }
    if len(told) <= TOLD_ONE_BY_ONE:
        return data | {
            "readings": [{"at": row[0], "value": row[1], "source": row[2], "in_range": row[3]} for row in told]
        }
    return data | {"digest": digest(told)}


def _breach(monitor: Monitor, outside: list[dt.datetime]) -> None:
    """Open a breach for the first reading out of range that none accounts for; the platform does, whoever sent the reading."""
    if not outside:
        return
    known = Incident.objects.filter(monitor=monitor, type=IncidentType.BREACH)
    spans = [BreachSpan(*row) for row in known.values_list("detected_at", "resolved_at")]
    first = breach_from(outside, spans)
    if first is not None:
        open_incident(
            by=system_actor(),
            initiative_id=monitor.initiative_id,
            title=_("%(monitor)s out of its range") % {"monitor": monitor.name},
            type=IncidentType.BREACH,
            severity=monitor.severity,
            detected_at=first,
            owner_id=monitor.owner_id,
            description=monitor.breach_process,
            monitor_id=monitor.pk,
        )
