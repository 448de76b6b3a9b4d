"""Rows of the API's lists, as plain values, in one query each."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.governance.choices import RowOutcome
from apps.governance.models import Attestation, BoundaryStatement, ChecklistItem, Incident, Monitor, MonitorReading
from apps.governance.rules.checklist import lacking
from apps.governance.rules.incidents import Told
from apps.governance.rules.watching import RowResult
from apps.governance.selectors.checklists import answered, items
from apps.governance.selectors.monitors import with_latest
from apps.governance.selectors.overview import GovernancePage
from apps.initiatives.api.rows import values_of
from kernel.errors import NotFoundMissing
from kernel.rest.pages import Page, after_moment
from kernel.tenancy.context import local_today

ITEM = (
    "id",
    "initiative_id",
    "position",
    "key",
    "title",
    "question",
    "answer_type",
    "nist",
    "required",
    "answer",
    "owner_id",
    "evidence",
    "review_on",
    "answered_at",
    "answered_by_name",
    "completed_at",
    "template_item",
    "template_version",
    "revision",
    "created_at",
    "updated_at",
)
BOUNDARY = (
    "id",
    "initiative_id",
    "number",
    "may_decide",
    "may_not_decide",
    "human_review",
    "reason",
    "status",
    "content_hash",
    "proposed_at",
    "proposed_by_name",
    "approved_at",
    "approved_by_name",
    "ended_at",
    "updated_at",
)
MONITOR = (
    "id",
    "initiative_id",
    "name",
    "type",
    "unit",
    "low",
    "high",
    "every",
    "starts_on",
    "owner_id",
    "breach_process",
    "severity",
    "status",
    "retired_at",
    "last_at",
    "last_value",
    "last_in_range",
    "is_breached",
    "revision",
    "created_at",
    "updated_at",
)
READING = (
    "id",
    "measured_at",
    "value",
    "source",
    "low",
    "high",
    "in_range",
    "recorded_at",
    "recorded_by_name",
)
INCIDENT = (
    "id",
    "initiative_id",
    "number",
    "title",
    "type",
    "severity",
    "worst_severity",
    "status",
    "detected_at",
    "contained_at",
    "resolved_at",
    "resolution_recorded_at",
    "closed_at",
    "owner_id",
    "description",
    "root_cause",
    "fallback_used",
    "fallback_note",
    "monitor_id",
    "contract_id",
    "revision",
    "created_at",
    "updated_at",
)
ATTESTATION = (
    "id",
    "initiative_id",
    "leader_id",
    "due_on",
    "every_days",
    "attested_at",
    "attested_by_name",
    "inside_limits",
    "limits_right",
    "statement",
    "boundary_number",
    "boundary_hash",
    "created_at",
    "updated_at",
)


def item_rows(page: Page, *, initiative_id: uuid.UUID) -> list[dict[str, Any]]:
    """The items of a checklist in their order."""
    rows = items(initiative_id).filter(position__gt=page.after or 0)
    return [item_row(row) for row in rows[: page.limit]]


def item_row(row: ChecklistItem) -> dict[str, Any]:
    """One item with what it lacks."""
    return values_of(row, ITEM) | {"lacking": list(lacking(answered(row), local_today()))}


def boundary_rows(
    page: Page,
    *,
    initiative_id: uuid.UUID | None = None,
    status: str | None = None,
    updated_since: dt.datetime | None = None,
) -> list[dict[str, Any]]:
    """Boundary statements in order of change."""
    rows: QuerySet[BoundaryStatement] = BoundaryStatement.objects.all()
    return _changed(rows, page, BOUNDARY, updated_since, initiative_id=initiative_id, status=status)


def monitor_rows(
    page: Page,
    *,
    initiative_id: uuid.UUID | None = None,
    status: str | None = None,
    updated_since: dt.datetime | None = None,
) -> list[dict[str, Any]]:
    """Monitors with their latest readings, in order of change."""
    rows = with_latest(Monitor.objects.all())
    return _changed(rows, page, MONITOR, updated_since, initiative_id=initiative_id, status=status)


def monitor_row(monitor_id: uuid.UUID) -> dict[str, Any]:
    """One monitor as the list shows it. Raises `NotFoundMissing`."""
    found = with_latest(Monitor.objects.filter(pk=monitor_id)).values(*MONITOR).first()
    if found is None:
        raise NotFoundMissing(_("There is no such monitor."))
    return dict(found)


def reading_rows(
    page: Page,
    *,
    monitor_id: uuid.UUID,
    measured_since: dt.datetime | None = None,
    measured_until: dt.datetime | None = None,
) -> list[dict[str, Any]]:
    """A monitor's readings as they were recorded."""
    rows: QuerySet[MonitorReading] = MonitorReading.objects.filter(monitor_id=monitor_id)
    if measured_since is not None:
        rows = rows.filter(measured_at__gte=measured_since)
    if measured_until is not None:
        rows = rows.filter(measured_at__lte=measured_until)
    return list(after_moment(rows, page, "recorded_at").values(*READING)[: page.limit])


