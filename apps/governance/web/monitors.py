"""Pages of monitors: defined, read, changed and retired."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.governance import permissions
from apps.governance.choices import ONGOING, MonitorStatus, RowOutcome
from apps.governance.models import MonitorReading
from apps.governance.rules.findings import GOVERNANCE
from apps.governance.selectors.incidents import incidents
from apps.governance.selectors.monitors import (
    MOST_LISTED,
    monitor,
    monitor_line,
    picture_of,
    picture_sentence,
    readings,
)
from apps.governance.services import change_monitor, create_monitor, record_monitor_readings, retire_monitor
from apps.governance.web.forms import (
    ChangeMonitorForm,
    MonitorForm,
    MonitorReadingForm,
    ReasonForm,
    initial_of_monitor,
)
from apps.initiatives.selectors import initiative, people
from kernel import clock
from kernel.access import table
from kernel.decimals import number_style
from kernel.errors import Refused, StaleRefused
from kernel.tenancy.context import local_today
from kernel.tenancy.mount import ClientRequest
from kernel.web.forms import add_problems
from kernel.web.tables import Column, Filter, Table

READINGS: Table[MonitorReading] = Table(
    id="readings",
    caption=gettext_lazy("Readings"),
    columns=[
        Column("measured", gettext_lazy("Measured"), sort=lambda row: row.measured_at),
        Column("value", gettext_lazy("Value"), sort=lambda row: row.value, number=True),
        Column("range", gettext_lazy("Range"), sort=lambda row: row.in_range),
        Column("source", gettext_lazy("Source"), minor=True),
        Column("recorded", gettext_lazy("Recorded"), sort=lambda row: row.recorded_at, minor=True),
    ],
    filters=[
        Filter(
            "range",
            gettext_lazy("Range"),
            [("in", gettext_lazy("in range")), ("out", gettext_lazy("out of range"))],
            lambda row: "in" if row.in_range else "out",
        )
    ],
    default_sort="-measured",
    page_size=25,
)


@require_http_methods(["GET", "POST"])
def new_monitor(request: ClientRequest, initiative_id: uuid.UUID) -> HttpResponse:
    """Define a monitor."""
    found = initiative(initiative_id)
    table.require(request.actor, permissions.MANAGE, found)
    initial = {"starts_on": local_today(), "owner": found.workflow_owner_id}
    form = MonitorForm(request.POST or None, people=people(), initial=initial)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            made = create_monitor(by=request.actor, initiative_id=initiative_id, **form.values())
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            messages.success(request, _("The monitor is defined. Its readings come next."))
            return redirect("governance:monitor", made.pk)
    return render(request, "governance/monitor_new.html", {"form": form, "initiative": found}, status=status)


@require_GET
def show_monitor(request: ClientRequest, monitor_id: uuid.UUID) -> HttpResponse:
    """One monitor: what it shows, its range, its breaches and its readings."""
    table.require(request.actor, permissions.VIEW)
    line = monitor_line(monitor_id)
    found = line.monitor
    breaches = list(incidents().filter(monitor_id=monitor_id)[:10])
    is_active = found.status == MonitorStatus.ACTIVE
    listed = list(readings(monitor_id)[:MOST_LISTED])
    context: dict[str, Any] = {
        "line": line,
        "monitor": found,
        "initiative": found.initiative,
        "picture": picture_of(line),
        "sentence": picture_sentence(line),
        "breaches": breaches,
        "breach": next((row for row in breaches if row.status in ONGOING), None),
        "table": READINGS.page(listed, request.GET),
        "most_listed": MOST_LISTED if len(listed) == MOST_LISTED else None,
        "may_record": is_active and table.allows(request.actor, permissions.RECORD, found.initiative),
        "may_manage": is_active and table.allows(request.actor, permissions.MANAGE, found.initiative),
        "retire_form": ReasonForm(auto_id="retire_%s"),
    }
    return render(request, "governance/monitor.html", context)


@require_http_methods(["GET", "POST"])
def edit_monitor(request: ClientRequest, monitor_id: uuid.UUID) -> HttpResponse:
    """Change a monitor."""
    found = monitor(monitor_id)
    table.require(request.actor, permissions.MANAGE, found.initiative)
    form = ChangeMonitorForm(request.POST or None, people=people(), initial=initial_of_monitor(found))
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            change_monitor(
                by=request.actor, monitor_id=monitor_id, revision=form.cleaned_data["revision"], **form.values()
            )
        except StaleRefused as refused:
            status = refused.status
            form.show_meanwhile(refused, initial_of_monitor(monitor(monitor_id)))
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            messages.success(request, _("The monitor is changed. The range holds for the readings to come."))
            return redirect("governance:monitor", monitor_id)
    return render(request, "governance/monitor_edit.html", {"form": form, "monitor": found}, status=status)


@require_http_methods(["GET", "POST"])
def enter_reading(request: ClientRequest, monitor_id: uuid.UUID) -> HttpResponse:
    """Enter what a monitor shows."""
    found = monitor(monitor_id)
    table.require(request.actor, permissions.RECORD, found.initiative)
    now = timezone.localtime(clock.now()).replace(second=0, microsecond=0)
    form = MonitorReadingForm(request.POST or None, initial={"measured_at": now})
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            result = record_monitor_readings(
                by=request.actor,
                monitor_id=monitor_id,
                rows=[form.cleaned_data],
                style=number_style(get_language() or "en"),
            )[0]
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            if result.outcome is not RowOutcome.REFUSED:
                messages.success(request, _("The reading is recorded."))
                return redirect("governance:monitor", monitor_id)
            add_problems(form, Refused(_("The reading cannot be recorded."), result.problems))
    return render(request, "governance/monitor_reading.html", {"form": form, "monitor": found}, status=status)


@require_POST
def retire(request: ClientRequest, monitor_id: uuid.UUID) -> HttpResponse:
    """Watch no more."""
    table.require(request.actor, permissions.MANAGE, monitor(monitor_id).initiative)
    revision = request.POST.get("revision", "")
    retired = retire_monitor(
        by=request.actor,
        monitor_id=monitor_id,
        revision=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 9 else None,
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, _("%(name)s is watched no more.") % {"name": retired.name})
    return redirect(GOVERNANCE, retired.initiative_id)
