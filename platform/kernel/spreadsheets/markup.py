"""XML from outside, parsed piece by piece: no document type, no entities, and bounds for all that a parser keeps."""

from collections.abc import Iterator
from typing import Any, Protocol
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from kernel.spreadsheets.archive import WorkbookRefused, damaged, save_way_out, too_large

MOST_TAGS = 6_000_000
"""Beginnings, ends and comments together; a row of five cells with all its markup has some 30."""
SPARE_TAGS = 600_000
TAGS_EACH = 20
"""Markup costs time though it holds nothing: so much of it is read, and this much more for each value that there is."""
DEEPEST = 64
MOST_NAMES = 2_000
"""A parser keeps every name that it has seen."""
LONGEST_TOKEN = 256 * 1024


class Reader(Protocol):
    """What a part's elements are told to. Names come without their prefix."""

    @property
    def held(self) -> int:
        """How many values have been found."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text inside of an element, perhaps in several pieces."""


class _Locals(dict[str, str]):
    """The local part of each name, found once."""

    def __missing__(self, name: str) -> str:
        local = self[name] = name.rpartition(":")[2]
        return local


def parse(chunks: Iterator[bytes], reader: Reader) -> Iterator[None]:
    """Tell the reader of all that the chunks hold; gives way after each chunk, so that one can act on it.

    Raises `WorkbookRefused` for what is not well-formed, has a document type, or would fill memory or time.
    """
    seen: dict[str, Any] = {}
    # In this dictionary the parser shares the names that it tells; so it says how many there are.
    parser = expat.ParserCreate(None, None, seen)
    parser.buffer_text = True
    names, depth = _Locals(), 0
    told_start, told_end = reader.start, reader.end

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise damaged()
        told_start(names[name], attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        told_end(names[name])

    def doctype(*_declared: object) -> None:
        raise WorkbookRefused(_("A part of the workbook declares a document type."), save_way_out())

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = doctype
    fed = tags = 0
    try:
        for chunk in chunks:
            tags += chunk.count(b"<")
            if tags > MOST_TAGS:
                raise too_large()
            if tags > SPARE_TAGS + TAGS_EACH * reader.held:
                raise _hollow()
            parser.Parse(chunk, False)
            fed += len(chunk)
            if len(seen) > MOST_NAMES or fed - parser.CurrentByteIndex > LONGEST_TOKEN:
                raise damaged()
            yield
        parser.Parse(b"", True)
        yield
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise damaged() from error


def _hollow() -> WorkbookRefused:
    return WorkbookRefused(
        _("The workbook is made of hundreds of thousands of cells that hold nothing."),
        _("Delete the empty rows and columns, or copy those that count into a new workbook."),
    )
