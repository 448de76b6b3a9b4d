"""Pictures from outside, walked through by their own marks: nothing is decoded, so that none can do harm here."""

import struct
import zlib
from typing import IO

from kernel.files import refusals

MOST_POINTS = 225_000_000
"""Width times height; the largest sensors of phones have 200 million."""
MOST_BLOCKS = 20_000
PIECE = 256 * 1024

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
_NO_FRAMES = {0xC4, 0xC8, 0xCC}
_SCAN = 0xDA
_PLAIN_MARKS = {0x01, *range(0xD0, 0xD9)}
"""Marks of JPEG that have no length."""
_JPEG_END = b"\xff\xd9"


def check_png(file: IO[bytes], size: int) -> None:
    """Raise `DocumentRefused` where a block or its checksum is broken, the end is missing, or something follows it."""
    at, kinds = len(PNG), set[bytes]()
    for _block in range(MOST_BLOCKS):
        file.seek(at)
        length, kind = struct.unpack(">I4s", _exactly(file, 8))
        if at + 12 + length > size or (kind == b"IHDR") != (not kinds):
            raise refusals.damaged()
        if kind == b"IHDR":
            _check_points(*struct.unpack(">II", _exactly(file, 8)))
            file.seek(at + 8)
        if _sum(file, kind, length) != int.from_bytes(_exactly(file, 4), "big"):
            raise refusals.damaged()
        kinds.add(kind)
        at += 12 + length
        if kind == b"IEND":
            break
    if not {b"IDAT", b"IEND"} <= kinds:
        raise refusals.damaged()
    if at != size:
        raise refusals.mixed()


def check_jpeg(file: IO[bytes], size: int) -> None:
    """Raise `DocumentRefused` where a block is broken, or no end follows the first scan.

    What stands behind the end is left alone: phones keep a second picture or their own notes there.
    """
    at = 2
    framed = False
    for _block in range(MOST_BLOCKS):
        file.seek(at)
        mark, kind = _exactly(file, 2)
        if mark != 0xFF:
            raise refusals.damaged()
        if kind == 0xFF:
            at += 1
            continue
        if kind in _PLAIN_MARKS:
            at += 2
            continue
        length = int.from_bytes(_exactly(file, 2), "big")
        if length < 2 or at + 2 + length > size:
            raise refusals.damaged()
        if 0xC0 <= kind <= 0xCF and kind not in _NO_FRAMES:
            _precision, height, width = struct.unpack(">BHH", _exactly(file, 5))
            _check_points(width, max(height, 1))
            framed = True
        at += 2 + length
        if kind == _SCAN:
            break
    else:
        raise refusals.damaged()
    if not framed or not _follows(file, at, _JPEG_END):
        raise refusals.damaged()


def check_webp(file: IO[bytes], size: int) -> None:
    """Raise `DocumentRefused` where a block is broken, the file is shorter than it states, or longer."""
    file.seek(0)
    _riff, stated, _kind = struct.unpack("<4sI4s", _exactly(file, 12))
    end = stated + 8
    if size < end:
        raise refusals.damaged()
    if size > end + end % 2:
        raise refusals.mixed()
    at, first = 12, True
    for _block in range(MOST_BLOCKS):
        file.seek(at)
        kind, length = struct.unpack("<4sI", _exactly(file, 8))
        if first and kind not in (b"VP8 ", b"VP8L", b"VP8X"):
            raise refusals.damaged()
        if kind == b"VP8X":
            canvas = _exactly(file, 10)
            _check_points(1 + int.from_bytes(canvas[4:7], "little"), 1 + int.from_bytes(canvas[7:10], "little"))
        first = False
        at += 8 + length + length % 2
        if at >= end:
            break
    if at not in (end, end + 1):
        raise refusals.damaged()


def _check_points(width: int, height: int) -> None:
    if not width or not height:
        raise refusals.damaged()
    if width * height > MOST_POINTS:
        raise refusals.too_many_points()


def _exactly(file: IO[bytes], count: int) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise refusals.damaged()
    return data


def _sum(file: IO[bytes], kind: bytes, length: int) -> int:
    found = zlib.crc32(kind)
    while length:
        piece = _exactly(file, min(length, PIECE))
        found = zlib.crc32(piece, found)
        length -= len(piece)
    return found


def _follows(file: IO[bytes], at: int, mark: bytes) -> bool:
    """Whether the mark stands somewhere behind the place."""
    file.seek(at)
    kept = b""
    while piece := file.read(PIECE):
        if mark in kept + piece:
            return True
        kept = piece[-1:]
    return False
