"""Rows of the API's lists, as plain values, in one query each. Contracts have theirs in the selectors."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet
from django.utils.translation import gettext as _

from apps.value.models import Baseline, ContractVersion, Kpi, Reading, Signature
from kernel.errors import NotFoundMissing
from kernel.rest.pages import Page, after_moment

KPI = (
    "id",
    "initiative_id",
    "name",
    "definition",
    "unit",
    "currency",
    "direction",
    "kind",
    "scope",
    "cadence",
    "year_start",
    "aggregation",
    "can_be_negative",
    "data_owner_id",
    "source",
    "library_item",
    "library_version",
    "revision",
    "created_at",
    "updated_at",
)
BASELINE = (
    "id",
    "kpi_id",
    "value",
    "method",
    "window_start",
    "window_end",
    "sample_size",
    "source",
    "from_readings",
    "recorded_at",
    "recorded_by_name",
    "superseded_at",
)
READING = (
    "id",
    "kpi_id",
    "period_start",
    "period_end",
    "value",
    "cases",
    "source",
    "note",
    "state",
    "door",
    "recorded_at",
    "recorded_by_name",
    "corrects_id",
    "superseded_at",
)
VERSION = ("number", "content_hash", "proposed_at", "proposed_by_name", "content")
SIGNATURE = ("id", "role", "person_id", "person_name", "signed_at", "content_hash")


def kpi_rows(
    page: Page,
    *,
    initiative_id: uuid.UUID | None = None,
    kind: str | None = None,
    updated_since: dt.datetime | None = None,
) -> list[dict[str, Any]]:
    """KPIs with their current baseline's value, in order of change."""
    rows = _kpis()
    if initiative_id is not None:
        rows = rows.filter(initiative_id=initiative_id)
    if kind is not None:
        rows = rows.filter(kind=kind)
    if updated_since is not None:
        rows = rows.filter(updated_at__gte=updated_since)
    found = after_moment(rows, page, "updated_at").values(*KPI, "current__value")[: page.limit]
    return [_with_baseline(row) for row in found]


def kpi_row(kpi_id: uuid.UUID) -> dict[str, Any]:
    """One KPI as the list shows it. Raises `NotFoundMissing`."""
    found = _kpis().filter(pk=kpi_id).values(*KPI, "current__value").first()
    if found is None:
        raise NotFoundMissing(_("There is no such KPI."))
    return _with_baseline(found)


def _kpis() -> QuerySet[Kpi]:
    return Kpi.objects.alias(current=FilteredRelation("baselines", condition=Q(baselines__superseded_at__isnull=True)))


def _with_baseline(row: dict[str, Any]) -> dict[str, Any]:
    return {"baseline": row.pop("current__value"), **row}


def baseline_rows(page: Page, *, kpi_id: uuid.UUID) -> list[dict[str, Any]]:
    """A KPI's baselines, superseded ones too, as they were recorded."""
    rows: QuerySet[Baseline] = Baseline.objects.filter(kpi_id=kpi_id)
    return list(after_moment(rows, page, "recorded_at").values(*BASELINE)[: page.limit])


def reading_rows(
    page: Page,
    *,
    kpi_id: uuid.UUID,
    state: str | None = None,
    period_from: dt.date | None = None,
    period_to: dt.date | None = None,
    updated_since: dt.datetime | None = None,
) -> list[dict[str, Any]]:
    """A KPI's readings, corrected ones too, as they were recorded."""
    rows: QuerySet[Reading] = Reading.objects.filter(kpi_id=kpi_id)
    if state is not None:
        rows = rows.filter(state=state)
    if period_from is not None:
        rows = rows.filter(period_start__gte=period_from)
    if period_to is not None:
        rows = rows.filter(period_end__lte=period_to)
    if updated_since is not None:
        rows = rows.filter(Q(recorded_at__gte=updated_since) | Q(superseded_at__gte=updated_since))
    return list(after_moment(rows, page, "recorded_at").values(*READING)[: page.limit])


def version_rows(page: Page, *, contract_id: uuid.UUID) -> list[dict[str, Any]]:
    """A contract's versions by number."""
    rows: QuerySet[ContractVersion] = ContractVersion.objects.filter(
        contract_id=contract_id, number__gt=page.after or 0
    )
    return list(rows.order_by("number").values(*VERSION)[: page.limit])


def signature_rows(page: Page, *, contract_id: uuid.UUID) -> list[dict[str, Any]]:
    """The signatures under a contract's versions, as they were given."""
    rows: QuerySet[Signature] = Signature.objects.filter(version__contract_id=contract_id)
    found = after_moment(rows, page, "signed_at").values(*SIGNATURE, "version__number")[: page.limit]
    return [{"version": row.pop("version__number"), **row} for row in found]
