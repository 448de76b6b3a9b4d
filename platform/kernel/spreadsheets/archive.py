"""The zip container of a workbook from outside: what it may be, and how much may come out of it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kernel.archives import START, BadArchive, Fault, Parts
from kernel.errors import InvalidRefused, Problem

MOST_BYTES = 10 * 1024 * 1024
MOST_ENTRIES = 2_000
MOST_INFLATED = 100 * 1024 * 1024
"""Of all parts together, as stated and as really counted; a sheet of 100,000 readings has some 30 MB."""

Text = str | Promise
"""A sentence for people, put into words when it is shown."""

_OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0", _("an old Excel workbook, or one with a password")),
    (b"%PDF", _("a PDF")),
    (b"\x1f\x8b", _("a packed file")),
)
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
        with _worded():
            self._parts = Parts(io.BytesIO(data), most_parts=MOST_ENTRIES, most_inflated=MOST_INFLATED)
        self._check()

    def _check(self) -> None:
        if not self.has(_CONTENT_TYPES):
            raise WorkbookRefused(_("The file is a packed file, not a workbook."), save_way_out())
        macros = any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in self._parts.names())
        if macros or b"macroenabled" in b"".join(self.chunks(_CONTENT_TYPES)).lower():
            raise WorkbookRefused(_("The workbook holds macros."), save_way_out())
        if self.has("xl/workbook.bin"):
            raise WorkbookRefused(_("The file is a binary Excel workbook (.xlsb)."), save_way_out())

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return self._parts.has(name)

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part's bytes, inflated as they are asked for, and never more of them than the archive states."""
        with _worded():
            yield from self._parts.chunks(name)


@contextmanager
def _worded() -> Iterator[None]:
    """Say of a workbook what is wrong with its archive."""
    try:
        yield
    except BadArchive as bad:
        if bad.fault == Fault.PARTS:
            raise WorkbookRefused(_("The workbook is made of too many parts."), save_way_out()) from bad
        if bad.fault == Fault.PASSWORD:
            raise WorkbookRefused(_("The workbook has a password."), save_way_out()) from bad
        raise (too_large() if bad.fault == Fault.SIZE else damaged()) from bad


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
    if not data.startswith(START):
        raise WorkbookRefused(_("The file is no workbook (.xlsx)."), save_way_out())
