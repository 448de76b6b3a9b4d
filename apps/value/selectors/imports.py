"""Reading imports: one with what was found in it, those of a KPI that somebody has to look at, those that stand still."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.value.choices import ImportStatus
from apps.value.models import Baseline, DataImport, Kpi
from apps.value.rules.charts.run import run_chart
from apps.value.rules.imports.event_measures import KINDS, LogMeasures, Measure, PeriodFigures
from apps.value.rules.imports.fitting import likely, offered
from apps.value.rules.points import Point, Text, Unknown
from apps.value.selectors.pictures import MOST_POINTS
from kernel import clock
from kernel.errors import NotFoundMissing
from kernel.web import formats

# Work that has not moved for this long is taken for dead, and begun again by the sweep.
STALLED_AFTER = dt.timedelta(minutes=2)
WORKED_ON = frozenset({ImportStatus.READING, ImportStatus.APPLYING})
OPEN = WORKED_ON | {ImportStatus.WAITING, ImportStatus.READY, ImportStatus.FAILED}
MOST_LISTED = 5
MOST_PERIODS = 120
"""So many of the newest periods of a log are listed."""


def data_import(import_id: uuid.UUID) -> DataImport:
    """One import with its KPI and initiative. Raises `NotFoundMissing`."""
    found: DataImport | None = DataImport.objects.select_related("kpi__initiative").filter(pk=import_id).first()
    if found is None:
        raise NotFoundMissing(_("There is no such import."), way_out=_("Upload the file again."))
    return found


def open_imports(kpi_id: uuid.UUID) -> QuerySet[DataImport]:
    """The latest imports of a KPI that run, or wait for somebody; without what was found in them."""
    rows = DataImport.objects.filter(kpi_id=kpi_id, status__in=OPEN).defer("result", "reading_options")
    return rows.order_by("-created_at")[:MOST_LISTED]


def stalled_imports() -> list[uuid.UUID]:
    """The imports of the mounted client that are to be worked on, and are not moving."""
    before = clock.now() - STALLED_AFTER
    stalled = DataImport.objects.filter(status__in=WORKED_ON, progress_at__lt=before)
    return list(stalled.order_by("progress_at").values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class MeasuredPeriod:
    """One period of a log as the page lists it: its figure in the KPI's unit, or why it is not recorded."""

    start: dt.date
    end: dt.date
    value: Decimal | None
    cases: int
    flag: str


@dataclass(frozen=True, slots=True)
class ImportPage:
    """What a file that was read shows; of a file of readings, only whether the KPI has a baseline."""

    has_baseline: bool
    measures: LogMeasures | None = None
    left_out: Mapping[str, Any] | None = None
    choices: Sequence[tuple[str, Text]] = ()
    """The measures that the KPI can take."""
    measure: str = ""
    label: Text = ""
    points: Sequence[Point] = ()
    periods: Sequence[MeasuredPeriod] = ()
    """The newest of them, newest first."""
    more_periods: int = 0
    picture: Mapping[str, Any] | None = None
    sentence: str = ""

    @property
    def window(self) -> tuple[dt.date, dt.date] | None:
        """From the first to the last day that was measured."""
        return (self.points[0].period.start, self.points[-1].period.end) if self.points else None


def import_page(row: DataImport, asked: str = "") -> ImportPage:
    """What was found in a file, for the measure that was asked for, or else the likely one."""
    kpi = row.kpi
    has_baseline = Baseline.objects.filter(kpi=kpi, superseded_at__isnull=True).exists()
    if "measures" not in row.result:
        return ImportPage(has_baseline)
    measures = LogMeasures.from_document(row.result["measures"])
    choices = [(each.value, KINDS[each].label) for each in offered(measures, kpi.unit)]
    meant = asked or likely(measures, name=kpi.name, unit=kpi.unit, aggregation=kpi.aggregation) or ""
    if meant not in dict(choices):
        return ImportPage(has_baseline, measures, row.result["left_out"], choices, meant)
    name, series = Measure(meant), measures.series.get(kpi.grid, ())
    points = measures.points(kpi.grid, name, kpi.unit)
    label = KINDS[name].label
    sentence = _sentence(str(label), points, kpi)
    return ImportPage(
        has_baseline,
        measures,
        row.result["left_out"],
        choices,
        name.value,
        label,
        points,
        _listed(series[-MOST_PERIODS:], name, points),
        max(0, len(series) - MOST_PERIODS),
        _picture(points, kpi, sentence) if points else None,
        sentence,
    )


def _listed(series: Sequence[PeriodFigures], measure: Measure, points: Sequence[Point]) -> list[MeasuredPeriod]:
    values = {point.period.start: point.value for point in points}
    return [
        MeasuredPeriod(each.start, each.end, values.get(each.start), each.of(measure)[1], each.flag)
        for each in reversed(series)
    ]


def _picture(points: Sequence[Point], kpi: Kpi, sentence: str) -> dict[str, Any]:
    return run_chart(
        points[-MOST_POINTS:],
        limits=Unknown("no_limits", _("Before the readings are recorded there are no limits.")),
        grid=kpi.grid,
        unit=kpi.unit,
        currency=kpi.currency,
        today=None,
        description=sentence,
        width="container",
    )


def _sentence(label: str, points: Sequence[Point], kpi: Kpi) -> str:
    if not points:
        return _("No period of the log counts: it is too short, or no case in it is completed.")
    values = [point.value for point in points]
    said = {
        "measure": capfirst(label),
        "count": len(points),
        "low": formats.quantity(round(min(values), 2), kpi.unit, kpi.currency),
        "high": formats.quantity(round(max(values), 2), kpi.unit, kpi.currency),
    }
    return (
        ngettext(
            "%(measure)s of %(count)d period: %(low)s.",
            "%(measure)s of %(count)d periods: between %(low)s and %(high)s.",
            len(points),
        )
        % said
    )
