"""Plain texts from outside: UTF-8 without control characters, and no markup that a browser would run."""

import codecs
import re
from typing import IO

from kernel.files import refusals

PIECE = 256 * 1024
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_COMMENT = re.compile(rb"\s*<!--.*?-->", re.DOTALL)
_MARKUP = re.compile(
    rb"\s*<(?:!doctype|\?|%|(?:html|head|body|title|script|style|iframe|svg|object|embed)\b)", re.IGNORECASE
)
_INSIDE = re.compile(rb"<(?:!doctype\s+html|html|script|svg|iframe)[\s>]", re.IGNORECASE)
_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def begins_as_markup(head: bytes) -> bool:
    """Whether a browser that guesses would take the file for a page, a drawing or a feed; comments before it count nothing."""
    for mark, encoding in _WIDE.items():
        if head.startswith(mark):
            head = head[: len(head) // 2 * 2].decode(encoding, "replace").encode()
    at = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
    while found := _COMMENT.match(head, at):
        at = found.end()
    return _MARKUP.match(head, at) is not None


def hides_markup(head: bytes) -> bool:
    """Whether a page is hidden near the start of a file that is none."""
    return _INSIDE.search(head) is not None


def check_text(file: IO[bytes]) -> None:
    """Raise `DocumentRefused`, with the line, for what is not UTF-8 or holds signs that no text has."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    file.seek(0)
    while True:
        piece = file.read(PIECE)
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            raise refusals.no_text(line + error.object[: error.start].count(b"\n")) from error
        if found := _CONTROL.search(text):
            raise refusals.no_text(line + text.count("\n", 0, found.start()))
        line += text.count("\n")
        if not piece:
            return
