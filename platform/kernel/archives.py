"""Zip archives from outside: how many parts one may have, how much may come out of them, and where one ends."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from enum import StrEnum
from typing import IO, Any

CHUNK = 64 * 1024
PIECE = 1024 * 1024
TIGHT_FROM = 8 * 1024 * 1024
"""Below so many unpacked bytes a tight packing harms nobody."""

START = b"PK\x03\x04"
_ENTRY = b"PK\x01\x02"
_END = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 65_535
_LARGEST_DIRECTORY = 8 * 1024 * 1024
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
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


class Fault(StrEnum):
    """What is wrong with an archive; each kind of file has its own words for it."""

    DAMAGED = "damaged"
    PARTS = "parts"
    PASSWORD = "password"  # noqa: S105 - what is wrong with it
    SIZE = "size"
    PACKED = "packed"


class BadArchive(Exception):
    """The archive is not read, because of its `fault`."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.value)


class Parts:
    """The parts of an archive by their names, in which case does not count. Nothing is inflated until it is asked for.

    Raises `BadArchive` for what is no sound archive, has a password, too many parts, or too much in them. `tightest` is
    how many times its size a large part may unpack to.
    """

    def __init__(self, file: IO[bytes], *, most_parts: int, most_inflated: int, tightest: int | None = None) -> None:
        # Counted before Python reads them: each entry of the directory, whatever its end states, begins like this.
        if _count(file, _ENTRY, most_parts) > most_parts:
            raise BadArchive(Fault.PARTS)
        try:
            self._zip = zipfile.ZipFile(_Bounded(file))
        except _BROKEN as error:
            raise BadArchive(Fault.DAMAGED) from error
        self._entries = {entry.filename.replace("\\", "/").casefold(): entry for entry in self._zip.infolist()}
        self._check(most_inflated, tightest)

    def _check(self, most_inflated: int, tightest: int | None) -> None:
        entries = self._zip.infolist()
        if len(self._entries) < len(entries) or any(entry.compress_type not in _METHODS for entry in entries):
            raise BadArchive(Fault.DAMAGED)
        if any(entry.flag_bits & 1 for entry in entries):
            raise BadArchive(Fault.PASSWORD)
        inflated = sum(entry.file_size for entry in entries)
        sizes = [(entry.compress_size, entry.file_size) for entry in entries]
        sizes.append((sum(packed for packed, _size in sizes), inflated))
        if tightest and any(size > TIGHT_FROM and size > tightest * packed for packed, size in sizes):
            raise BadArchive(Fault.PACKED)
        if inflated > most_inflated:
            raise BadArchive(Fault.SIZE)

    def names(self) -> list[str]:
        """The names of all parts, in small letters."""
        return list(self._entries)

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.casefold() in self._entries

    def size(self, name: str) -> int:
        """How many bytes the archive states of a part, unpacked. Raises `BadArchive` where there is none."""
        return self._entry(name).file_size

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part's bytes, inflated as they are asked for, and never more of them than the archive states."""
        entry = self._entry(name)
        given = 0
        try:
            with self._zip.open(entry) as part:
                while chunk := part.read(CHUNK):
                    given += len(chunk)
                    if given > entry.file_size:
                        raise BadArchive(Fault.DAMAGED)
                    yield chunk
        except _BROKEN as error:
            raise BadArchive(Fault.DAMAGED) from error

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = self._entries.get(name.casefold())
        if entry is None:
            raise BadArchive(Fault.DAMAGED)
        return entry


def ends_as_archive(file: IO[bytes], size: int) -> bool:
    """Whether the file's last bytes are the end of a zip archive, whatever it begins with."""
    file.seek(max(0, size - _LONGEST_COMMENT - _END_SIZE))
    tail = file.read()
    at = tail.rfind(_END)
    while at >= 0:
        stated = tail[at + _END_SIZE - 2 : at + _END_SIZE]
        if len(stated) == 2 and at + _END_SIZE + int.from_bytes(stated, "little") == len(tail):
            return True
        at = tail.rfind(_END, 0, at)
    return False


class _Bounded:
    """A file that gives no more at once than a directory of an archive may take."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        if size > _LARGEST_DIRECTORY:
            raise ValueError(size)
        return self._file.read(size if size >= 0 else _LARGEST_DIRECTORY)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _count(file: IO[bytes], mark: bytes, most: int) -> int:
    """How often the mark stands in the file, as far as one more than the most."""
    file.seek(0)
    found, kept = 0, b""
    while found <= most and (piece := file.read(PIECE)):
        piece = kept + piece
        found += piece.count(mark)
        kept = piece[1 - len(mark) :]
    return found
