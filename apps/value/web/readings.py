"""The page on which readings are entered one by one."""

import uuid
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.value import permissions
from apps.value.choices import ReadingSource, RowOutcome
from apps.value.models import Kpi
from apps.value.rules.periods import last_complete, period_name
from apps.value.rules.readings.rows import ReadingValues, RowResult
from apps.value.selectors.kpi_pages import KpiPage, kpi_page
from apps.value.selectors.kpis import kpi
from apps.value.selectors.readings import reading_row
from apps.value.services import record_reading, withdraw_reading
from apps.value.web.contract_actions import ReasonForm
from apps.value.web.kpi_forms import ReadingForm
from kernel.access import table
from kernel.charts.labels import period_label
from kernel.decimals import NumberStyle, number_style
from kernel.errors import InvalidRefused
from kernel.tenancy.mount import ClientRequest
from kernel.web import formats
from kernel.web.forms import add_problems


@require_http_methods(["GET", "POST"])
def enter_reading(request: ClientRequest, kpi_id: uuid.UUID) -> HttpResponse:
    """Enter the reading of a period, or correct one."""
    page = kpi_page(kpi_id)
    table.require(request.actor, permissions.READINGS, page.kpi.initiative)
    form = ReadingForm(
        request.POST or None,
        kpi=page.kpi,
        lacking=page.lacking,
        example=period_name(last_complete(page.standing.today, page.kpi.grid), page.kpi.grid),
        initial=_asked_for(request, page),
    )
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            result = record_reading(
                by=request.actor, kpi_id=kpi_id, cells=form.cells(), door=ReadingSource.FORM, style=_style()
            )
        except InvalidRefused as refused:
            add_problems(form, _beside(refused, form.period_field))
        else:
            messages.success(request, _told(page.kpi, result))
            return redirect("value:kpi", kpi_id)
    return render(request, "value/kpi_reading.html", {"form": form, "page": page, "kpi": page.kpi}, status=status)


def _asked_for(request: ClientRequest, page: KpiPage) -> dict[str, str]:
    """The reading that the address names, to be corrected; else the latest period that lacks one."""
    asked = {"source": request.GET.get("source", page.kpi.source)[:120]}
    if period := request.GET.get("period", "")[:40]:
        return asked | {"period": ReadingForm.OTHER, "other_period": period}
    return asked


def _style() -> NumberStyle:
    return number_style(get_language() or "en")


def _beside(refused: InvalidRefused, period_field: str) -> InvalidRefused:
    problems = [
        replace(problem, field=period_field) if problem.field == "period" else problem for problem in refused.problems
    ]
    return InvalidRefused(refused.message, problems)


def _told(kpi: Kpi, result: RowResult) -> str:
    values: ReadingValues = result.values  # type: ignore[assignment]  # a refused one was raised
    said = {
        "value": formats.quantity(values.value, kpi.unit, kpi.currency),
        "period": period_label(values.period_start, values.period_end),
    }
    if result.outcome is RowOutcome.UNCHANGED:
        return _("Nothing to change: %(value)s for %(period)s is recorded already.") % said
    if result.current is None:
        return _("Recorded: %(value)s for %(period)s.") % said
    said["before"] = formats.quantity(result.current.value, kpi.unit, kpi.currency)
    return _("Corrected for %(period)s: %(before)s became %(value)s.") % said


@require_http_methods(["GET", "POST"])
def withdraw(request: ClientRequest, kpi_id: uuid.UUID, reading_id: uuid.UUID) -> HttpResponse:
    """Take a reading that should not be there out of force, with the reason."""
    found = kpi(kpi_id)
    table.require(request.actor, permissions.READINGS, found.initiative)
    row = reading_row(kpi_id, reading_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw_reading(by=request.actor, kpi_id=kpi_id, reading_id=reading_id, reason=form.cleaned_data["reason"])
        said = {
            "value": formats.quantity(row.value, found.unit, found.currency),
            "period": period_label(row.period_start, row.period_end),
        }
        messages.success(request, _("Withdrawn: %(value)s for %(period)s.") % said)
        return redirect("value:kpi", kpi_id)
    context = {"form": form, "kpi": found, "row": row}
    return render(request, "value/kpi_withdraw.html", context, status=422 if request.method == "POST" else 200)
