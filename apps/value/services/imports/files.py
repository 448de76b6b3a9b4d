"""The files of imports in the client's storage: written in pieces, hashed on the way, bounded, and dropped."""

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models import Sum
from django.utils.translation import gettext as _

from apps.value.choices import ImportStatus
from apps.value.models import DataImport
from apps.value.rules.readings.csv_file import FileRefused
from kernel.errors import ConflictRefused, NotFoundMissing, Problem

FOLDER = "imports"
MOST_BYTES = 200 * 1024**2
"""Of one file as it is uploaded, packed or not."""
MOST_OF_CLIENT = 1024**3
"""Of all files of a client that wait."""
PIECE = 1024**2
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
    if size > MOST_BYTES:
        raise SizeRefused(
            _("The file is larger than 200 MB."),
            _("Pack it with gzip, or export a shorter stretch of time."),
        )
    held = DataImport.objects.filter(status__in=HOLDING).aggregate(total=Sum("file_size"))["total"] or 0
    if held + size > MOST_OF_CLIENT:
        text = _("The files that wait take more than 1 GB together.")
        raise QuotaRefused(text, [Problem("file", QuotaRefused.code, text, _("Record or drop one of them first."))])


class _Hashed(File):  # type: ignore[type-arg]
    """A file that is hashed while the storage takes it in, so that its bytes are read once."""

    def __init__(self, file: "File[Any]") -> None:
        super().__init__(file.file, name=file.name)
        self.seen = hashlib.sha256()
        self.taken = 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The bytes in pieces. Raises `SizeRefused` for one too many, whatever size was announced."""
        for piece in super().chunks(chunk_size or PIECE):
            self.seen.update(piece)
            self.taken += len(piece)
            if self.taken > MOST_BYTES:
                check_room(self.taken)
            yield piece


def keep(import_id: uuid.UUID, file: "File[Any]") -> tuple[str, int]:
    """Store a file under its import's id: its SHA-256 and its size."""
    hashed = _Hashed(file)
    try:
        default_storage.save(_name(import_id), hashed)
    except SizeRefused:
        discard(import_id)
        raise
    return hashed.seen.hexdigest(), hashed.taken


@contextmanager
def opened(row: DataImport) -> Iterator[IO[bytes]]:
    """The stored file. Raises `NotFoundMissing` where it is no more."""
    try:
        file = default_storage.open(_name(row.pk))
    except FileNotFoundError as error:
        raise NotFoundMissing(_("The file is kept no longer."), way_out=_("Upload it again.")) from error
    with file:
        yield file


def discard(import_id: uuid.UUID) -> None:
    """Delete a file; nothing happens where it is gone."""
    default_storage.delete(_name(import_id))


def stored_names() -> list[str]:
    """The names of all files in the folder of imports."""
    return default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else []


def _name(import_id: uuid.UUID) -> str:
    return f"{FOLDER}/{import_id}"
