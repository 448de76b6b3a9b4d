"""Reading in which order AI use cases came under way, and which of them are governed (S13)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q

from apps.governance.choices import MonitorStatus
from apps.governance.models import Monitor
from apps.initiatives.choices import InitiativeType
from apps.initiatives.events import CHANGED, CREATED
from apps.initiatives.findings import Finding
from apps.initiatives.models import Initiative
from apps.plays.models import Play
from apps.plays.rules import sequence
from apps.plays.rules.sequence import UNDER_WAY, UseCase
from kernel.ledger.models import Entry
from kernel.tenancy.context import local_today, mounted_client


def governance_before_the_second(initiative_id: uuid.UUID, *, starting: bool = False) -> Finding | None:
    """The finding that an AI use case came under way before an earlier one was governed (S13), in four queries.

    With `starting`, asked of one whose play is about to start. A finding, not a refusal; None of other kinds of work.
    """
    rows = list(
        Initiative.objects.filter(Q(pk=initiative_id) | Q(status__in=UNDER_WAY), type=InitiativeType.AI_USE_CASE)
    )
    second = next((row for row in rows if row.pk == initiative_id), None)
    if second is None or len(rows) < 2 or not (starting or second.status in UNDER_WAY):
        return None
    began, watched = _began(rows), _watched(rows)
    cases = {row.pk: UseCase(row.pk, row.name, row.status, began.get(row.pk), watched.get(row.pk, 0)) for row in rows}
    return sequence.governance_before_the_second(cases.pop(initiative_id), cases.values(), starting=starting)


def _began(rows: Sequence[Initiative]) -> dict[uuid.UUID, dt.date]:
    """Since when each is under way: its first play began, or the ledger tells of its first status from the pilot on."""
    keys, zone = [row.pk for row in rows], ZoneInfo(mounted_client().time_zone)
    told = Q(event=CREATED, data__status__in=UNDER_WAY) | Q(event=CHANGED, data__changes__status__1__in=UNDER_WAY)
    entries = (
        Entry.objects.filter(told, subject_type=Initiative._meta.label_lower, subject_id__in=keys)
        .order_by()
        .values_list("subject_id")
        .annotate(Min("recorded_at"))
    )
    plays = (
        Play.objects.filter(initiative__in=keys, starts_on__lte=local_today())
        .order_by()
        .values_list("initiative_id")
        .annotate(Min("starts_on"))
    )
    found = {key: at.astimezone(zone).date() for key, at in entries}
    for key, day in plays:
        found[key] = min(day, found.get(key, day))
    return found


def _watched(rows: Sequence[Initiative]) -> dict[uuid.UUID, int]:
    """How many active monitors each has."""
    monitors = Monitor.objects.filter(initiative__in=[row.pk for row in rows], status=MonitorStatus.ACTIVE)
    return dict(monitors.order_by().values_list("initiative_id").annotate(Count("pk")))
