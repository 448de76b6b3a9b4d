"""Sound documents of each kind, made by hand, so that tests may spoil each of them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

CONTENT_TYPES = "[Content_Types].xml"
_OFFICE = "application/vnd.openxmlformats-officedocument."
MAINS = {
    "docx": ("/word/document.xml", f"{_OFFICE}wordprocessingml.document.main+xml"),
    "xlsx": ("/xl/workbook.xml", f"{_OFFICE}spreadsheetml.sheet.main+xml"),
    "pptx": ("/ppt/presentation.xml", f"{_OFFICE}presentationml.presentation.main+xml"),
}


def pdf() -> bytes:
    """A page with nothing on it."""
    start = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    objects = (
        b"1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
        b"2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n"
        b"3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>> endobj\n"
    )
    at = len(start) + len(objects)
    return start + objects + b"xref\n0 1\n0000000000 65535 f \ntrailer <</Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % at


def block(kind: bytes, data: bytes) -> bytes:
    """A block of a PNG with its checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 1, height: int = 1, more: bytes = b"") -> bytes:
    """A grey point, which may say that it is many, and other blocks before it."""
    header = block(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + more + block(b"IDAT", zlib.compress(b"\0\x80")) + block(b"IEND", b"")


def jpeg(width: int = 1, height: int = 1, comment: bytes = b"made by hand") -> bytes:
    """The marks of a JPEG in their order; what stands between them is no picture."""
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    note = b"\xff\xfe" + struct.pack(">H", 2 + len(comment)) + comment
    return b"\xff\xd8" + note + frame + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\x34\xff\x00" + b"\xff\xd9"


def webp(width: int = 1, height: int = 1) -> bytes:
    """A canvas with a picture of a few bytes."""
    canvas = bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    blocks = b"VP8X" + struct.pack("<I", 10) + canvas + b"VP8L" + struct.pack("<I", 6) + b"\x2f\0\0\0\0\0"
    return b"RIFF" + struct.pack("<I", 4 + len(blocks)) + b"WEBP" + blocks


def packed(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def office(extension: str, changes: Mapping[str, str | bytes] | None = None, kind: str = "") -> bytes:
    """An Office document with some parts replaced or added, whose main part may claim to be of another kind."""
    return packed(office_parts(extension, kind) | dict(changes or {}))


def office_parts(extension: str, kind: str = "") -> dict[str, str | bytes]:
    """The parts of a sound Office document."""
    part, main = MAINS[extension]
    types = f'<Override PartName="{part}" ContentType="{kind or main}"/>'
    xml = '<?xml version="1.0" encoding="UTF-8"?>'
    return {CONTENT_TYPES: f"{xml}<Types>{types}</Types>", "_rels/.rels": "<Relationships/>", part[1:]: f"{xml}<x/>"}
