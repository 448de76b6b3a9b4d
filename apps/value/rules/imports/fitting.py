"""From the measures of an event log to readings of a KPI: which fit its unit, which is meant, and the values in that unit."""

from django.utils.translation import gettext_lazy as _

from apps.value.choices import Aggregation, Unit
from apps.value.rules.imports.event_measures import KINDS, LogMeasures, Measure, units_of
from apps.value.rules.periods import period_name
from apps.value.rules.points import Text
from apps.value.rules.readings.rows import NOTE_LENGTH, SOURCE_LENGTH, RawRow
from apps.value.rules.shares import Percentage, is_share
from apps.value.rules.words import say
from kernel.errors import InvalidRefused, Problem

_NAMES = frozenset(each.value for each in Measure)
# Of a KPI's name: in the languages whose columns are read, what lies is waiting.
_WAITING = ("wait", "idle", "queue", "wart", "liege", "wacht", "attes", "attent", "espera")


class MeasureRefused(InvalidRefused):
    """The measure is none, is not known of this log, or is in another unit than the KPI."""

    code = "measure"

    def __init__(self, message: Text, way_out: Text) -> None:
        super().__init__(message, [Problem("measure", "V1", message, way_out)], way_out=way_out)


def offered(measures: LogMeasures, unit: str) -> list[Measure]:
    """The measures that a KPI of this unit can take from the log."""
    return [each for each in Measure if unit in units_of(each) and _is_known(each, measures)]


def likely(measures: LogMeasures, *, name: str, unit: str, aggregation: str) -> Measure | None:
    """The measure that a KPI most likely means, by its unit, its name and its aggregation; None where none fits."""
    found = offered(measures, unit)
    waiting = any(word in name.casefold() for word in _WAITING)

    def strangeness(each: Measure) -> tuple[bool, bool]:
        other_time = KINDS[each].unit == Unit.HOURS and ("waiting" in each.value) != waiting
        return other_time, (KINDS[each].aggregation == Aggregation.MEDIAN) != (aggregation == Aggregation.MEDIAN)

    return min(found, key=strangeness, default=None)


def chosen(measure: str, measures: LogMeasures, unit: str) -> Measure:
    """The measure with this name. Raises `MeasureRefused`, saying which fit."""
    possible = offered(measures, unit)
    if measure in possible:
        return Measure(measure)
    if possible:
        names = ", ".join(f"{KINDS[each].label} ({each.value})" for each in possible)
        way_out = say(_("Those that fit: {names}."), names=names)
    else:
        way_out = _(
            "An event log gives durations, a number of cases and a share of cases; the KPI counts something else."
        )
    if measure in _NAMES and not _is_known(Measure(measure), measures) and measures.waiting is not None:
        raise MeasureRefused(measures.waiting.reason, way_out)
    if measure not in _NAMES:
        raise MeasureRefused(say(_("There is no measure “{name}”."), name=measure[:40]), way_out)
    text = _("The measure “{measure}” is not in the KPI's unit, {unit}.")
    raise MeasureRefused(say(text, measure=KINDS[Measure(measure)].label, unit=Unit(unit).label), way_out)


def rows_for(measures: LogMeasures, *, grid: str, measure: str, unit: str, source: str, file_name: str) -> list[RawRow]:
    """The measure's readings as rows of a batch; the note says what was measured, and in which file."""
    points = measures.points(grid, measure, Unit.PERCENT if is_share(unit) else unit)
    note = f"{KINDS[Measure(measure)].label}; {file_name}"[:NOTE_LENGTH]
    return [
        RawRow(
            number,
            {
                "period": period_name(point.period, grid),
                # With its sign a share is what it is, whatever the KPI's readings usually are.
                "value": Percentage(point.value) if is_share(unit) else point.value,
                "cases": point.cases or None,
                "source": source[:SOURCE_LENGTH],
                "note": note,
            },
        )
        for number, point in enumerate(points, 1)
    ]


def _is_known(measure: Measure, measures: LogMeasures) -> bool:
    return measures.waiting_known or measure not in (Measure.WAITING_MEAN, Measure.WAITING_MEDIAN)
