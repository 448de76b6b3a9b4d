"""Office documents from outside: sound packages of the kind that they say, without passwords, macros or controls."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import IO

from kernel.archives import BadArchive, Fault, Parts, ends_as_archive
from kernel.errors import InvalidRefused
from kernel.files import refusals
from kernel.spreadsheets.markup import parse

MOST_PARTS = 5_000
MOST_INFLATED = 100 * 1024 * 1024
TIGHTEST = 200
"""Real documents unpack to 2 to 30 times their size; a bomb begins at several hundred."""
LONGEST_LIST = 1024 * 1024
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_LIST = "[content_types].xml"
_MAIN = "application/vnd.openxmlformats-officedocument."
_MAINS = {
    f"{_MAIN}wordprocessingml.document.main+xml": "docx",
    f"{_MAIN}spreadsheetml.sheet.main+xml": "xlsx",
    f"{_MAIN}presentationml.presentation.main+xml": "pptx",
}
_LIVE = ("macroenabled", "vbaproject", "activex", "ms-office.vba")
_LIVE_PARTS = ("vbaproject.bin", "vbadata.xml")
_LIVE_FOLDERS = ("macrosheets/", "activex/")
_FAULTS: dict[Fault, Callable[[], refusals.DocumentRefused]] = {
    Fault.PASSWORD: refusals.locked,
    Fault.SIZE: partial(refusals.too_large_unpacked, MOST_INFLATED),
    Fault.PACKED: refusals.too_packed,
    Fault.PARTS: refusals.too_many_parts,
}


def check_office(file: IO[bytes], size: int, extension: str) -> None:
    """Raise `DocumentRefused` where the package is broken, is no document of this kind, or holds what a computer would run.

    Every part is inflated once, so that a part that is damaged or larger than it states is found here.
    """
    if not ends_as_archive(file, size):
        # Python looks for the end before what was appended; programs that unpack differ.
        raise refusals.mixed() if _whole_before(file) else refusals.damaged()
    with _worded():
        parts = Parts(file, most_parts=MOST_PARTS, most_inflated=MOST_INFLATED, tightest=TIGHTEST)
        if not parts.has(_LIST):
            raise refusals.other_content(extension, "zip")
        if any(name.endswith(_LIVE_PARTS) or any(each in name for each in _LIVE_FOLDERS) for name in parts.names()):
            raise refusals.macros()
        listed = _listed(parts)
        if any(live in kind for kind in listed.kinds for live in _LIVE):
            raise refusals.macros()
        found = next((_MAINS[kind] for kind in listed.kinds if kind in _MAINS and parts.has(listed.kinds[kind])), "zip")
        if found != extension:
            raise refusals.other_content(extension, found)
        for name in parts.names():
            for _chunk in parts.chunks(name):
                pass


def _listed(parts: Parts) -> "_Types":
    if parts.size(_LIST) > LONGEST_LIST:
        raise refusals.damaged()
    reader = _Types()
    try:
        for _step in parse(parts.chunks(_LIST), reader):
            pass
    except InvalidRefused as error:
        raise refusals.damaged() from error
    return reader


def _whole_before(file: IO[bytes]) -> bool:
    try:
        Parts(file, most_parts=MOST_PARTS, most_inflated=MOST_INFLATED)
    except BadArchive:
        return False
    return True


@contextmanager
def _worded() -> Iterator[None]:
    try:
        yield
    except BadArchive as bad:
        worded = _FAULTS.get(bad.fault, refusals.damaged)
        raise worded() from bad


@dataclass
class _Types:
    """The types of content that a package lists, each with the last part that has it."""

    kinds: dict[str, str] = field(default_factory=dict)
    held: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name in ("Override", "Default"):
            self.kinds[attributes.get("ContentType", "").strip().lower()] = attributes.get("PartName", "").lstrip("/")

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text between elements."""
