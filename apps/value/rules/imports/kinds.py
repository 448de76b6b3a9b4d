"""What an uploaded file holds, told by its first bytes and its columns: readings of periods, or the events of cases."""

import csv
import io
import re
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from apps.value.choices import ImportKind
from apps.value.rules.points import Text
from apps.value.rules.readings.csv_file import REQUIRED, FileRefused, field_of
from kernel.eventlogs.column_names import RANKS
from kernel.eventlogs.columns import Guess
from kernel.eventlogs.refusals import LogRefused
from kernel.eventlogs.sniffing import LENIENT, STATED, sniff

# A workbook is a ZIP archive, an old one is none; the reader of workbooks says which can't be read.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_GZIP = b"\x1f\x8b"
_NEEDED_OF_A_LOG = frozenset({"case", "activity"})


class FileKindRefused(FileRefused):
    """The file is neither readings nor an event log."""

    code = "kind"


def kind_by_bytes(head: bytes) -> ImportKind | None:
    """What the first bytes tell; None where the columns have to. Raises `FileRefused` for an empty file and for no table at all."""
    if not head.strip(b" \r\n\t\0"):
        raise FileKindRefused(_("The file is empty."), expected())
    if head.startswith(_WORKBOOKS):
        return ImportKind.READINGS
    if head.startswith(_GZIP):
        return ImportKind.EVENT_LOG
    names = _column_names(head)
    if names is None:
        return ImportKind.EVENT_LOG
    fields = {field_of(name) for name in names}
    roles = {role for role, known in RANKS.items() if any(_folded(name) in known for name in names)}
    if set(REQUIRED) <= fields and not roles >= _NEEDED_OF_A_LOG:
        return ImportKind.READINGS
    return None


def kind_by_columns(guess: Guess) -> ImportKind:
    """What a table is whose names alone do not tell: an event log where its columns can be guessed or one of them holds times.

    Raises `FileKindRefused` where nothing speaks for either.
    """
    if guess.mapping is not None or "timestamp" not in guess.missing:
        return ImportKind.EVENT_LOG
    if any(field_of(column.name) in REQUIRED for column in guess.columns):
        # The reader of readings names the column that is missing, or is none of theirs.
        return ImportKind.READINGS
    raise FileKindRefused(_("The file is neither readings nor an event log."), expected())


def expected() -> Text:
    """What a file has to have, of either kind."""
    return _(
        "Readings are a CSV or XLSX file with the columns period and value; an event log is XES, or CSV with a case, an "
        "activity and a time in each row."
    )


def _column_names(head: bytes) -> Sequence[str] | None:
    """The header of a table; None for XES."""
    try:
        sniffed = sniff(head)
    except LogRefused as refused:
        raise FileKindRefused(_("The file is neither readings nor an event log."), expected()) from refused
    if sniffed.kind == "xes":
        return None
    text = head[: len(head) // 2 * 2].decode(sniffed.encoding, "ignore" if "16" in sniffed.encoding else LENIENT)
    lines = text.lstrip("\ufeff").splitlines()
    header = next((line for line in lines if line.strip(" ,;\t|") and not STATED.fullmatch(line)), "")
    try:
        return next(csv.reader(io.StringIO(header), delimiter=sniffed.delimiter), [])
    except csv.Error:
        return []


def _folded(name: str) -> str:
    return re.sub(r"[\s_.()#°/-]+", "", name).casefold()
