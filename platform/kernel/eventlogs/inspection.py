"""A look at the first part of a log: what the file is, which columns it has, and what they seem to hold."""

from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice, takewhile
from typing import IO

from kernel.eventlogs.columns import ColumnMapping, Guess, guess
from kernel.eventlogs.delimited import Rows, read_delimited
from kernel.eventlogs.refusals import empty_log
from kernel.eventlogs.sniffing import HEAD, Kind, Sniffed, sniff
from kernel.eventlogs.source import OnProgress, Source
from kernel.eventlogs.table import CaseTable
from kernel.eventlogs.xes import first_events, read_xes

LOOKED_AT = 1_000
"""Rows or events that a guess is made from."""
MOST_LOOKED_AT = 8 * 1024**2
"""Bytes that they may take."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a log is and what its columns seem to hold; `guess.mapping` is what a person may correct."""

    kind: Kind
    gzipped: bool
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    guess: Guess


def inspect(file: IO[bytes], zone: tzinfo) -> Inspection:
    """Look at the first thousand rows or events of a log. Raises LogRefused for what is no log."""
    source, sniffed = _opened(file)
    if sniffed.kind == "xes":
        columns, values = first_events(source, LOOKED_AT, MOST_LOOKED_AT)
    else:
        rows = Rows(source, sniffed)
        width, columns = len(rows.header), rows.header
        looked_at = takewhile(lambda _row: source.given <= MOST_LOOKED_AT, islice(rows, LOOKED_AT))
        # What does not fit the header is told when the log is read.
        values = [row[:width] for row in looked_at if row is not None and len(row) >= width]
    if not values:
        raise empty_log()
    found = guess(columns, values, zone)
    return Inspection(sniffed.kind, source.gzipped, sniffed.encoding, sniffed.delimiter, columns, found)


def read_cases(
    file: IO[bytes],
    mapping: ColumnMapping | None,
    zone: tzinfo,
    on_progress: OnProgress | None = None,
) -> CaseTable:
    """Every event of a log, in columns and by case; None takes the mapping that is guessed, from a file that can seek.

    Naive time stamps are in the zone. `on_progress` hears how many bytes of the file have been read. Raises LogRefused.
    """
    if mapping is None:
        seen = inspect(file, zone)
        if seen.guess.mapping is None:
            raise seen.guess.refusal()
        mapping = seen.guess.mapping
        file.seek(0)
    source, sniffed = _opened(file, on_progress)
    if sniffed.kind == "xes":
        return read_xes(source, mapping, zone)
    return read_delimited(source, sniffed, mapping, zone)


def _opened(file: IO[bytes], on_progress: OnProgress | None = None) -> tuple[Source, Sniffed]:
    source = Source(file, on_progress)
    return source, sniff(source.head(HEAD))
