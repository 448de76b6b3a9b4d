"""Imports, through the API: a file is sent, read, looked at, and recorded."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from rest_framework.parsers import MultiPartParser

from apps.value.api.import_shapes import ApplicationBody, ImportFileBody, ImportShape, LogReadingBody
from apps.value.choices import ImportKind, ImportStatus
from apps.value.models import DataImport
from apps.value.permissions import READINGS
from apps.value.rules.imports.event_measures import LogMeasures, Measure
from apps.value.rules.imports.plans import Plan, Told
from apps.value.selectors.imports import ImportPage, data_import, import_page
from apps.value.services.imports import BaselineWish, apply_import, begin_import, check_import, read_import
from kernel.access import table
from kernel.rest.operations import Call, Reply, operation
from kernel.rest.queries import choice
from kernel.rest.views import Endpoint

_COLUMNS = {"case": "ticket", "activity": "step", "timestamp": "completed", "day_first": True}
_WINDOW = {"window_start": "2025-09-01", "window_end": "2025-12-28", "method": "Help desk log, first to last event"}
_PLAIN = (
    "kpi_id",
    "kind",
    "status",
    "file_name",
    "file_digest",
    "file_size",
    "progress_percent",
    "failure",
    "created_at",
    "created_by_name",
    "applied_at",
)


class KpiImports(Endpoint):
    """Files for a KPI."""

    parser_classes = [MultiPartParser]

    @operation("Send a file", permission=READINGS, answer=ImportShape, status=202, body=ImportFileBody, tagged=True)
    def post(self, call: Call, kpi_id: uuid.UUID) -> Reply:
        """Readings, or the event log that they are measured in; nothing is recorded yet (V9). Its address is in `Location`.

        A small file of readings is `ready` at once, a large one is `reading`. An event log is `waiting`: confirm how it is
        read. Files that nobody records are deleted after a day.
        """
        file = call.body["file"]
        made = begin_import(
            by=call.actor, kpi_id=kpi_id, file=file, name=file.name or "", kind=call.body.get("kind") or None
        )
        return _import(call, made.pk, location=reverse("api-import", args=[made.pk]), status=202)


class ImportDetail(Endpoint):
    """One import."""

    @operation(
        "Read an import",
        permission=READINGS,
        answer=ImportShape,
        tagged=True,
        query=(choice("measure", [each.value for each in Measure], "Of an event log: the figure that is shown."),),
    )
    def get(self, call: Call, import_id: uuid.UUID) -> Reply:
        """Its status and progress; the columns of a log, its measures in the KPI's unit, and what would be recorded (V9)."""
        return _import(call, import_id, measure=call.query.get("measure") or "")


class ImportReading(Endpoint):
    """How a file is read."""

    @operation(
        "Have a file read",
        permission=READINGS,
        answer=ImportShape,
        status=202,
        body=LogReadingBody,
        changes=True,
        tagged=True,
        examples={"request: with other columns": {"columns": _COLUMNS, "zone": "Europe/Berlin"}},
    )
    def post(self, call: Call, import_id: uuid.UUID) -> Reply:
        """An event log as its columns were guessed, or as they are sent. Ask for the import until it is `ready` or `failed`."""
        read_import(by=call.actor, import_id=import_id, revision=call.revision, options=call.body)
        return _import(call, import_id, status=202)


class ImportApplication(Endpoint):
    """What of a file is recorded."""

    @operation(
        "Record what a file holds",
        permission=READINGS,
        answer=ImportShape,
        also=(202,),
        body=ApplicationBody,
        tagged=True,
        examples={
            "request: a measure, with its baseline": {
                "mark": "0" * 64,
                "measure": Measure.TURNAROUND_MEAN.value,
                "baseline": _WINDOW,
            }
        },
    )
    def post(self, call: Call, import_id: uuid.UUID) -> Reply:
        """What the plan with this mark says, in one transaction; with a baseline from it if one is sent (V2, V9).

        More than 2,000 rows are recorded behind the answer, which is 202 then.
        """
        wish = call.body.get("baseline")
        done = apply_import(
            by=call.actor,
            import_id=import_id,
            mark=call.body["mark"],
            measure=call.body.get("measure", ""),
            baseline=BaselineWish(**wish) if wish else None,
        )
        return _import(call, import_id, status=202 if done.status == ImportStatus.APPLYING else 200)


def _import(
    call: Call, import_id: uuid.UUID, *, measure: str = "", status: int | None = None, location: str = ""
) -> Reply:
    row = data_import(import_id)
    table.require(call.actor, READINGS, row.kpi.initiative)
    page, plan = None, None
    if row.status == ImportStatus.READY:
        page = import_page(row, measure)
        if row.kind == ImportKind.READINGS or measure or page.measure:
            plan = check_import(by=call.actor, import_id=row.pk, measure=measure or page.measure)
    elif row.status == ImportStatus.APPLIED:
        plan = Plan.from_document(row.result["plan"])
    return Reply(_document(row, page, plan), status=status, revision=row.revision, location=location)


def _document(row: DataImport, page: ImportPage | None, plan: Plan | None) -> dict[str, Any]:
    guess, options = row.result.get("guess"), row.reading_options
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in _PLAIN},
        "columns": guess and guess["columns"],
        "reading": guess
        and {
            "columns": options.get("columns") or guess["mapping"],
            "zone": options["zone"],
            "ends": options.get("ends"),
        },
        "measures": _measures(page, page.measures, row.result["left_out"]) if page and page.measures else None,
        "plan": plan and _plan(plan),
    }


def _measures(page: ImportPage, found: LogMeasures, left: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: getattr(found, name) for name in ("cases", "completed", "events", "began_on", "ended_on")},
        "rejected": left["rejected"],
        "ends": [
            {"name": end.name, "cases": end.cases, "share": end.share, "chosen": end.chosen} for end in found.ends
        ],
        "possible": [name for name, _label in page.choices],
        "measure": page.measure,
        "periods": [
            {
                "period": {"start": each.start, "end": each.end},
                "value": each.value,
                "cases": each.cases,
                "flag": each.flag,
            }
            for each in page.periods
        ],
    }


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "counts": dict(plan.counts),
        "refused": [_told(each) for each in plan.refused],
        "corrected": [
            {
                "row": each.number,
                "period": {"start": each.start, "end": each.end},
                "before": each.before,
                "value": each.after,
            }
            for each in plan.corrected
        ],
        "hints": [_told(each) for each in plan.hints],
        "mark": plan.mark,
    }


def _told(told: Told) -> dict[str, Any]:
    return {"row": told.number, "texts": list(told.texts)}
