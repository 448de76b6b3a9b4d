"""Rows of the API's lists, as plain values, in one query each. Contracts have theirs in the selectors."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet
from django.utils.translation import gettext as _

from apps.initiatives.api.rows import values_of
from apps.value.choices import ReadingState
from apps.value.models import Baseline, Contract, Kpi, Reading, RollbackFiring, Signature
from apps.value.selectors.contracts import states_of
from apps.value.selectors.known import baseline_as_known, kpi_as_known, state_as_known
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
    "decisions",
    "limits",
    "reason",
    "file_digest",
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
FIRING = (
    "id",
    "period_start",
    "period_end",
    "began_on",
    "fired_at",
    "cleared_at",
    "cleared_by_name",
    "clearing",
    "reason",
)
# A contract's page tells of so many; a trigger that fires more often than that says the same again.
MOST_FIRINGS = 50
SIGNATURE = ("id", "role", "person_id", "person_name", "signed_at", "address", "content_hash")


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


def kpi_row_as_known(kpi_id: uuid.UUID, at: dt.datetime) -> dict[str, Any]:
    """One KPI as the list showed it at a moment. Raises as `kpi_as_known`."""
    found = kpi_as_known(kpi_id, at)
    baseline = baseline_as_known(found, at)
    return {"baseline": baseline.value if baseline else None, **values_of(found, KPI)}


def _kpis() -> QuerySet[Kpi]:
    return Kpi.objects.alias(current=FilteredRelation("baselines", condition=Q(baselines__superseded_at__isnull=True)))


def _with_baseline(row: dict[str, Any]) -> dict[str, Any]:
    return {"baseline": row.pop("current__value"), **row}


def baseline_rows(page: Page, *, kpi_id: uuid.UUID, as_known_at: dt.datetime | None = None) -> list[dict[str, Any]]:
    """A KPI's baselines, superseded ones too, as they were recorded; or as far as that was known at a moment."""
    rows: QuerySet[Baseline] = Baseline.objects.filter(kpi_id=kpi_id)
    if as_known_at is not None:
        rows = rows.filter(recorded_at__lte=as_known_at)
    found = after_moment(rows, page, "recorded_at").values(*BASELINE)[: page.limit]
    return [_as_known(row, as_known_at) for row in found]


def reading_rows(
    page: Page,
    *,
    kpi_id: uuid.UUID,
    state: str | None = None,
    period_from: dt.date | None = None,
    period_to: dt.date | None = None,
    updated_since: dt.datetime | None = None,
    as_known_at: dt.datetime | None = None,
) -> list[dict[str, Any]]:
    """A KPI's readings, corrected ones too, as they were recorded; or as far as that was known at a moment."""
    rows: QuerySet[Reading] = Reading.objects.filter(kpi_id=kpi_id)
    if as_known_at is not None:
        rows = rows.filter(recorded_at__lte=as_known_at)
    if state is not None:
        rows = rows.filter(state_as_known(state, as_known_at) if as_known_at else Q(state=state))
    if period_from is not None:
        rows = rows.filter(period_start__gte=period_from)
    if period_to is not None:
        rows = rows.filter(period_end__lte=period_to)
    if updated_since is not None:
        until = Q(superseded_at__lte=as_known_at) if as_known_at else Q()
        rows = rows.filter(Q(recorded_at__gte=updated_since) | (Q(superseded_at__gte=updated_since) & until))
    found = after_moment(rows, page, "recorded_at").values(*READING)[: page.limit]
    return [_as_known(row, as_known_at) for row in found]


def _as_known(row: dict[str, Any], at: dt.datetime | None) -> dict[str, Any]:
    """A reading or baseline without what came over it after a moment."""
    if at is None or row["superseded_at"] is None or row["superseded_at"] <= at:
        return row
    return row | {"superseded_at": None} | ({"state": ReadingState.CURRENT.value} if "state" in row else {})


def version_rows(page: Page, *, contract: Contract) -> list[dict[str, Any]]:
    """A contract's versions by number, each with where it stands; in two queries."""
    versions = list(contract.versions.prefetch_related("signatures").order_by("number"))
    states = states_of(contract, versions)
    shown = [version for version in versions if version.number > (page.after or 0)][: page.limit]
    return [values_of(version, VERSION) | {"state": states[version.number].value} for version in shown]


def firing_rows(contract_id: uuid.UUID) -> list[dict[str, Any]]:
    """The latest firings of a contract's rollback trigger, the newest first, those that were cleared too (V5)."""
    rows = RollbackFiring.objects.filter(contract_id=contract_id).order_by("-period_start", "-fired_at")
    return list(rows.values(*FIRING)[:MOST_FIRINGS])


def signature_rows(page: Page, *, contract_id: uuid.UUID) -> list[dict[str, Any]]:
    """The signatures under a contract's versions, as they were given."""
    rows: QuerySet[Signature] = Signature.objects.filter(version__contract_id=contract_id)
    found = after_moment(rows, page, "signed_at").values(*SIGNATURE, "version__number")[: page.limit]
    return [{"version": row.pop("version__number"), **row} for row in found]
