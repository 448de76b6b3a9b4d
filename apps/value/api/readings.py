"""Readings, through the API: one, a batch, or a file."""

import uuid
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from rest_framework.parsers import MultiPartParser

from apps.initiatives.api.rows import values_of
from apps.value import services
from apps.value.api import rows
from apps.value.api.bodies import BatchBody, ImportBody, ReadingBody, ReasonBody
from apps.value.api.documents import batch_document, row_document
from apps.value.api.known import AS_KNOWN_AT
from apps.value.api.shapes import BatchShape, ReadingShape, RowShape
from apps.value.choices import ReadingSource, ReadingState
from apps.value.permissions import READINGS, VIEW
from apps.value.rules.readings.csv_file import MOST_BYTES
from apps.value.rules.readings.rows import RawRow
from apps.value.selectors.known import kpi_as_known
from apps.value.selectors.kpis import kpi
from apps.value.services.imports.plans import table_of
from kernel.decimals import number_style
from kernel.rest.operations import Call, Reply, operation
from kernel.rest.pages import by_moment
from kernel.rest.queries import UPDATED_SINCE, choice, day
from kernel.rest.views import Endpoint

REFUSED = 422
_WEEK = {"period": "2026-W08", "value": "4.25", "cases": 31, "source": "CRM"}


class Readings(Endpoint):
    """The readings of a KPI."""

    @operation(
        "List a KPI's readings",
        permission=VIEW,
        answer=ReadingShape,
        page=by_moment("recorded_at"),
        query=(
            choice(
                "state", ReadingState.values, "Only readings in this state; `current` leaves out what was corrected."
            ),
            day("period_from", "Only periods that begin on this day or later."),
            day("period_to", "Only periods that end on this day or earlier."),
            UPDATED_SINCE,
            AS_KNOWN_AT,
        ),
    )
    def get(self, call: Call, kpi_id: uuid.UUID) -> list[dict[str, Any]]:
        """As they were recorded. A correction is a new reading; what was believed before stays, with when (V9)."""
        at = call.query.get(AS_KNOWN_AT.name)
        found = kpi_as_known(kpi_id, at) if at else kpi(kpi_id)
        return rows.reading_rows(call.page, kpi_id=found.pk, **call.query)

    @operation(
        "Record a reading",
        permission=READINGS,
        answer=RowShape,
        status=201,
        also=(200,),
        body=ReadingBody,
        examples={"request: a week's mean": _WEEK},
    )
    def post(self, call: Call, kpi_id: uuid.UUID) -> Reply:
        """One period's value (V9). 201 for a new reading or a correction, 200 for one that is recorded as it is already."""
        result = services.record_reading(by=call.actor, kpi_id=kpi(kpi_id).pk, cells=call.body, door=ReadingSource.API)
        unchanged = result.outcome == "unchanged"
        return Reply(
            row_document(result),
            status=200 if unchanged else 201,
            location="" if unchanged else reverse("api-readings", args=[kpi_id]),
        )


class ReadingWithdrawals(Endpoint):
    """Taking a reading out of force."""

    @operation(
        "Withdraw a reading",
        permission=READINGS,
        answer=ReadingShape,
        body=ReasonBody,
        examples={"request: a reading of another process": {"reason": "These were the proposals of the other plant."}},
    )
    def post(self, call: Call, kpi_id: uuid.UUID, reading_id: uuid.UUID) -> dict[str, Any]:
        """For one that should not be there, with the reason; a wrong value is corrected instead. It stays on record (V9)."""
        reading = services.withdraw_reading(by=call.actor, kpi_id=kpi_id, reading_id=reading_id, **call.body)
        return values_of(reading, rows.READING)


class ReadingBatches(Endpoint):
    """Many readings of a KPI at once."""

    @operation(
        "Record up to 10,000 readings",
        permission=READINGS,
        answer=BatchShape,
        also=(REFUSED,),
        body=BatchBody,
        examples={"request: a week, as a trial": {"rows": [_WEEK], "dry_run": True}},
    )
    def post(self, call: Call, kpi_id: uuid.UUID) -> Reply:
        """Each row gets a result of its own: new, unchanged, corrected or refused with its problems (V9).

        Rows that hold are recorded though others are refused, unless `all_or_nothing` is set.
        """
        all_or_nothing = call.body.get("all_or_nothing", False)
        raw = [RawRow(number, cells) for number, cells in enumerate(call.body["rows"], 1)]
        recorded = services.record_readings(
            by=call.actor,
            kpi_id=kpi(kpi_id).pk,
            rows=raw,
            door=ReadingSource.API,
            dry_run=call.body.get("dry_run", False),
            all_or_nothing=all_or_nothing,
        )
        return Reply(batch_document(recorded), status=REFUSED if all_or_nothing and recorded.batch.refused else 200)


class ReadingImports(Endpoint):
    """A file of readings."""

    parser_classes = [MultiPartParser]

    @operation("Import a CSV or XLSX file of readings", permission=READINGS, answer=BatchShape, body=ImportBody)
    def post(self, call: Call, kpi_id: uuid.UUID) -> dict[str, Any]:
        """A result for each line (V9); with `dry_run`, what would change. Numbers may be written as the caller's language does."""
        found = table_of(call.body["file"].read(MOST_BYTES + 1))
        recorded = services.record_readings(
            by=call.actor,
            kpi_id=kpi(kpi_id).pk,
            rows=found.rows,
            door=found.door,
            dry_run=call.body.get("dry_run", False),
            style=number_style(get_language() or "en"),
        )
        return batch_document(recorded)
