"""The bytes of an uploaded log, unpacked as they are read: bounded in memory, in size and in how tightly they are packed."""

import io
import zlib
from collections.abc import Callable
from typing import IO, Any

from kernel.eventlogs.refusals import cut_off, too_large, too_packed

CHUNK = 256 * 1024
MOST_BYTES = 2 * 1024**3
"""Of an unpacked log: about six million events of XES with six attributes each."""
TIGHTEST = 200
"""Real logs unpack to 10 to 60 times their size; gzip itself ends at about 1,000."""
RATIO_FROM = 8 * 1024**2
"""Below so many unpacked bytes a tight packing harms nobody."""
GZIP = b"\x1f\x8b"

OnProgress = Callable[[int], None]
"""Told how many bytes of the file, as it was uploaded, have been read."""


class Source(io.RawIOBase):
    """A log's own bytes, whether it is packed with gzip or not. Raises LogRefused where it is damaged or unpacks without end."""

    def __init__(self, file: IO[bytes], on_progress: OnProgress | None = None, *, most_bytes: int = MOST_BYTES) -> None:
        super().__init__()
        self._file, self._on_progress, self._most = file, on_progress, most_bytes
        self._taken = self.given = 0
        self._ready = memoryview(b"")
        self._ahead = b""
        self._packed: bytes = self._taken_in()
        self._unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16) if self._packed.startswith(GZIP) else None

    @property
    def gzipped(self) -> bool:
        """Whether the file is packed."""
        return self._unpacker is not None

    def readable(self) -> bool:
        """Always; files of Python ask."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with what is ready, at least one byte before the end; 0 at the end."""
        if not self._ready:
            self._ready = memoryview(self.chunk())
        part = self._ready[: len(buffer)]
        buffer[: len(part)] = part
        self._ready = self._ready[len(part) :]
        return len(part)

    def head(self, size: int) -> bytes:
        """The first bytes, which are read again afterwards; fewer where the log is shorter."""
        while len(self._ahead) < size and (data := self._next()):
            self._ahead += data
        return self._ahead[:size]

    def chunk(self) -> bytes:
        """The next bytes, about 256 KiB; none at the end."""
        if self._ahead:
            data, self._ahead = self._ahead, b""
            return data
        return self._next()

    def _next(self) -> bytes:
        data = self._unpacked(self._unpacker) if self._unpacker else self._packed
        if self._unpacker is None and data:
            self._packed = self._taken_in()
        self.given += len(data)
        if self.given > self._most:
            raise too_large(f"{self._most // 1024**2} MB")
        return data

    def _taken_in(self) -> bytes:
        data = self._file.read(CHUNK)
        self._taken += len(data)
        if self._on_progress:
            self._on_progress(self._taken)
        return data

    def _unpacked(self, unpacker: "zlib._Decompress") -> bytes:
        while True:
            if unpacker.eof:
                # Programs append: a file may be several packed ones in a row, padded with zeros.
                self._packed = (unpacker.unused_data or self._taken_in()).lstrip(b"\0")
                if not self._packed:
                    return b""
                self._unpacker = unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
            elif not self._packed:
                self._packed = self._taken_in()
            ended = not self._packed
            try:
                data = unpacker.decompress(self._packed, CHUNK)
            except zlib.error as error:
                raise cut_off() from error
            self._packed = unpacker.unconsumed_tail
            given = self.given + len(data)
            if given > RATIO_FROM and given > TIGHTEST * self._taken:
                raise too_packed()
            if data:
                return data
            if ended and not unpacker.eof:
                raise cut_off()
