"""The page on which a KPI's baseline is recorded: it shows what it will be before it is."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.value import permissions
from apps.value.choices import NONNEGATIVE_UNITS
from apps.value.rules.figures.baselines import included
from apps.value.rules.figures.levels import mean
from apps.value.rules.figures.limits import NaturalLimits, baseline_points, natural_limits
from apps.value.rules.points import Period, Point, Unknown
from apps.value.rules.terms import PeriodDecision
from apps.value.selectors.kpi_pages import KpiPage, kpi_page
from apps.value.services import record_baseline
from apps.value.web.baseline_form import BaselineForm, decisions_in
from kernel.access import table
from kernel.errors import Refused
from kernel.tenancy.mount import ClientRequest


@dataclass(frozen=True, slots=True)
class Preview:
    """What the baseline of a window would be by its readings: its value, of how many readings, and its natural limits."""

    value: Decimal | None
    readings: int
    left_out: int
    limits: NaturalLimits | Unknown


@require_http_methods(["GET", "POST"])
def baseline(request: ClientRequest, kpi_id: uuid.UUID) -> HttpResponse:
    """Record where the KPI stood before, computed from its readings or stated; asked for a preview, only show it."""
    page = kpi_page(kpi_id)
    table.require(request.actor, permissions.DEFINE, page.kpi.initiative)
    sent = request.POST if request.method == "POST" else None
    initial = _offered(page)
    data = initial if sent is None else sent
    points = _points(page, data)
    outside = _outside(page, points, data)
    only_shown = sent is not None and "preview" in sent
    form = BaselineForm(
        None if only_shown else sent,
        kpi=page.kpi,
        replaces=page.baseline is not None,
        outside=outside,
        initial=sent.dict() if sent is not None and only_shown else initial,
    )
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            record_baseline(by=request.actor, kpi_id=kpi_id, **form.values())
        except Refused as refused:
            status = refused.status
            _beside(form, refused)
        else:
            messages.success(request, _("The baseline is recorded."))
            return redirect("value:kpi", kpi_id)
    context = {"form": form, "page": page, "kpi": page.kpi, "preview": _preview(page, points, data, outside)}
    return render(request, "value/kpi_baseline.html", context, status=status)


def _offered(page: KpiPage) -> dict[str, Any]:
    """The window of the present baseline with what was decided in it; where there is none, all readings."""
    points, present = page.standing.points, page.baseline
    offered: dict[str, Any] = {"from_readings": "yes" if points else "no", "source": page.kpi.source}
    if present is not None:
        offered |= {"window_start": present.window_start, "window_end": present.window_end}
        for decision in present.decided:
            offered[f"decide_{decision.period}"] = "keep" if decision.keep else "leave"
            offered[f"because_{decision.period}"] = decision.reason
    elif points:
        offered |= {"window_start": points[0].period.start, "window_end": points[-1].period.end}
    return offered


def _points(page: KpiPage, data: Mapping[str, Any]) -> list[Point]:
    """The readings of the window that the form names; none while it names no window."""
    first, last = _day(data.get("window_start")), _day(data.get("window_end"))
    if first is None or last is None:
        return []
    return baseline_points(page.standing.points, window_start=first, window_end=last)


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value or "")
    except ValueError:
        return None


def _limits(page: KpiPage, points: Sequence[Point]) -> NaturalLimits | Unknown:
    return natural_limits(points, nonnegative=not page.kpi.can_be_negative or page.kpi.unit in NONNEGATIVE_UNITS)


def _outside(page: KpiPage, points: Sequence[Point], data: Mapping[str, Any]) -> list[Period]:
    """The periods outside the limits of the whole window, and those outside the narrower ones of what stays in it."""
    found = _beyond(page, points)
    return sorted({*found, *_beyond(page, _staying(points, data, found))})


def _beyond(page: KpiPage, points: Sequence[Point]) -> list[Period]:
    limits = _limits(page, points)
    return [] if isinstance(limits, Unknown) else list(limits.outside)


def _staying(points: Sequence[Point], data: Mapping[str, Any], outside: Sequence[Period]) -> list[Point]:
    return included(points, [PeriodDecision(**row) for row in decisions_in(data, outside)])


def _preview(page: KpiPage, points: Sequence[Point], data: Mapping[str, Any], outside: Sequence[Period]) -> Preview:
    stays = _staying(points, data, outside)
    value = mean([point.value for point in stays]) if stays else None
    return Preview(value, len(stays), len(points) - len(stays), _limits(page, stays))


def _beside(form: BaselineForm, refused: Refused) -> None:
    for problem in refused.problems:
        name = form.field_of(problem.field)
        form.add_error(name if name in form.fields else None, f"{problem.message} {problem.way_out}".strip())
    if not refused.problems:
        form.add_error(None, f"{refused.message} {refused.way_out}".strip())
