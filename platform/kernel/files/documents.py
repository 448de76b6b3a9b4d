"""Uploaded documents: each is what its content says, of a kind that is taken, whole, and nothing that a computer would run."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, Any

import filetype
from django.core.files.base import File

from kernel.archives import START, ends_as_archive
from kernel.files import pictures, refusals
from kernel.files.hashing import Hashed
from kernel.files.names import shown_name
from kernel.files.office import OLD, check_office
from kernel.files.papers import PDF, check_pdf
from kernel.files.texts import begins_as_markup, check_text, hides_markup

MOST_BYTES = 25 * 1024 * 1024
HEAD = 8192
"""As much of a file tells what it is."""
NEAR_START = 1024
"""As far into a file some readers of PDF look for its beginning."""


class Kind(StrEnum):
    """The kinds of documents that can be taken, by the ending that their names have."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpg"
    WEBP = "webp"
    TEXT = "txt"
    CSV = "csv"
    MARKDOWN = "md"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"


EVERY_KIND = tuple(Kind)

_SPELLINGS = {"jpeg": Kind.JPEG, "markdown": Kind.MARKDOWN}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_CONTENT_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.WEBP: "image/webp",
    Kind.TEXT: "text/plain; charset=utf-8",
    Kind.CSV: "text/csv; charset=utf-8",
    Kind.MARKDOWN: "text/markdown; charset=utf-8",
    Kind.DOCX: f"{_OFFICE}wordprocessingml.document",
    Kind.XLSX: f"{_OFFICE}spreadsheetml.sheet",
    Kind.PPTX: f"{_OFFICE}presentationml.presentation",
}
_STARTS = {
    Kind.PDF: PDF,
    Kind.PNG: pictures.PNG,
    Kind.JPEG: pictures.JPEG,
    Kind.WEBP: b"RIFF",
    Kind.DOCX: START,
    Kind.XLSX: START,
    Kind.PPTX: START,
}
_CHECKS: dict[Kind, Callable[[IO[bytes], int], None]] = {
    Kind.PDF: check_pdf,
    Kind.PNG: pictures.check_png,
    Kind.JPEG: pictures.check_jpeg,
    Kind.WEBP: pictures.check_webp,
}
_PROGRAMS = (
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"\0asm",
    b"dex\n",
    b"L\0\0\0\x01\x14\x02\0",
    b"#!/",
    b"#! /",
)
"""Of Linux, macOS, Java, the web, Android, a shortcut of Windows, a script."""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A document that was found sound: the name to show, what it is, its size in bytes and its SHA-256 in hex."""

    name: str
    extension: str
    content_type: str
    size: int
    digest: str
    file: "File[Any]"

    def open(self) -> "File[Any]":
        """The file at its first byte; whoever uploaded it closes it."""
        self.file.seek(0)
        return self.file


def checked(
    upload: "File[Any]", *, allowed: Collection[Kind] = EVERY_KIND, most_bytes: int = MOST_BYTES
) -> CheckedFile:
    """What an upload really is, told by its content; what the browser claims of it counts nothing.

    Raises `DocumentRefused` naming the rule: `empty`, `size`, `kind` (not taken), `content` (not what the name says),
    `program`, `markup`, `mixed` (two kinds at once), `password`, `macros`, `packed`, `points`, `text` or `damaged`.
    """
    if (upload.size or 0) > most_bytes:
        raise refusals.too_large(most_bytes)
    upload.seek(0)
    head = upload.read(HEAD)
    name, extension = shown_name(upload.name or "")
    kind = _kind(head, extension, allowed)

    def bounded(taken: int) -> None:
        if taken > most_bytes:
            raise refusals.too_large(most_bytes)

    hashed = Hashed(upload, bounded)
    for _piece in hashed.chunks():
        pass
    _check(kind, upload, hashed.taken, head)
    return CheckedFile(name, kind.value, _CONTENT_TYPES[kind], hashed.taken, hashed.digest, upload)


def _kind(head: bytes, extension: str, allowed: Collection[Kind]) -> Kind:
    """The kind that the name says and the first bytes bear out."""
    if not head:
        raise refusals.empty()
    if head.startswith(_PROGRAMS) or (head.startswith(b"MZ") and b"\0" in head):
        raise refusals.program()
    if begins_as_markup(head):
        raise refusals.markup()
    kind = next((each for each in allowed if each == _SPELLINGS.get(extension, extension)), None)
    if kind is None:
        raise refusals.unknown_kind(extension, sorted(allowed))
    if kind in _STARTS:
        fits = head.startswith(_STARTS[kind]) and (kind != Kind.WEBP or head[8:12] == b"WEBP")
    else:
        # A text may begin by chance as some other file does; what no text holds tells the two apart.
        fits = b"\0" not in head and not head.startswith(tuple(_STARTS.values()))
    if not fits and head.startswith(OLD):
        raise refusals.old_or_locked()
    if not fits and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refusals.other_content(kind.value, str(filetype.guess_extension(head) or ""))
    return kind


def _check(kind: Kind, file: IO[bytes], size: int, head: bytes) -> None:
    """Raise `DocumentRefused` for what is not whole, or is more than one thing."""
    if kind not in _STARTS:
        check_text(file)
        return
    near = head[:NEAR_START]
    if hides_markup(near) or (kind != Kind.PDF and PDF in near):
        raise refusals.mixed()
    if kind in _CHECKS:
        _CHECKS[kind](file, size)
        if ends_as_archive(file, size):
            raise refusals.mixed()
    else:
        check_office(file, size, kind.value)
