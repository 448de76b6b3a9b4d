"""What was believed at a moment: a KPI, its baseline and its readings as they were recorded until then, and their figures.

Nothing is kept for it: readings and baselines say when they came and went, and the ledger what a KPI was before a change.
"""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.value.choices import ReadingState
from apps.value.events import KPI_CHANGED
from apps.value.models import Baseline, Kpi, Reading
from apps.value.rules.points import Period, Point
from apps.value.selectors.kpis import kpi
from apps.value.selectors.series import own_source_first
from apps.value.selectors.standing import Standing, standing
from apps.value.selectors.terms import baseline_terms, kpi_terms
from kernel import clock
from kernel.errors import InvalidRefused, NotFoundMissing, Problem
from kernel.ledger.models import Entry
from kernel.tenancy.context import mounted_client

FIELD = "as_known_at"
_FIELDS = {field.attname: field for field in Kpi._meta.concrete_fields}


def kpi_as_known(kpi_id: uuid.UUID, at: dt.datetime) -> Kpi:
    """A KPI as it was described at a moment; what changed since is taken back by the ledger. It is for reading, not for saving.

    Raises `InvalidRefused` for a moment that has not come, `NotFoundMissing` for one before there was the KPI.
    """
    if at > clock.now():
        text = _("This moment has not come yet.")
        way_out = _("Name a moment that has passed, or leave it out.")
        raise InvalidRefused(_("Nobody knows that yet."), [Problem(FIELD, "in_the_future", text, way_out)])
    found = kpi(kpi_id)
    if found.created_at > at:
        raise NotFoundMissing(_("There was no such KPI at that moment."))
    changes = Entry.objects.filter(event=KPI_CHANGED, subject_id=found.pk)
    later = changes.filter(recorded_at__gt=at).order_by("-sequence").values_list("data", flat=True)
    for data in later:
        for name, (before, _after) in data["changes"].items():
            setattr(found, name, _FIELDS[name].to_python(before))
        found.revision -= 1
    if found.updated_at > at:
        # A new baseline is a change too.
        moments = [
            changes.filter(recorded_at__lte=at).order_by("-sequence").values_list("recorded_at", flat=True).first(),
            Baseline.objects.filter(kpi=found, recorded_at__lte=at)
            .order_by("-recorded_at")
            .values_list("recorded_at", flat=True)
            .first(),
        ]
        found.updated_at = max([found.created_at, *(moment for moment in moments if moment)])
    return found


def believed_at(at: dt.datetime) -> Q:
    """Of readings or baselines: those in force at a moment, by when they came and went."""
    return Q(recorded_at__lte=at) & (Q(superseded_at__isnull=True) | Q(superseded_at__gt=at))


def baseline_as_known(found: Kpi, at: dt.datetime) -> Baseline | None:
    """The baseline that held at a moment."""
    return Baseline.objects.filter(believed_at(at), kpi=found).first()


def points_as_known(found: Kpi, at: dt.datetime) -> list[Point]:
    """The readings that were in force at a moment, in period order, in one query; the KPI as `kpi_as_known` has it."""
    rows = own_source_first(Reading.objects.filter(believed_at(at), kpi=found), found.source)
    return [
        Point(Period(start, end), value, cases)
        for start, end, value, cases in rows.values_list("period_start", "period_end", "value", "cases")
    ]


def day_of(at: dt.datetime) -> dt.date:
    """The date of a moment in the mounted client's time zone."""
    return at.astimezone(ZoneInfo(mounted_client().time_zone)).date()


def standing_as_known(found: Kpi, at: dt.datetime) -> Standing:
    """Where a KPI stood at a moment by what was known then, in two queries; the KPI as `kpi_as_known` has it."""
    baseline = baseline_as_known(found, at)
    return standing(
        kpi_terms(found),
        baseline_terms(baseline) if baseline else None,
        points_as_known(found, at),
        today=day_of(at),
    )


def state_as_known(state: str, at: dt.datetime) -> Q:
    """Of the readings recorded until a moment: those that were in this state then."""
    if state == ReadingState.CURRENT:
        return believed_at(at)
    return Q(state=state, superseded_at__lte=at)
