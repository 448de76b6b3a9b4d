"""Reading a client's ledger as a feed in words, the newest first, one place after another."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.initiatives.models import Person
from apps.portal.feed_words import details
from apps.portal.subjects import NOTHING, Subject, subjects_of
from kernel.ledger.models import Entry
from kernel.ledger.services import EVENTS

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words: what happened, to which thing, by whom and when."""

    sequence: int
    at: dt.datetime
    event: Any
    actor: str
    door: str
    subject: Subject
    details: Sequence[str]
    hash: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of the feed; `before` leads to the older ones."""

    lines: Sequence[Line]
    before: int | None


def feed(
    *, before: int | None = None, subject_type: str = "", subject_ids: Collection[uuid.UUID] | None = None
) -> Feed:
    """The entries before a place in the ledger, in one query, and one more for each kind of thing that they name."""
    rows = Entry.objects.order_by("-sequence")
    if before is not None:
        rows = rows.filter(sequence__lt=before)
    if subject_type:
        rows = rows.filter(subject_type=subject_type)
    if subject_ids is not None:
        rows = rows.filter(subject_id__in=subject_ids)
    entries = list(rows[: PAGE + 1])
    shown = entries[:PAGE]
    subjects = subjects_of((entry.subject_type, entry.subject_id) for entry in shown)
    people = _people(shown)
    return Feed(
        lines=[_line(entry, subjects.get(entry.subject_id, NOTHING), people) for entry in shown],
        before=shown[-1].sequence if len(entries) > PAGE else None,
    )


def _line(entry: Entry, subject: Subject, people: Mapping[str, str]) -> Line:
    return Line(
        sequence=entry.sequence,
        at=entry.recorded_at,
        event=EVENTS.get(entry.event, entry.event),
        actor=entry.actor_name,
        door=entry.door,
        subject=subject,
        details=details(entry, subject.row, people),
        hash=entry.hash,
    )


def _people(entries: Sequence[Entry]) -> dict[str, str]:
    """The names of the people whom the entries tell by id."""
    told = {
        str(value)
        for entry in entries
        for name, pair in entry.data.get("changes", {}).items()
        if name.endswith("_id")
        for value in pair
        if value
    }
    names = Person.objects.filter(pk__in=told).values_list("pk", "name") if told else ()
    return {str(pk): name for pk, name in names}
