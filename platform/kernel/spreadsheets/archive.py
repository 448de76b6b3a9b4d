"""The zip container of a workbook from outside: what it may be, and how much may come out of it."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kernel.errors import InvalidRefused, Problem

MOST_BYTES = 10 * 1024 * 1024
MOST_ENTRIES = 2_000
MOST_INFLATED = 100 * 1024 * 1024
"""Of all parts together, as stated and as really counted; a sheet of 100,000 readings has some 30 MB."""
CHUNK = 64 * 1024

Text = str | Promise
"""A sentence for people, put into words when it is shown."""

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)
"""What Python's zipfile raises on an archive that somebody has tampered with, or that was cut off."""
_ENTRY = b"PK\x01\x02"
_OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0", _("an old Excel workbook, or one with a password")),
    (b"%PDF", _("a PDF")),
    (b"\x1f\x8b", _("a packed file")),
)
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_CONTENT_TYPES = "[content_types].xml"


class WorkbookRefused(InvalidRefused):
    """The file can't be read as a workbook at all."""

    code = "xlsx"

    def __init__(self, message: Text, way_out: Text) -> None:
        super().__init__(message, [Problem("file", self.code, message, way_out)], way_out=way_out)


def save_way_out() -> Text:
    """How to make a workbook that is read."""
    return _("Save it as “Excel workbook (.xlsx)” without a password and without macros, or as CSV UTF-8.")


def damaged() -> WorkbookRefused:
    """The refusal of a file that is no sound workbook."""
    return WorkbookRefused(_("The workbook is damaged: it can't be read."), save_way_out())


def too_large() -> WorkbookRefused:
    """The refusal of a file that is small packed, and not so unpacked."""
    return WorkbookRefused(
        format_lazy(_("The workbook is larger than {most} MB when it is unpacked."), most=MOST_INFLATED // 2**20),
        _("Copy the columns that count into a new workbook, as values, or split it."),
    )


class Archive:
    """The parts of a workbook by their names, in which case does not count. Nothing is inflated until it is asked for.

    Raises `WorkbookRefused` for what is no zip archive, has a password, holds macros, or would be too large.
    """

    def __init__(self, data: bytes) -> None:
        _check_kind(data)
        # Counted before Python reads them: each entry of the directory, whatever its end states, begins like this.
        if data.count(_ENTRY) > MOST_ENTRIES:
            raise WorkbookRefused(_("The workbook is made of too many parts."), save_way_out())
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise damaged() from error
        self._entries = {entry.filename.replace("\\", "/").casefold(): entry for entry in self._zip.infolist()}
        self._check()

    def _check(self) -> None:
        entries = self._zip.infolist()
        if len(self._entries) < len(entries) or any(entry.compress_type not in _METHODS for entry in entries):
            raise damaged()
        if any(entry.flag_bits & 1 for entry in entries):
            raise WorkbookRefused(_("The workbook has a password."), save_way_out())
        if sum(entry.file_size for entry in entries) > MOST_INFLATED:
            raise too_large()
        if _CONTENT_TYPES not in self._entries:
            raise WorkbookRefused(_("The file is a packed file, not a workbook."), save_way_out())
        macros = any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in self._entries)
        if macros or b"macroenabled" in b"".join(self.chunks(_CONTENT_TYPES)).lower():
            raise WorkbookRefused(_("The workbook holds macros."), save_way_out())
        if "xl/workbook.bin" in self._entries:
            raise WorkbookRefused(_("The file is a binary Excel workbook (.xlsb)."), save_way_out())

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.casefold() in self._entries

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part's bytes, inflated as they are asked for, and never more of them than the archive states."""
        entry = self._entries.get(name.casefold())
        if entry is None:
            raise damaged()
        given = 0
        try:
            with self._zip.open(entry) as part:
                while chunk := part.read(CHUNK):
                    given += len(chunk)
                    if given > entry.file_size:
                        raise damaged()
                    yield chunk
        except _BROKEN as error:
            raise damaged() from error


def _check_kind(data: bytes) -> None:
    if not data:
        raise WorkbookRefused(_("The file is empty."), save_way_out())
    if len(data) > MOST_BYTES:
        text = format_lazy(_("The file is larger than {most} MB."), most=MOST_BYTES // 2**20)
        raise WorkbookRefused(text, _("Split it into several files."))
    for start, kind in _OTHER_KINDS:
        if data.startswith(start):
            raise WorkbookRefused(
                format_lazy(_("The file is {kind}, not a workbook (.xlsx)."), kind=kind), save_way_out()
            )
    if not data.startswith(b"PK\x03\x04"):
        raise WorkbookRefused(_("The file is no workbook (.xlsx)."), save_way_out())
