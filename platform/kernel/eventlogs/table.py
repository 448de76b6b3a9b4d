"""A log as columns: a few dozen bytes an event, whatever its texts are, cases together and in the order of time."""

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, islice, pairwise
from operator import le
from typing import Any, TypeAlias

from django.utils.translation import gettext_lazy as _

from kernel.eventlogs.columns import ColumnMapping
from kernel.eventlogs.moments import EPOCH
from kernel.eventlogs.refusals import empty_log, too_many

MOST_EVENTS = 5_000_000
MOST_CASES = 2_000_000
MOST_NAMES = 50_000
"""Different activities, people or groups; a log with more of them has a wrong column chosen."""
LONGEST_TEXT = 1_000
"""Characters of a case's, an activity's or a person's name."""
TOLD = 20
"""How many of the rows that can't be read are told one by one."""
Integers: TypeAlias = "array[int]"
NONE = -1
"""No value, in a column of places."""
NO_MOMENT = -(2**63)
"""No moment, in a column of moments."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row or an event that can't be read: its line, the role of the column, the rule's code, and why."""

    line: int
    field: str
    code: str
    reason: Any


@dataclass(frozen=True, slots=True)
class Event:
    """One event with its texts; `started_at` is known where the log has a column for it."""

    activity: str
    at: datetime
    transition: str
    started_at: datetime | None
    resource: str
    role: str
    group: str


class Names:
    """Texts by their place, each kept once."""

    def __init__(self, what: Any, most: int = MOST_NAMES) -> None:
        self.places: dict[str, int] = {"": NONE}
        self._what, self._most = what, most

    def place(self, text: str) -> int:
        """The text's place; a new text gets the next. Raises LogRefused above the bound."""
        found = self.places.get(text)
        if found is None:
            found = self.places[text] = len(self.places) - 1
            if found >= self._most:
                raise too_many(self._what, self._most)
        return found

    def texts(self) -> tuple[str, ...]:
        """Every text, by its place."""
        return tuple(self.places)[1:]


@dataclass(frozen=True)
class CaseTable:
    """All events of a log in columns, ordered by case, then by time; events of one moment keep the order of the file.

    `cases[i]` has the events from `offsets[i]` up to `offsets[i + 1]`. Moments are microseconds since 1970 in UTC.
    Activities, transitions, resources, roles and groups are places in the tuple of their names, -1 where there is none.
    """

    cases: tuple[str, ...]
    offsets: Integers
    moments: Integers
    activity: Integers
    transition: Integers
    started: Integers
    resource: Integers
    role: Integers
    group: Integers
    activities: tuple[str, ...]
    transitions: tuple[str, ...]
    resources: tuple[str, ...]
    roles: tuple[str, ...]
    groups: tuple[str, ...]
    rejected: int = 0
    """How many rows or events could not be read."""
    first_rejected: tuple[Rejected, ...] = ()
    outside: int = 0
    """Events that stand in no case, which XES allows and which measure nothing."""
    nameless: int = 0
    """Cases without a name, which go by their place in the file."""

    @property
    def events(self) -> int:
        """How many events there are."""
        return len(self.moments)

    def of_case(self, place: int) -> Iterator[Event]:
        """The events of one case with their texts, in the order of time."""
        for at in range(self.offsets[place], self.offsets[place + 1]):
            started = self.started[at] if self.started else NO_MOMENT
            yield Event(
                self.activities[self.activity[at]],
                moment_of(self.moments[at]),
                _text(self.transitions, self.transition, at),
                None if started == NO_MOMENT else moment_of(started),
                _text(self.resources, self.resource, at),
                _text(self.roles, self.role, at),
                _text(self.groups, self.group, at),
            )


def moment_of(microseconds: int) -> datetime:
    """The moment as Python has it, in UTC."""
    return EPOCH + timedelta(microseconds=microseconds)


def _text(names: tuple[str, ...], column: Integers, at: int) -> str:
    place = column[at] if column else NONE
    return names[place] if place != NONE else ""


class TableBuilder:
    """Takes the events of a log one after the other; a column that the log lacks stays empty and costs nothing."""

    def __init__(self) -> None:
        self.cases = Names(_("cases"), MOST_CASES)
        self.activities, self.transitions = Names(_("activities")), Names(_("transitions"))
        self.resources, self.roles, self.groups = Names(_("resources")), Names(_("roles")), Names(_("groups"))
        self.case, self.moments, self.activity = array("i"), array("q"), array("i")
        self.transition, self.started = array("i"), array("q")
        self.resource, self.role, self.group = array("i"), array("i"), array("i")
        self.rejected = self.outside = self.nameless = 0
        self.first_rejected: list[Rejected] = []

    def reject(self, line: int, field: str, code: str, reason: Any) -> None:
        """Count an event that can't be read; the first 20 are kept with their reasons."""
        self.rejected += 1
        if len(self.first_rejected) < TOLD:
            self.first_rejected.append(Rejected(line, field, code, reason))

    def named_columns(self, mapping: ColumnMapping) -> list[tuple[str, Names, Integers]]:
        """The columns beside activity and times that the mapping names: key, names, places."""
        every = (
            (mapping.lifecycle, self.transitions, self.transition),
            (mapping.resource, self.resources, self.resource),
            (mapping.role, self.roles, self.role),
            (mapping.group, self.groups, self.group),
        )
        return [(name, names, column) for name, names, column in every if name]

    def check_size(self) -> None:
        """Raise LogRefused where there are more events than fit."""
        if len(self.moments) > MOST_EVENTS:
            raise too_many(_("events"), MOST_EVENTS)

    def table(self) -> CaseTable:
        """The finished table. Raises LogRefused for a log without any event."""
        self.check_size()
        if not self.moments and not self.rejected:
            raise empty_log()
        counts = Counter(self.case)
        offsets = array("q", accumulate((counts[place] for place in range(len(self.cases.places) - 1)), initial=0))
        order = self._order(offsets)

        def ordered(column: Integers, names: Names | None = None) -> Integers:
            if names is not None and len(names.places) == 1:
                return array(column.typecode)
            return column if order is None or not column else array(column.typecode, map(column.__getitem__, order))

        return CaseTable(
            cases=self.cases.texts(),
            offsets=offsets,
            moments=ordered(self.moments),
            activity=ordered(self.activity),
            transition=ordered(self.transition, self.transitions),
            started=ordered(self.started),
            resource=ordered(self.resource, self.resources),
            role=ordered(self.role, self.roles),
            group=ordered(self.group, self.groups),
            activities=self.activities.texts(),
            transitions=self.transitions.texts(),
            resources=self.resources.texts(),
            roles=self.roles.texts(),
            groups=self.groups.texts(),
            rejected=self.rejected,
            first_rejected=tuple(self.first_rejected),
            outside=self.outside,
            nameless=self.nameless,
        )

    def _order(self, offsets: Integers) -> list[int] | None:
        """The places of the events in the table's order; None where they came in it."""
        together = all(map(le, self.case, islice(self.case, 1, None)))
        order = None if together else sorted(range(len(self.case)), key=self.case.__getitem__)
        in_turn = self.moments if order is None else array("q", map(self.moments.__getitem__, order))
        for start, end in pairwise(offsets):
            moments = in_turn[start:end].tolist()
            if moments != sorted(moments):
                if order is None:
                    order = list(range(len(self.case)))
                order[start:end] = sorted(order[start:end], key=self.moments.__getitem__)
        return order
