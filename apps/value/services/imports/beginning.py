"""Taking a file in: what it holds is told by its content, never by its name, and nothing is recorded yet."""

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import get_language

from apps.value import events, permissions
from apps.value.choices import ImportKind, ImportStatus
from apps.value.models import DataImport, Kpi
from apps.value.rules.imports.kinds import kind_by_bytes, kind_by_columns
from apps.value.rules.readings.csv_file import MOST_BYTES
from apps.value.selectors.kpis import kpi
from apps.value.services.imports import files
from apps.value.services.imports.documents import inspection_document, storable
from apps.value.services.imports.plans import open_table, readings_document, table_of
from apps.value.services.imports.queue import ring_on_commit
from kernel import clock
from kernel.access import Actor, table
from kernel.eventlogs import Inspection, inspect
from kernel.eventlogs.sniffing import HEAD
from kernel.ids import new_id
from kernel.ledger.services import record
from kernel.tenancy.context import mounted_client

SMALL_BYTES = 200 * 1000
"""A file of readings up to this size is looked at while the person waits."""
NAME_LENGTH = 200


def begin_import(*, by: Actor, kpi_id: uuid.UUID, file: "File[Any]", name: str, kind: str | None = None) -> DataImport:
    """Keep an uploaded file for a day and look at what it holds: readings, or an event log whose columns are guessed.

    Raises `FileRefused`, `WorkbookOfReadingsRefused` or `LogRefused` for what can't be read, `SizeRefused` and
    `QuotaRefused` for what has no room.
    """
    found = kpi(kpi_id)
    table.require(by, permissions.READINGS, found.initiative)
    files.check_room(file.size)
    kind, seen = _looked_at(file, kind)
    import_id = new_id()
    digest, size = files.keep(import_id, file)
    try:
        with transaction.atomic():
            row = _row(by, found, import_id, name, kind)
            row.file_digest, row.file_size = digest, size
            if seen is not None:
                row.result = storable({"guess": inspection_document(seen)})
                row.reading_options |= {"zone": mounted_client().time_zone}
            elif size <= SMALL_BYTES:
                file.seek(0)
                row.result = storable(readings_document(by=by, row=row, table=table_of(file.read())))
                row.status = ImportStatus.READY
            else:
                row.status = ImportStatus.READING
                ring_on_commit(row.pk)
            row.save(force_insert=True)
            record(
                events.IMPORT_BEGUN,
                subject=found,
                by=by,
                data={"import": row.pk, "kind": kind, "file": row.file_name, "digest": digest, "size": size},
            )
    except BaseException:
        files.discard(import_id)
        raise
    return row


def _looked_at(file: "File[Any]", kind: str | None) -> tuple[str, Inspection | None]:
    """The kind, and of an event log what a first look at its columns gives."""
    file.seek(0)
    found = kind or kind_by_bytes(file.read(HEAD))
    file.seek(0)
    if found == ImportKind.READINGS:
        return _readable(file), None
    seen = inspect(file, ZoneInfo(mounted_client().time_zone))
    file.seek(0)
    if found is None and kind_by_columns(seen.guess) == ImportKind.READINGS:
        return _readable(file), None
    return ImportKind.EVENT_LOG, seen


def _readable(file: "File[Any]") -> str:
    """Refuse a file of readings that can't be read as a whole before it is kept; its rows may be for the task."""
    open_table(file.read(MOST_BYTES + 1))
    file.seek(0)
    return ImportKind.READINGS


def _row(by: Actor, found: Kpi, import_id: uuid.UUID, name: str, kind: str) -> DataImport:
    moment = clock.now()
    return DataImport(
        id=import_id,
        kpi=found,
        kind=kind,
        file_name=" ".join(name.split())[:NAME_LENGTH] or str(import_id),
        reading_options={"language": get_language() or "en"},
        progress_at=moment,
        created_at=moment,
        created_by_id=by.id,
        created_by_name=by.name,
    )
