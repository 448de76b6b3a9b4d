"""The facts that gates ask of governance (P2): everything of the initiative, each in one query or two."""

import datetime as dt
from collections import defaultdict
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q
from django.db.models.functions import TruncDate, TruncHour

from apps.governance.models import Attestation, Incident, Monitor, MonitorReading
from apps.governance.rules.attested import AttestationFacts
from apps.governance.rules.findings import BoundaryFacts, DayCount, IncidentFacts, ItemFacts, MonitorFacts
from apps.governance.selectors.checklists import answered, boundaries, items
from apps.initiatives.criteria import Scope
from kernel.canonical import digest
from kernel.tenancy.context import mounted_client

# What is asked of a time before the run: as many days as a template may ask for.
MOST_DAYS = 60


def checklist_facts(scope: Scope) -> list[ItemFacts]:
    """The items of the checklist."""
    return [
        ItemFacts(
            item.pk,
            answered(item),
            item.created_at,
            item.completed_at,
            digest({"answer": item.answer, "owner": item.owner_id, "evidence": item.evidence}),
        )
        for item in items(scope.initiative_id)
    ]


def boundary_facts(scope: Scope) -> list[BoundaryFacts]:
    """The versions of the boundary statement."""
    return [
        BoundaryFacts(row.pk, row.number, row.content_hash, row.proposed_at, row.approved_at, row.ended_at)
        for row in boundaries(scope.initiative_id)
    ]


def monitor_facts(scope: Scope) -> list[MonitorFacts]:
    """The monitors with their readings counted by day, from as many days before the run as a template may ask for."""
    zone = ZoneInfo(mounted_client().time_zone)
    since = dt.datetime.combine(scope.started_on - dt.timedelta(MOST_DAYS), dt.time(), zone)
    counted = (
        MonitorReading.objects.filter(monitor__initiative_id=scope.initiative_id, measured_at__gte=since)
        .annotate(day=TruncDate("measured_at", tzinfo=zone))
        .values("monitor_id", "day")
        .annotate(
            readings=Count("pk"),
            inside=Count("pk", filter=Q(in_range=True)),
            hours=Count(TruncHour("measured_at", tzinfo=zone), distinct=True),
            lows=ArrayAgg("low", distinct=True),
            highs=ArrayAgg("high", distinct=True),
        )
        .order_by("monitor_id", "day")
    )
    days: dict[object, dict[dt.date, DayCount]] = defaultdict(dict)
    for row in counted:
        days[row["monitor_id"]][row["day"]] = DayCount(
            row["readings"], row["inside"], row["hours"], tuple(row["lows"]), tuple(row["highs"])
        )
    return [
        MonitorFacts(
            monitor.pk,
            monitor.name,
            monitor.every,
            monitor.starts_on,
            monitor.created_at.astimezone(zone),
            monitor.retired_at.astimezone(zone) if monitor.retired_at else None,
            days[monitor.pk],
        )
        for monitor in Monitor.objects.filter(initiative_id=scope.initiative_id).order_by("name", "pk")
    ]


def incident_facts(scope: Scope) -> list[IncidentFacts]:
    """The incidents, their moments in the client's time zone."""
    zone = ZoneInfo(mounted_client().time_zone)
    rows = Incident.objects.filter(initiative_id=scope.initiative_id).order_by("number")
    return [
        IncidentFacts(
            row.pk,
            row.number,
            row.title,
            row.worst_severity,
            row.detected_at.astimezone(zone),
            row.resolved_at.astimezone(zone) if row.resolved_at else None,
            row.resolution_recorded_at.astimezone(zone) if row.resolution_recorded_at else None,
        )
        for row in rows
    ]


def attestation_facts(scope: Scope) -> tuple[list[AttestationFacts], list[BoundaryFacts]]:
    """The attestations, due and given, their moments in the client's time zone; and the limits that they are about."""
    zone = ZoneInfo(mounted_client().time_zone)
    found = [
        AttestationFacts(
            row.pk,
            row.leader.name,
            row.attested_at.astimezone(zone) if row.attested_at else None,
            row.inside_limits,
            row.limits_right,
            row.boundary_number,
            row.boundary_hash,
        )
        for row in Attestation.objects.filter(initiative_id=scope.initiative_id).select_related("leader")
    ]
    return found, boundary_facts(scope)
