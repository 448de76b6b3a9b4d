"""The run chart of a standing, for pages and documents."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from apps.value.rules.charts.run import run_chart
from apps.value.rules.periods import period_of, previous_period
from apps.value.rules.points import Unknown
from apps.value.selectors.standing import Standing
from kernel.web import formats

# Before the contract's first day: enough of the baseline to see how it used to vary, on a phone too.
PERIODS_BEFORE = 40
# Five years of weeks: more than this no eye tells apart, and no page should carry.
MOST_POINTS = 260


def run_chart_of(
    where: Standing, *, width: int | str = "container", height: int = 280, whole: bool = False
) -> dict[str, Any]:
    """The chart, in the active language; a contract's begins some periods before its first day, and none has more than
    the latest points that an eye tells apart, unless `whole` is asked for.
    """
    terms, baseline = where.terms, where.baseline
    window = (baseline.window_start, baseline.window_end) if baseline else None
    return run_chart(
        where.points,
        limits=where.limits,
        signals=where.signals,
        grid=where.kpi.grid,
        unit=where.kpi.unit,
        currency=where.kpi.currency,
        today=where.today,
        description=picture_sentence(where),
        baseline_window=(window[0], window[1]) if window and window[0] and window[1] else None,
        target=terms.target if terms else None,
        range_low=terms.range_low if terms else None,
        range_high=terms.range_high if terms else None,
        due_on=terms.due_on if terms else None,
        milestones=[(row.due_on, row.value) for row in where.milestones],
        since=None if whole else _since(where),
        width=width,
        height=height,
    )


def _since(where: Standing) -> dt.date | None:
    """The first day that is drawn, where not everything is."""
    days = [where.points[-MOST_POINTS].period.start] if len(where.points) > MOST_POINTS else []
    if where.terms is not None and where.terms.start_on is not None:
        days.append(_some_before(where.terms.start_on, where.kpi.grid))
    return max(days, default=None)


def _some_before(day: dt.date, grid: str) -> dt.date:
    period = period_of(day, grid)
    for _step in range(PERIODS_BEFORE):
        period = previous_period(period, grid)
    return period.start


def picture_sentence(where: Standing) -> str:
    """What the run chart shows, in a sentence: how many readings, the latest one, and the limits it is held against."""
    if where.latest is None:
        return _("%(kpi)s has no reading of a complete period yet.") % {"kpi": where.kpi.name}
    unit, currency = where.kpi.unit, where.kpi.currency
    latest = formats.quantity(round(where.latest.value, 2), unit, currency)
    if isinstance(where.limits, Unknown):
        return _("%(kpi)s: the latest reading is %(latest)s. %(why)s") % {
            "kpi": where.kpi.name,
            "latest": latest,
            "why": where.limits.reason,
        }
    return _("%(kpi)s: the latest reading is %(latest)s; by itself it varies between %(low)s and %(high)s.") % {
        "kpi": where.kpi.name,
        "latest": latest,
        "low": formats.quantity(round(where.limits.shown_lower, 2), unit, currency),
        "high": formats.quantity(round(where.limits.upper, 2), unit, currency),
    }
