"""What a workbook says of itself: its sheets, its number formats, its shared texts."""

import posixpath
import re
from dataclasses import dataclass, field

from kernel.spreadsheets.archive import Archive, damaged, too_large
from kernel.spreadsheets.formats import Meaning, meaning_of
from kernel.spreadsheets.markup import Reader, parse

MOST_TEXTS = 250_000
MOST_SIGNS = 16_000_000
"""Of all shared texts together: they stay in memory while a sheet is read."""
LONGEST_TEXT = 32_767
"""Excel keeps no longer one in a cell."""

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it."""

    name: str
    part: str
    visible: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """An archive whose list of sheets is understood."""

    archive: Archive
    sheets: tuple[SheetEntry, ...]
    since_1904: bool
    styles_part: str
    texts_part: str

    def meanings(self) -> list[Meaning]:
        """What each style of a cell makes of a number, by the style's number."""
        if not self.archive.has(self.styles_part):
            return []
        reader = _Styles()
        _read(self.archive, self.styles_part, reader)
        return [meaning_of(number, reader.codes.get(number, "")) for number in reader.styles]

    def texts(self) -> list[str]:
        """The texts that cells share, by their number; too long ones are cut one sign behind the longest that there may be."""
        if not self.archive.has(self.texts_part):
            return []
        reader = _Texts()
        _read(self.archive, self.texts_part, reader)
        return reader.found


def open_workbook(data: bytes) -> Workbook:
    """The workbook behind the bytes; raises `WorkbookRefused` with what is wrong and the way out."""
    archive = Archive(data)
    roots = _related(archive, "")
    main = next((part for kind, part in roots.values() if kind == "officeDocument"), "xl/workbook.xml")
    listed = _Sheets()
    _read(archive, main, listed)
    related = _related(archive, main)
    sheets = tuple(
        SheetEntry(name, related[key][1], visible)
        for name, key, visible in listed.found
        if key in related and related[key][0] == "worksheet"
    )
    others = dict(related.values())
    return Workbook(archive, sheets, listed.since_1904, others.get("styles", ""), others.get("sharedStrings", ""))


def unescaped(text: str) -> str:
    """A text of a cell, with the signs that XML can't hold put back: _x000D_ is a carriage return."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _read(archive: Archive, part: str, reader: Reader) -> None:
    for _chunk in parse(archive.chunks(part), reader):
        pass


def _related(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """What the part refers to inside the archive, by the reference's id: its kind and its name. Links to outside are left out."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if not archive.has(path):
        return {}
    reader = _Relations()
    _read(archive, path, reader)
    return {
        key: (kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
        for key, kind, target in reader.found
    }


class _Silent:
    """A reader to which only the beginnings of elements matter."""

    held = 0

    def end(self, name: str) -> None:
        """Nothing."""

    def text(self, text: str) -> None:
        """Nothing."""


@dataclass
class _Relations(_Silent):
    found: list[tuple[str, str, str]] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode", "").lower() != "external":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found.append((attributes.get("Id", ""), kind, attributes.get("Target", "").replace("\\", "/")))


@dataclass
class _Sheets(_Silent):
    found: list[tuple[str, str, bool]] = field(default_factory=list)
    since_1904: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            key = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            visible = attributes.get("state", "visible") == "visible"
            self.found.append((attributes.get("name", ""), key, visible))
        elif name == "workbookPr":
            self.since_1904 = attributes.get("date1904", "") in ("1", "true", "on")


@dataclass
class _Styles(_Silent):
    codes: dict[int, str] = field(default_factory=dict)
    styles: list[int] = field(default_factory=list)
    inside: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self.codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:255]
        elif name == "cellXfs":
            self.inside = True
        elif name == "xf" and self.inside:
            self.styles.append(_whole(attributes.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self.inside = False


def _whole(text: str | None) -> int:
    if text is None or not (text.isascii() and text.isdigit() and len(text) < 10):
        raise damaged()
    return int(text)


@dataclass
class _Texts:
    """Shared texts; a text may be made of pieces in several scripts, and how it is spoken does not belong to it."""

    found: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    signs: int = 0
    taking: bool = False
    spoken: bool = False

    @property
    def held(self) -> int:
        return len(self.found)

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - every reader is told of them
        if name == "t":
            self.taking = not self.spoken
        elif name == "rPh":
            self.spoken = True

    def end(self, name: str) -> None:
        if name == "t":
            self.taking = False
        elif name == "rPh":
            self.spoken = False
        elif name == "si":
            self.found.append(unescaped("".join(self.pieces)))
            self.pieces, self.length = [], 0
            if len(self.found) > MOST_TEXTS:
                raise too_large()

    def text(self, text: str) -> None:
        if self.taking and self.length <= LONGEST_TEXT:
            self.pieces.append(text[: LONGEST_TEXT + 1 - self.length])
            self.length += len(self.pieces[-1])
            self.signs += len(self.pieces[-1])
            if self.signs > MOST_SIGNS:
                raise too_large()
