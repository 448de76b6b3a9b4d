"""Importing a file of readings in two steps: what it would do is shown first, then the same bytes are recorded."""

import datetime as dt
import hashlib
import re
import uuid
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from apps.value import permissions
from apps.value.choices import ReadingSource, RowOutcome
from apps.value.rules.readings import Batch, RawRow
from apps.value.rules.readings_csv import read_csv
from apps.value.selectors.kpis import kpi
from apps.value.services.readings import Recorded, record_readings
from kernel import clock
from kernel.access import Actor, table
from kernel.decimals import NumberStyle
from kernel.errors import NotFoundMissing, StaleRefused

FOLDER = "imports"
KEPT_FOR = dt.timedelta(days=1)
_DIGEST = re.compile(r"[0-9a-f]{64}")


class ImportChangedRefused(StaleRefused):
    """The readings changed since the dry run was shown."""

    code = "import_changed"


@dataclass(frozen=True, slots=True)
class ImportCheck:
    """What a waiting file would do: each row's outcome, and a mark by which to tell whether that is still so."""

    digest: str
    batch: Batch
    mark: str

    @property
    def effective(self) -> int:
        """How many rows would be recorded, new or as corrections."""
        return self.batch.counts[RowOutcome.NEW] + self.batch.counts[RowOutcome.CORRECTED]


def stage_import(*, by: Actor, kpi_id: uuid.UUID, data: bytes) -> str:
    """Keep an uploaded file for a day under the digest of its bytes, which is returned. Raises `FileRefused` for one that cannot be read."""
    table.require(by, permissions.READINGS, kpi(kpi_id).initiative)
    _rows(data)
    digest = hashlib.sha256(data).hexdigest()
    if not default_storage.exists(_name(kpi_id, digest)):
        default_storage.save(_name(kpi_id, digest), ContentFile(data))
    return digest


def check_import(*, by: Actor, kpi_id: uuid.UUID, digest: str, style: NumberStyle) -> ImportCheck:
    """What a waiting file would do now; nothing is recorded. Raises `NotFoundMissing` when it waits no more."""
    rows = _rows(_waiting(kpi_id, digest))
    dry = record_readings(by=by, rows=rows, door=ReadingSource.CSV, kpi_id=kpi_id, dry_run=True, style=style)
    return ImportCheck(digest, dry.batch, _mark(dry.batch))


def apply_import(*, by: Actor, kpi_id: uuid.UUID, digest: str, mark: str, style: NumberStyle) -> Recorded:
    """Record what the dry run showed, and drop the file. Raises `ImportChangedRefused` when it would do something else by now."""
    rows = _rows(_waiting(kpi_id, digest))
    with transaction.atomic():
        # The dry run locks the KPI, so that nothing comes between it and the recording.
        dry = record_readings(by=by, rows=rows, door=ReadingSource.CSV, kpi_id=kpi_id, dry_run=True, style=style)
        if _mark(dry.batch) != mark:
            raise ImportChangedRefused(
                _("Somebody entered readings since you saw what the file would do."),
                way_out=_("Look at what it would do now, then import it."),
            )
        recorded = record_readings(by=by, rows=rows, door=ReadingSource.CSV, kpi_id=kpi_id, style=style)
        transaction.on_commit(lambda: default_storage.delete(_name(kpi_id, digest)))
    return recorded


def drop_stale_imports(*, by: Actor) -> int:
    """Remove the mounted client's files that nobody imported within a day; how many there were."""
    table.require(by, permissions.READINGS)
    if not default_storage.exists(FOLDER):
        return 0
    before = clock.now() - KEPT_FOR
    names = [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]
    stale = [name for name in names if default_storage.get_modified_time(name) < before]
    for name in stale:
        default_storage.delete(name)
    return len(stale)


def _rows(data: bytes) -> list[RawRow]:
    return list(read_csv(data).rows())


def _waiting(kpi_id: uuid.UUID, digest: str) -> bytes:
    name = _name(kpi_id, digest)
    if not _DIGEST.fullmatch(digest) or not default_storage.exists(name):
        raise NotFoundMissing(
            _("There is no such file waiting to be imported."),
            way_out=_("It may be imported already; else upload it again."),
        )
    with default_storage.open(name) as file:
        data: bytes = file.read()
    return data


def _name(kpi_id: uuid.UUID, digest: str) -> str:
    return f"{FOLDER}/{kpi_id}-{digest}.csv"


def _mark(batch: Batch) -> str:
    seen = hashlib.sha256()
    for result in batch.results:
        seen.update(f"{result.number} {result.outcome} {result.current.id if result.current else ''}\n".encode())
    return seen.hexdigest()
