"""What a file is, told by its first bytes: packed or not, XES or CSV, its encoding and its delimiter."""

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kernel.eventlogs.refusals import LogRefused, empty_log, no_log, save_way_out

Kind = Literal["xes", "csv"]

HEAD = 64 * 1024
DELIMITERS = (",", ";", "\t", "|")
WESTERN = "cp1252"
"""What a text that is not Unicode is taken for."""
LENIENT = "kernel.eventlogs.lenient"
"""Reads the odd byte that is no Unicode as Western European, so that one name does not cost the whole log."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OTHER_KINDS = (
    (b"PK\x03\x04", _("a ZIP archive or an Excel workbook")),
    (b"\xd0\xcf\x11\xe0", _("an old Excel workbook")),
    (b"%PDF", _("a PDF")),
    (b"\x1f\x8b", _("packed twice")),
)
_LOG_ELEMENT = re.compile(r"<(?:[\w.-]+:)?log[\s/>]")
STATED = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
"""The line with which spreadsheets state the delimiter."""
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")


def _lenient(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "ignore") or wrong.decode("latin-1"), error.end


codecs.register_error(LENIENT, _lenient)


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What the first bytes tell: `delimiter` is empty for XES."""

    kind: Kind
    encoding: str
    delimiter: str = ""


def sniff(head: bytes) -> Sniffed:
    """Tell a log by its first, unpacked bytes. Raises LogRefused for what is neither XES nor CSV."""
    if not head.strip(b" \r\n\t\0"):
        raise empty_log()
    for start, kind in _OTHER_KINDS:
        if head.startswith(start):
            message = format_lazy(_("The file is {kind}, neither XES nor CSV."), kind=kind)
            raise LogRefused(message, save_way_out(), code="kind")
    encoding = _encoding(head)
    text = head[: len(head) // 2 * 2].decode(encoding, LENIENT if not encoding.startswith("utf-16") else "ignore")
    if len(_CONTROLS.findall(text)) > len(text) // 1000:
        raise no_log()
    begin = text.lstrip("\ufeff \r\n\t")
    if begin.startswith("<"):
        # A document type before the log is refused where the XML is read, and says so.
        if begin.startswith(("<?xml", "<!")) or _LOG_ELEMENT.match(begin):
            return Sniffed("xes", encoding)
        raise no_log()
    return Sniffed("csv", encoding, _delimiter(begin))


def _encoding(head: bytes) -> str:
    marked = next((name for mark, name in _BOMS if head.startswith(mark)), None)
    if marked:
        return marked
    sample = head[:4000]
    # A text of Western letters in UTF-16 has every other byte zero.
    if len(sample) > 3 and sample.count(0) > len(sample) // 3:
        return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
    except UnicodeDecodeError:
        return WESTERN
    return "utf-8"


def _delimiter(text: str) -> str:
    """The sign that cuts the header into most cells and as many lines as possible into equally many."""
    stated = STATED.match(text)
    if stated and stated[1] in DELIMITERS:
        return stated[1]
    best, best_score = "", (0, 0)
    lines = text.splitlines(keepends=True)[:100]
    if len(lines) > 1 and not lines[-1].endswith(("\r", "\n")):
        lines.pop()
    for delimiter in DELIMITERS:
        try:
            widths = [
                len(row) for row in csv.reader(io.StringIO("".join(lines), newline=""), delimiter=delimiter) if row
            ]
        except csv.Error:
            continue
        width = widths[0] if widths else 0
        score = (Counter(widths)[width] * 100 // len(widths), width) if width > 2 else (0, width)
        if score > best_score:
            best, best_score = delimiter, score
    if best_score[1] < 2:
        raise no_log()
    return best
