"""What people ask of a file beside recording it: to have it read in a certain way, or to forget it."""

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.value import events, permissions
from apps.value.choices import ImportKind, ImportStatus
from apps.value.lifecycle import IMPORT
from apps.value.models import DataImport
from apps.value.services.imports import files
from apps.value.services.imports.documents import MOST_ENDS, storable
from apps.value.services.imports.queue import ring_on_commit
from kernel import clock
from kernel.access import Actor, table
from kernel.errors import InvalidRefused, Problem
from kernel.eventlogs import ColumnMapping
from kernel.eventlogs.table import LONGEST_TEXT
from kernel.ledger.services import record
from kernel.rows import locked, locked_at

KEPT_FOR = dt.timedelta(days=1)
OPTIONS = frozenset({"columns", "zone", "ends"})


def read_import(*, by: Actor, import_id: uuid.UUID, revision: int | None, options: Mapping[str, Any]) -> DataImport:
    """Have a file read by the task: a log with its `columns`, the `zone` of naive times, and the activities that are `ends`.

    `ends` left out or None takes those that end most cases. Raises `LogRefused` or `InvalidRefused` naming the field,
    `StaleRefused` for an older revision, `MoveRefused` while it is being read or recorded.
    """
    with transaction.atomic():
        row: DataImport = locked_at(DataImport.objects.select_related("kpi__initiative"), import_id, revision)
        table.require(by, permissions.READINGS, row.kpi.initiative)
        row.status = IMPORT.target(row.status, "read")
        if row.kind == ImportKind.EVENT_LOG:
            row.reading_options = storable(_checked(options, row))
        row.reading_options |= {"language": get_language() or "en", "attempts": 0}
        row.result = {name: row.result[name] for name in ("guess", "sheet", "others") if name in row.result}
        row.progress_percent, row.progress_at, row.failure = 0, clock.now(), ""
        row.revision += 1
        row.save()
        record(
            events.IMPORT_ASKED,
            subject=row.kpi,
            by=by,
            data={
                "import": row.pk,
                "file": row.file_name,
                "options": {name: row.reading_options[name] for name in OPTIONS if name in row.reading_options},
            },
        )
        ring_on_commit(row.pk)
    return row


def _checked(options: Mapping[str, Any], row: DataImport) -> dict[str, Any]:
    names = [column["name"] for column in row.result["guess"]["columns"]]
    known = row.reading_options.get("columns") or row.result["guess"]["mapping"] or {}
    columns = ColumnMapping.from_document(options.get("columns") or known, names)
    zone = str(options.get("zone") or row.reading_options["zone"])
    if zone not in zoneinfo.available_timezones():
        text = _("There is no time zone “%(zone)s”.") % {"zone": zone[:60]}
        raise InvalidRefused(text, [Problem("zone", "zone", text, _("Name it like Europe/Berlin."))])
    ends = options.get("ends")
    if ends is not None:
        ends = [str(name)[:LONGEST_TEXT] for name in ends][:MOST_ENDS]
        if not ends:
            text = _("No activity is chosen with which a case ends.")
            raise InvalidRefused(text, [Problem("ends", "ends", text, _("Choose at least one."))])
    return {"columns": columns.document(), "zone": zone, "ends": ends}


def drop_import(*, by: Actor, import_id: uuid.UUID) -> DataImport:
    """Forget a file, or stop its reading; what was recorded stays. Raises `MoveRefused` once it is recorded."""
    with transaction.atomic():
        row: DataImport = locked(DataImport.objects.select_related("kpi__initiative"), import_id)
        table.require(by, permissions.READINGS, row.kpi.initiative)
        row.status = IMPORT.target(row.status, "drop")
        _drop(by, row)
    return row


def drop_stale_imports(*, by: Actor) -> int:
    """Drop the mounted client's imports that nobody recorded within a day, and files that belong to none; how many."""
    table.require(by, permissions.READINGS)
    before = clock.now() - KEPT_FOR
    gone: set[uuid.UUID] = set()
    with transaction.atomic():
        waiting = DataImport.objects.filter(status__in=IMPORT.moves["drop"].sources, progress_at__lt=before)
        for row in waiting.select_related("kpi").select_for_update(of=("self",), skip_locked=True):
            row.status = ImportStatus.DROPPED
            _drop(by, row)
            gone.add(row.pk)
    held = set(DataImport.objects.filter(status__in=files.HOLDING).values_list("pk", flat=True))
    return len(gone) + files.drop_orphans(held | gone, before)


def _drop(by: Actor, row: DataImport) -> None:
    row.result, row.progress_at = {}, clock.now()
    row.revision += 1
    row.save()
    record(events.IMPORT_DROPPED, subject=row.kpi, by=by, data={"import": row.pk, "file": row.file_name})
    transaction.on_commit(lambda: files.discard(row.pk), robust=True)
