"""The task's part: reading a log, looking at many rows, recording them. One process at a time; where it dies, another goes on.

Who works has claimed the row: the claim raised its revision, and every sign of progress asks whether that still stands.
So a worker that was taken for dead stops as soon as it looks up, and so does one whose file was dropped.
"""

import time
import uuid
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.value import events
from apps.value.choices import ImportKind, ImportStatus
from apps.value.models import DataImport
from apps.value.rules.imports.event_measures import measure
from apps.value.selectors.imports import STALLED_AFTER, WORKED_ON
from apps.value.services.imports import files
from apps.value.services.imports.applying import record_now, wish_from
from apps.value.services.imports.documents import actor_from, log_document, storable
from apps.value.services.imports.plans import ImportChangedRefused, readings_document, table_in
from kernel import clock
from kernel.access import Actor
from kernel.errors import Refused
from kernel.eventlogs import ColumnMapping, read_cases
from kernel.ledger.services import record
from kernel.tenancy.context import mounted_client

ATTEMPTS = 3
"""A file that ended so many processes is not tried again."""
STEP, SECOND = 2, 1.0
"""Progress is written when it moved so many percent, or after so long."""
READ, MEASURED = 90, 95
"""Percent of the work that lies behind when all bytes are read, and when the measures are computed."""


class _TakenOver(Exception):
    """The import is another process's by now, or nobody's."""


def work_on_import(*, by: Actor, import_id: uuid.UUID) -> None:
    """Do what an import waits for: have it read, looked at or recorded. Safe to repeat; does nothing where another is at it."""
    row = _claim(by, import_id)
    if row is None:
        return
    with override(str(row.reading_options["language"])):
        try:
            if row.status == ImportStatus.APPLYING:
                _record(by, row)
            elif row.kind == ImportKind.EVENT_LOG:
                _read_log(by, row)
            else:
                _look_at_rows(by, row)
        except _TakenOver:
            return
        except Refused as refused:
            _fail(by, row, f"{refused.message} {refused.way_out}".strip())
        except Exception:
            _fail(by, row, _("Something went wrong on our side while the file was read."))
            raise


def _claim(by: Actor, import_id: uuid.UUID) -> DataImport | None:
    """Take an import that nobody works on, or whose worker shows no sign of life."""
    with transaction.atomic():
        row: DataImport | None = (
            DataImport.objects.select_related("kpi__initiative")
            .select_for_update(of=("self",))
            .filter(pk=import_id, status__in=WORKED_ON)
            .first()
        )
        if row is None or (row.progress_percent and row.progress_at > clock.now() - STALLED_AFTER):
            return None
        attempts = row.reading_options.get("attempts", 0) + 1
        if attempts > ATTEMPTS:
            with override(str(row.reading_options["language"])):
                _fail(by, row, _("Reading the file was broken off three times. Export a shorter stretch of time."))
            return None
        row.reading_options["attempts"] = attempts
        row.progress_percent, row.progress_at = 1, clock.now()
        row.revision += 1
        row.save()
    return row


class _Progress:
    """How far the work is, told to those who look; and whether it is still ours."""

    def __init__(self, row: DataImport) -> None:
        self._row, self._told, self._at = row, 1, time.monotonic()

    def of_bytes(self, taken: int) -> None:
        """So many bytes of the file have been read."""
        percent = max(1, min(READ, taken * READ // max(self._row.file_size, 1)))
        if percent - self._told >= STEP or time.monotonic() - self._at >= SECOND:
            self.tell(percent)

    def tell(self, percent: int) -> None:
        """Write it down. Raises `_TakenOver` where the work is not ours any more."""
        row = self._row
        ours = DataImport.objects.filter(pk=row.pk, status=row.status, revision=row.revision)
        if not ours.update(progress_percent=percent, progress_at=clock.now()):
            raise _TakenOver
        self._told, self._at = percent, time.monotonic()


def _read_log(by: Actor, row: DataImport) -> None:
    progress, options = _Progress(row), row.reading_options
    mapping = ColumnMapping(**options["columns"])
    with files.opened(row) as file:
        cases = read_cases(file, mapping, ZoneInfo(options["zone"]), progress.of_bytes)
    progress.tell(READ)
    grid, zone = row.kpi.grid, ZoneInfo(mounted_client().time_zone)
    found = log_document(cases, measure(cases, [grid], zone, ends=options["ends"]))
    progress.tell(MEASURED)
    _finish(by, row, {"guess": row.result["guess"], **found}, {"events": cases.events, "cases": len(cases.cases)})


def _look_at_rows(by: Actor, row: DataImport) -> None:
    found = readings_document(by=by, row=row, table=table_in(row, ""))
    _finish(by, row, found, {"rows": found["rows"]})


def _record(by: Actor, row: DataImport) -> None:
    """Record in the name of who asked; what is not any more what was shown is shown again instead."""
    asked = row.result["asked"]
    try:
        with transaction.atomic():
            ours = _ours(row)
            record_now(
                by=actor_from(asked["by"]),
                row=ours,
                mark=asked["mark"],
                measure="",
                baseline=wish_from(asked["baseline"]),
            )
    except ImportChangedRefused:
        found = readings_document(by=by, row=row, table=table_in(row, ""))
        _finish(by, row, found | {"changed": True}, {"rows": found["rows"]})


def _finish(by: Actor, row: DataImport, result: dict[str, object], told: dict[str, object]) -> None:
    with transaction.atomic():
        ours = _ours(row)
        ours.result = storable(result)
        ours.status, ours.progress_percent, ours.progress_at = ImportStatus.READY, 100, clock.now()
        ours.revision += 1
        ours.save()
        data = {"import": ours.pk, "file": ours.file_name, **told}
        record(events.IMPORT_READ, subject=ours.kpi, by=by, data=data)


def _fail(by: Actor, row: DataImport, failure: str) -> None:
    with transaction.atomic():
        try:
            ours = _ours(row)
        except _TakenOver:
            return
        ours.status, ours.failure, ours.progress_at = ImportStatus.FAILED, storable(failure)[:500], clock.now()
        ours.revision += 1
        ours.save()
        data = {"import": ours.pk, "file": ours.file_name, "failure": ours.failure}
        record(events.IMPORT_FAILED, subject=ours.kpi, by=by, data=data)


def _ours(row: DataImport) -> DataImport:
    """The row, locked. Raises `_TakenOver` where it is at another revision than ours."""
    found: DataImport | None = (
        DataImport.objects.select_related("kpi__initiative")
        .select_for_update(of=("self",))
        .filter(pk=row.pk, status=row.status, revision=row.revision)
        .first()
    )
    if found is None:
        raise _TakenOver
    return found