def incident_rows(
    page: Page,
    *,
    initiative_id: uuid.UUID | None = None,
    status: str | None = None,
    type: str | None = None,  # noqa: A002 - the parameter's name
    updated_since: dt.datetime | None = None,
) -> list[dict[str, Any]]:
    """Incidents in order of change."""
    rows: QuerySet[Incident] = Incident.objects.all()
    return _changed(rows, page, INCIDENT, updated_since, initiative_id=initiative_id, status=status, type=type)


def attestation_rows(
    page: Page, *, initiative_id: uuid.UUID | None = None, updated_since: dt.datetime | None = None
) -> list[dict[str, Any]]:
    """Attestations in order of change."""
    rows: QuerySet[Attestation] = Attestation.objects.all()
    return _changed(rows, page, ATTESTATION, updated_since, initiative_id=initiative_id)


def _changed(
    rows: Any, page: Page, names: Sequence[str], updated_since: dt.datetime | None, **given: Any
) -> list[dict[str, Any]]:
    rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
    if updated_since is not None:
        rows = rows.filter(updated_at__gte=updated_since)
    return list(after_moment(rows, page, "updated_at").values(*names)[: page.limit])


def row_document(result: RowResult) -> dict[str, Any]:
    """What one row of readings did."""
    values = result.values
    return {
        "row": result.number,
        "outcome": result.outcome.value,
        "measured_at": values.measured_at if values else None,
        "value": values.value if values else None,
        "in_range": values.in_range if values else None,
        "problems": [
            {
                "field": problem.field,
                "code": problem.code,
                "message": str(problem.message),
                "way_out": str(problem.way_out),
            }
            for problem in result.problems
        ],
    }


def batch_document(results: Sequence[RowResult]) -> dict[str, Any]:
    """What a batch did, row by row."""
    counts = Counter(result.outcome for result in results)
    return {
        "counts": {outcome.value: counts[outcome] for outcome in RowOutcome},
        "results": [row_document(result) for result in results],
    }


def told_document(line: Told) -> dict[str, Any]:
    """A line of a timeline."""
    return {
        "sequence": line.sequence,
        "at": line.at,
        "event": str(line.event),
        "text": line.text,
        "actor_name": line.actor,
        "recorded_at": line.recorded_at,
    }


def controls_document(page: GovernancePage) -> dict[str, Any]:
    """Whether an initiative's AI is under control, and its controls."""
    return {
        "answer": page.answer,
        "is_under_control": page.is_under_control,
        "controls": [
            {
                "kind": str(each.kind),
                "name": str(each.name),
                "rule": each.rule,
                "every": str(each.every),
                "last_trace_at": each.last_trace_at,
                "state": each.state.value,
            }
            for each in page.controls
        ],
    }
