"""Which column of a log holds what: guessed from the names that many tools give, and from the first values."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import tzinfo
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kernel.eventlogs.column_names import RANKS
from kernel.eventlogs.moments import MomentReader, date_order
from kernel.eventlogs.refusals import LogRefused

ROLES = ("case", "activity", "timestamp", "start", "lifecycle", "resource", "role", "group")
NEEDED = ROLES[:3]


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The column, or in XES the key, of each role. A key of a trace is written as `case:` and its key.

    `day_first` says how 03/04/2024 is read where the log writes dates so.
    """

    case: str
    activity: str
    timestamp: str
    start: str | None = None
    lifecycle: str | None = None
    resource: str | None = None
    role: str | None = None
    group: str | None = None
    day_first: bool = True

    def document(self) -> dict[str, Any]:
        """The mapping as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_document(cls, document: Mapping[str, Any], columns: Sequence[str]) -> "ColumnMapping":
        """The mapping that a form or the API sent. Raises LogRefused where a column is missing, unknown, or taken twice."""
        chosen = {role: str(document[role]) for role in ROLES if document.get(role)}
        for role in NEEDED:
            if role not in chosen:
                text = format_lazy(_("No column is chosen for “{role}”."), role=LABELS[role])
                raise LogRefused(text, _("Choose the column that holds it."), field=role, code="mapping")
        for role, name in chosen.items():
            if name not in columns:
                text = format_lazy(_("The log has no column “{name}”."), name=name[:60])
                raise LogRefused(text, _("Choose one of its columns."), field=role, code="mapping")
            if list(chosen.values()).index(name) < list(chosen).index(role):
                text = format_lazy(_("The column “{name}” is chosen twice."), name=name[:60])
                raise LogRefused(text, _("Choose another column for one of the two."), field=role, code="mapping")
        return cls(**chosen, day_first=bool(document.get("day_first", True)))


class Confidence(StrEnum):
    """How sure a guess is."""

    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its first values; what it was taken for (empty: for nothing), how surely, and why."""

    name: str
    samples: tuple[str, ...]
    role: str
    confidence: str
    reason: Any


@dataclass(frozen=True, slots=True)
class Guess:
    """What the columns were taken for; `mapping` is None where a needed one was not found."""

    columns: tuple[Column, ...]
    mapping: ColumnMapping | None
    missing: tuple[str, ...]
    ambiguous_dates: bool
    """Dates can be read with the day first or the month first, and nothing in the first rows tells."""

    def refusal(self) -> LogRefused:
        """What to say where a needed column was not found."""
        names = ", ".join(str(LABELS[role]) for role in self.missing)
        text = format_lazy(_("No column seems to hold: {names}."), names=names)
        return LogRefused(text, _("Choose the columns yourself."), field="mapping", code="mapping")


LABELS: Mapping[str, Any] = MappingProxyType(
    {
        "case": _("case"),
        "activity": _("activity"),
        "timestamp": _("time of completion"),
        "start": _("time of start"),
        "lifecycle": _("transition"),
        "resource": _("person or system"),
        "role": _("role"),
        "group": _("group"),
    }
)

_SHARE_OF_TIMES = 0.9


def guess(names: Sequence[str], rows: Sequence[Sequence[str]], zone: tzinfo) -> Guess:
    """What each column is, by its name and by the values of the first rows, each row as wide as the header.

    A name that tools use wins over values; a time stamp must parse as one, whatever it is called.
    """
    values = [[row[place] for row in rows if row[place].strip()] for place in range(len(names))]
    order = date_order(text for column in values for text in column[:1000])
    reader = MomentReader(zone, day_first=order.day_first is not False)
    times = [_timing(column, reader) for column in values]
    taken = _by_name(names, times)
    _by_values(values, times, taken)
    roles = {place: role for role, (place, _confidence, _reason) in taken.items()}
    columns = tuple(
        Column(name, _samples(values[place]), role, *(taken[role][1:] if role else ("", _("Not needed."))))
        for place, name in enumerate(names)
        for role in [roles.get(place, "")]
    )
    missing = tuple(role for role in NEEDED if role not in taken)
    chosen = {role: names[place] for role, (place, _confidence, _reason) in taken.items()}
    mapping = None if missing else ColumnMapping(**chosen, day_first=order.day_first is not False)
    return Guess(columns, mapping, missing, order.ambiguous)


_Taken = dict[str, tuple[int, Confidence, Any]]


def _by_name(names: Sequence[str], times: Sequence[str]) -> _Taken:
    taken: _Taken = {}
    for role in ROLES:
        timed = ("time", "number") if role in ("timestamp", "start") else ("", "number")
        used = {place for place, *_rest in taken.values()}
        found = [
            (rank, place)
            for place, name in enumerate(names)
            if (rank := RANKS[role].get(_folded(name))) is not None
            # A name alone does not make a time.
            and times[place] in timed
            and place not in used
        ]
        if found:
            rank, place = min(found)
            confidence = (Confidence.SURE, Confidence.LIKELY, Confidence.UNSURE)[rank]
            taken[role] = (place, confidence, _("By its name."))
    return taken


def _by_values(values: Sequence[Sequence[str]], times: Sequence[str], taken: _Taken) -> None:
    """Fill the needed roles that no name told: times parse; cases repeat a little, activities a lot."""

    def free() -> list[int]:
        used = {place for place, *_rest in taken.values()}
        return [place for place in range(len(values)) if place not in used and values[place]]

    if "timestamp" not in taken:
        found = [place for place in free() if times[place] == "time"]
        if found:
            # A time that is the same for a whole case is none of an event.
            place = max(found, key=lambda each: len(set(values[each])))
            taken["timestamp"] = (place, Confidence.LIKELY, _("Its values are times."))
        elif "start" in taken:
            place, confidence, reason = taken.pop("start")
            taken["timestamp"] = (place, confidence, reason)
    different = {place: len(set(values[place])) for place in free() if times[place] != "time"}
    repeating = {place: count for place, count in different.items() if 1 < count < len(values[place])}
    if "case" not in taken and repeating:
        place = max(repeating, key=lambda each: repeating[each])
        taken["case"] = (place, Confidence.UNSURE, _("Most values come more than once, as a case's events do."))
        repeating.pop(place)
    if "activity" not in taken and repeating:
        texts = {
            place: count for place, count in repeating.items() if not values[place][0].strip().isdigit()
        } or repeating
        place = max(texts, key=lambda each: texts[each])
        taken["activity"] = (place, Confidence.UNSURE, _("Few different values, as activities have."))


def _timing(column: Sequence[str], reader: MomentReader) -> str:
    """Whether the values are times; "number" for those that may as well be the numbers of cases."""
    sample = column[:200]
    if not sample or sum(reader.read(text) is not None for text in sample) < _SHARE_OF_TIMES * len(sample):
        return ""
    return "number" if all(text.strip().isdigit() and len(text.strip()) < 10 for text in sample) else "time"


def _folded(name: str) -> str:
    return re.sub(r"[\s_.()#°/-]+", "", name).casefold()


def _samples(column: Sequence[str]) -> tuple[str, ...]:
    return tuple(text[:60] for text in list(dict.fromkeys(column))[:3])
