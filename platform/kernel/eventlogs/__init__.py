"""Event logs of any process, XES or CSV: what a file is, and its events by case, read in one pass with bounded memory.

source      the bytes, unpacked and bounded
sniffing    what the file is, by its first bytes
moments     time stamps as systems write them
columns     which column holds what: guessed, shown, overruled
inspection  the two ways in: `inspect` looks at a log, `read_cases` reads it
xes         logs in XES, with expat
delimited   logs in CSV
table       the events as columns
refusals    what a file is refused for

Who reads a log gives the zone of time stamps that have none.
"""

from kernel.eventlogs.columns import Column, ColumnMapping, Confidence, Guess
from kernel.eventlogs.inspection import Inspection, inspect, read_cases
from kernel.eventlogs.refusals import LogRefused
from kernel.eventlogs.table import CaseTable, Event, Rejected

__all__ = [
    "CaseTable",
    "Column",
    "ColumnMapping",
    "Confidence",
    "Event",
    "Guess",
    "Inspection",
    "LogRefused",
    "Rejected",
    "inspect",
    "read_cases",
]
