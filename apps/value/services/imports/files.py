"""The files of imports in the client's storage: written in pieces, hashed on the way, bounded, and dropped."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models import Sum
from django.utils.translation import gettext as _

from apps.value.choices import ImportStatus
from apps.value.models import DataImport
from apps.value.rules.readings.csv_file import FileRefused
from kernel.errors import ConflictRefused, Problem
from kernel.files import keeping
from kernel.files.hashing import Hashed

FOLDER = "imports"
MOST_BYTES = 200 * 1024**2
"""Of one file as it is uploaded, packed or not."""
MOST_OF_CLIENT = 1024**3
"""Of all files of a client that wait."""
HOLDING = frozenset(
    {
        ImportStatus.WAITING,
        ImportStatus.READING,
        ImportStatus.READY,
        ImportStatus.APPLYING,
        ImportStatus.FAILED,
    }
)
"""The states in which a file is kept."""


class SizeRefused(FileRefused):
    """The file is larger than any that is read."""

    code = "size"


class QuotaRefused(ConflictRefused):
    """The client's waiting files take all the room there is."""

    code = "quota"


def check_room(size: int) -> None:
    """Raise `SizeRefused` or `QuotaRefused` where a file of so many bytes has no room."""
    _check_size(size)
    held = DataImport.objects.filter(status__in=HOLDING).aggregate(total=Sum("file_size"))["total"] or 0
    if held + size > MOST_OF_CLIENT:
        text = _("The files that wait take more than 1 GB together.")
        raise QuotaRefused(text, [Problem("file", QuotaRefused.code, text, _("Record or drop one of them first."))])


def keep(import_id: uuid.UUID, file: "File[Any]") -> tuple[str, int]:
    """Store a file under its import's id: its SHA-256 and its size. Raises `SizeRefused`, whatever size was announced."""
    hashed = Hashed(file, _check_size)
    try:
        default_storage.save(_name(import_id), hashed)
    except SizeRefused:
        discard(import_id)
        raise
    return hashed.digest, hashed.taken


@contextmanager
def opened(row: DataImport) -> Iterator[IO[bytes]]:
    """The stored file. Raises `NotFoundMissing` where it is no more."""
    with keeping.opened(_name(row.pk)) as file:
        yield file


def discard(import_id: uuid.UUID) -> None:
    """Delete a file; nothing happens where it is gone."""
    keeping.discard(_name(import_id))


def stored_names() -> list[str]:
    """The names of all files in the folder of imports."""
    return keeping.stored_names(FOLDER)


def drop_orphans(held: Iterable[uuid.UUID], before: dt.datetime) -> int:
    """Delete the files from before a moment that belong to none of these imports: how many."""
    return len(keeping.drop_orphans(FOLDER, held={_name(each) for each in held}, before=before))


def _check_size(size: int) -> None:
    if size > MOST_BYTES:
        raise SizeRefused(
            _("The file is larger than 200 MB."),
            _("Pack it with gzip, or export a shorter stretch of time."),
        )


def _name(import_id: uuid.UUID) -> str:
    return f"{FOLDER}/{import_id}"
