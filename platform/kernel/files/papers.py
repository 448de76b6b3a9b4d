"""PDF from outside: it begins at its first byte, ends at its last, and says where its table of contents is."""

import re
from typing import IO

from kernel.files import refusals

PDF = b"%PDF-"
_TAIL = 2048
_VERSION = re.compile(rb"%PDF-[12]\.\d")
_TABLE_AT = re.compile(rb"startxref\s+(\d{1,10})\s+$")
_END = b"%%EOF"


def check_pdf(file: IO[bytes], size: int) -> None:
    """Raise `DocumentRefused` where the end is missing, something follows it, or the table lies behind it."""
    file.seek(0)
    if not _VERSION.match(file.read(8)):
        raise refusals.damaged()
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    body, end, behind = tail.rpartition(_END)
    if not end:
        raise refusals.damaged()
    # Some programs fill the last block of the file.
    if behind.strip(b"\0\t\n\f\r \x1a"):
        raise refusals.mixed()
    found = _TABLE_AT.search(body)
    if not found or int(found[1]) >= size:
        raise refusals.damaged()
