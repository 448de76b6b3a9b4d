"""Pages of KPIs and their baselines."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from apps.initiatives import selectors as initiatives
from apps.library.selectors import Origin, offered, origin
from apps.value import permissions
from apps.value.choices import Freshness, Kind, Unit
from apps.value.models import Kpi
from apps.value.rules.points import Unknown
from apps.value.selectors.imports import open_imports
from apps.value.selectors.kpi_pages import KpiPage, kpi_page, meaning_is_fixed
from apps.value.selectors.kpis import KpiRow, kpi, kpi_rows
from apps.value.selectors.pictures import picture_sentence, run_chart_of
from apps.value.selectors.readings import MOST_LISTED, ReadingRow, reading_rows, with_earlier
from apps.value.services import change_kpi, create_kpi, create_kpi_from_standard
from apps.value.standard_kpis import STANDARD_KPI
from apps.value.web.kpi_forms import ChangeKpiForm, initial_of_kpi
from apps.value.web.standard_kpi_form import NewKpiForm, initial_of_standard
from apps.value.web.tabs import list_tabs
from kernel.access import Actor, table
from kernel.errors import Refused, StaleRefused
from kernel.tenancy.mount import ClientRequest
from kernel.web.forms import add_problems
from kernel.web.tables import Column, Filter, Table

KPIS: Table[KpiRow] = Table(
    id="kpis",
    caption=gettext_lazy("KPIs"),
    columns=[
        Column("name", gettext_lazy("KPI"), sort=lambda row: row.name.casefold()),
        Column("initiative", gettext_lazy("Initiative"), sort=lambda row: row.initiative_name.casefold(), minor=True),
        Column("latest", gettext_lazy("Latest reading"), number=True),
        Column("period", gettext_lazy("Of"), sort=lambda row: row.latest.period if row.latest else None, minor=True),
        Column("baseline", gettext_lazy("Baseline"), number=True, minor=True),
        Column("freshness", gettext_lazy("Readings"), sort=lambda row: list(Freshness).index(row.freshness)),
    ],
    filters=[
        Filter("kind", gettext_lazy("Kind"), Kind.choices, lambda row: row.kind),
        Filter("freshness", gettext_lazy("Readings"), Freshness.choices, lambda row: row.freshness),
    ],
    search=lambda row: f"{row.name} {row.initiative_name}",
    default_sort="name",
)


MOST_SIGNALS = 8

READINGS: Table[ReadingRow] = Table(
    id="readings",
    caption=gettext_lazy("Readings"),
    columns=[
        Column("period", gettext_lazy("Period"), sort=lambda row: row.period_start),
        Column("value", gettext_lazy("Value"), sort=lambda row: row.value, number=True),
        Column("cases", gettext_lazy("Cases"), sort=lambda row: row.cases, number=True, minor=True),
        Column("source", gettext_lazy("Source"), minor=True),
        Column("recorded", gettext_lazy("Recorded"), sort=lambda row: row.recorded_at),
    ],
    default_sort="-period",
    page_size=26,
)


@require_GET
def kpis(request: ClientRequest) -> HttpResponse:
    """All KPIs with their latest reading and how current it is."""
    table.require(request.actor, permissions.VIEW)
    rows = kpi_rows()
    behind = sum(row.freshness in (Freshness.LATE, Freshness.STALE) for row in rows)
    context = {
        "table": KPIS.page(rows, request.GET),
        "behind": behind,
        "total": len(rows),
        "tabs": list_tabs("kpis"),
    }
    return render(request, "value/kpis.html", context)


@require_GET
def show_kpi(request: ClientRequest, kpi_id: uuid.UUID) -> HttpResponse:
    """One KPI: what its readings say, and each of them."""
    table.require(request.actor, permissions.VIEW)
    page = kpi_page(kpi_id)
    readings = READINGS.page(reading_rows(kpi_id), request.GET)
    level, limits = page.standing.level, page.standing.limits
    context = {
        "page": page,
        "kpi": page.kpi,
        "origin": _origin(page.kpi),
        "imports": open_imports(kpi_id)
        if table.allows(request.actor, permissions.READINGS, page.kpi.initiative)
        else (),
        "level": None if isinstance(level, Unknown) else level,
        "limits": None if isinstance(limits, Unknown) else limits,
        "signals": list(reversed(page.standing.signals))[:MOST_SIGNALS],
        "more_signals": max(0, len(page.standing.signals) - MOST_SIGNALS),
        "picture": run_chart_of(page.standing) if page.standing.points else None,
        "picture_sentence": picture_sentence(page.standing),
        "table": replace(readings, rows=with_earlier(kpi_id, readings.rows)),
        "most_listed": MOST_LISTED if readings.total == MOST_LISTED else None,
        "digits": _digits(readings.rows, page.kpi.unit),
        **may(request.actor, page),
    }
    return render(request, "value/kpi.html", context)


def _origin(found: Kpi) -> Origin | None:
    """The standard KPI that it started from."""
    if found.library_item is None or found.library_version is None:
        return None
    return origin(found.library_item, found.library_version)


def _digits(rows: Sequence[ReadingRow], unit: str) -> int:
    """How many decimals a column of readings needs, so that its points stand below each other."""
    places = max((-int(row.value.normalize().as_tuple().exponent) for row in rows), default=0)
    # A ratio is shown as a percentage.
    return max(places - 2 if unit == Unit.RATIO else places, 0)


def may(actor: Actor, page: KpiPage) -> dict[str, bool]:
    """What the actor may do with a KPI, and which of it comes first: a missing reading, else a missing baseline."""
    enters = table.allows(actor, permissions.READINGS, page.kpi.initiative)
    defines = table.allows(actor, permissions.DEFINE, page.kpi.initiative)
    lacks_baseline = page.baseline is None and page.standing.freshness == Freshness.CURRENT
    return {
        "may_enter": enters,
        "may_define": defines,
        "baseline_first": defines and lacks_baseline,
        "reading_first": enters and not (defines and lacks_baseline),
    }


@require_http_methods(["GET", "POST"])
def new_kpi(request: ClientRequest, initiative_id: uuid.UUID) -> HttpResponse:
    """Define a KPI of an initiative."""
    initiative = initiatives.initiative(initiative_id)
    table.require(request.actor, permissions.DEFINE, initiative)
    standards = [] if request.method == "POST" else offered(STANDARD_KPI)
    chosen = next((each for each in standards if each.key == request.GET.get("standard")), None)
    form = NewKpiForm(request.POST or None, people=initiatives.people(), initial=initial_of_standard(chosen))
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        standard, values = form.standard(), form.values()
        try:
            made = (
                create_kpi_from_standard(by=request.actor, initiative_id=initiative_id, standard_kpi=standard, **values)
                if standard
                else create_kpi(by=request.actor, initiative_id=initiative_id, **values)
            )
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            messages.success(request, _("The KPI is defined. Its readings come next."))
            return redirect("value:kpi", made.pk)
    context = {"form": form, "initiative": initiative, "standards": standards, "chosen": chosen}
    return render(request, "value/kpi_new.html", context, status=status)


@require_http_methods(["GET", "POST"])
def edit_kpi(request: ClientRequest, kpi_id: uuid.UUID) -> HttpResponse:
    """Change a KPI's description, and its meaning while nothing stands on it."""
    found = kpi(kpi_id)
    table.require(request.actor, permissions.DEFINE, found.initiative)
    fixed = meaning_is_fixed(kpi_id)
    form = ChangeKpiForm(request.POST or None, people=initiatives.people(), fixed=fixed, initial=initial_of_kpi(found))
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            change_kpi(by=request.actor, kpi_id=kpi_id, revision=form.cleaned_data["revision"], **form.values())
        except StaleRefused as refused:
            status = refused.status
            form.show_meanwhile(refused, initial_of_kpi(kpi(kpi_id)))
        except Refused as refused:
            status = refused.status
            add_problems(form, refused)
        else:
            messages.success(request, _("The KPI is changed."))
            return redirect("value:kpi", kpi_id)
    return render(request, "value/kpi_edit.html", {"form": form, "kpi": found, "fixed": fixed}, status=status)
