"""Reading monitors, and what they showed."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from apps.governance.choices import ONGOING, Every, IncidentType, MonitorStatus
from apps.governance.models import Incident, Monitor, MonitorReading
from apps.governance.rules.charts import MonitorPoint, monitor_chart
from apps.governance.rules.watching import Range
from kernel import clock
from kernel.errors import NotFoundMissing
from kernel.tenancy.context import mounted_client
from kernel.web import formats

# What a small picture shows of a monitor: enough to see where it comes from, on a phone too.
DRAWN = {Every.HOUR.value: dt.timedelta(3), Every.DAY.value: dt.timedelta(42), Every.WEEK.value: dt.timedelta(182)}
# More points than this no eye tells apart, and no page should carry.
MOST_POINTS = 120
MOST_LISTED = 500


@dataclass(frozen=True, slots=True)
class MonitorLine:
    """A monitor with its latest reading, whether a breach goes on, and its latest readings for a picture."""

    monitor: Monitor
    last_at: dt.datetime | None
    last_value: Decimal | None
    last_in_range: bool | None
    is_breached: bool
    points: Sequence[MonitorPoint]

    @property
    def bounds(self) -> Range:
        """Its acceptable range."""
        return Range(self.monitor.low, self.monitor.high)


def monitors() -> QuerySet[Monitor]:
    """All monitors with initiative and owner, by name."""
    found: QuerySet[Monitor] = Monitor.objects.select_related("initiative", "owner")
    return found.order_by("name", "pk")


def monitor(monitor_id: uuid.UUID) -> Monitor:
    """One monitor with its initiative and owner. Raises `NotFoundMissing`."""
    found = monitors().filter(pk=monitor_id).first()
    if found is None:
        raise NotFoundMissing(_("There is no such monitor."))
    return found


def with_latest(rows: QuerySet[Monitor]) -> QuerySet[Monitor]:
    """Monitors, each with when it was read last, what it showed, and whether a breach goes on."""
    latest = MonitorReading.objects.filter(monitor=OuterRef("pk")).order_by("-measured_at")
    ongoing = Incident.objects.filter(monitor=OuterRef("pk"), type=IncidentType.BREACH, status__in=ONGOING)
    return rows.annotate(
        last_at=Subquery(latest.values("measured_at")[:1]),
        last_value=Subquery(latest.values("value")[:1]),
        last_in_range=Subquery(latest.values("in_range")[:1]),
        is_breached=Exists(ongoing),
    )


def monitor_lines(initiative_id: uuid.UUID) -> list[MonitorLine]:
    """The monitors of an initiative, active ones first, with what a page shows of them, in two queries."""
    rows = with_latest(monitors().filter(initiative_id=initiative_id))
    return _lines(sorted(rows, key=lambda row: row.status != MonitorStatus.ACTIVE))


def monitor_line(monitor_id: uuid.UUID) -> MonitorLine:
    """One monitor with what its page shows, in two queries. Raises `NotFoundMissing`."""
    found = with_latest(monitors().filter(pk=monitor_id)).first()
    if found is None:
        raise NotFoundMissing(_("There is no such monitor."))
    return _lines([found])[0]


def readings(monitor_id: uuid.UUID) -> QuerySet[MonitorReading]:
    """The readings of a monitor, the latest first."""
    found: QuerySet[MonitorReading] = MonitorReading.objects.filter(monitor_id=monitor_id)
    return found.order_by("-measured_at")


def picture_of(line: MonitorLine, *, width: int | str = "container", height: int = 160) -> dict[str, Any] | None:
    """The picture of a monitor's latest readings, in the active language; None while there are none."""
    if not line.points:
        return None
    return monitor_chart(
        line.points,
        bounds=line.bounds,
        unit=line.monitor.unit,
        description=picture_sentence(line),
        width=width,
        height=height,
    )


def picture_sentence(line: MonitorLine) -> str:
    """What a monitor shows, in a sentence: its latest reading, and how many of those drawn were in range."""
    if line.last_value is None or line.last_at is None:
        return _("%(name)s has not been read yet.") % {"name": line.monitor.name}
    said = {
        "name": line.monitor.name,
        "value": f"{formats.number(round(line.last_value, 3))} {line.monitor.unit}".strip(),
        "moment": formats.moment(line.last_at),
        "inside": sum(point.in_range for point in line.points),
        "count": len(line.points),
    }
    if not line.points:
        return _("%(name)s: %(value)s, %(moment)s.") % said
    return _("%(name)s: %(value)s, %(moment)s; %(inside)s of %(count)s readings in range.") % said


def _lines(rows: Sequence[Any]) -> list[MonitorLine]:
    points = _points(rows)
    return [
        MonitorLine(row, row.last_at, row.last_value, row.last_in_range, row.is_breached, points[row.pk])
        for row in rows
    ]


def _points(rows: Sequence[Any]) -> dict[uuid.UUID, list[MonitorPoint]]:
    """The latest readings of monitors, as far back as each is drawn, in one query."""
    now, zone = clock.now(), ZoneInfo(mounted_client().time_zone)
    found: dict[uuid.UUID, list[MonitorPoint]] = defaultdict(list)
    wanted = Q(pk__in=[])
    for row in rows:
        wanted |= Q(monitor_id=row.pk, measured_at__gt=(row.last_at or now) - DRAWN[row.every])
    drawn = (
        MonitorReading.objects.filter(wanted)
        .order_by("-measured_at")
        .values_list("monitor_id", "measured_at", "value", "in_range")
    )
    for monitor_id, at, value, in_range in drawn[: MOST_POINTS * max(len(rows), 1)]:
        if len(found[monitor_id]) < MOST_POINTS:
            found[monitor_id].append(MonitorPoint(at.astimezone(zone), value, in_range))
    for latest in found.values():
        latest.reverse()
    return found
