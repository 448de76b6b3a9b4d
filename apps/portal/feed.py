"""Reading a client's ledger as a feed in words, the newest first, one place after another."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from apps.governance.models import Attestation, BoundaryStatement, ChecklistItem, Incident, Monitor
from apps.initiatives.models import Initiative, Person
from apps.portal.feed_words import details
from apps.value.models import Contract, Kpi
from kernel.ledger.models import Entry
from kernel.ledger.services import EVENTS
from kernel.parameters.models import Setting

PAGE = 50
SUBJECTS: dict[str, Any] = {
    model._meta.label_lower: label
    for model, label in [
        (Initiative, _("initiatives")),
        (Kpi, _("KPIs and readings")),
        (Contract, _("contracts")),
        (ChecklistItem, _("checklists")),
        (BoundaryStatement, _("boundary statements")),
        (Monitor, _("monitors")),
        (Incident, _("incidents")),
        (Attestation, _("attestations")),
        (Person, _("people")),
        (Setting, _("parameters")),
    ]
}
"""What the feed can be narrowed to, with the words for it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words: what happened, to which thing, by whom and when."""

    sequence: int
    at: dt.datetime
    event: Any
    actor: str
    door: str
    subject_type: str
    subject_id: uuid.UUID
    subject: str
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
    subjects = _subjects(shown)
    people = _people(shown)
    return Feed(
        lines=[_line(entry, subjects.get(entry.subject_id), people) for entry in shown],
        before=shown[-1].sequence if len(entries) > PAGE else None,
    )


def _line(entry: Entry, subject: Model | None, people: Mapping[str, str]) -> Line:
    return Line(
        sequence=entry.sequence,
        at=entry.recorded_at,
        event=EVENTS.get(entry.event, entry.event),
        actor=entry.actor_name,
        door=entry.door,
        subject_type=entry.subject_type,
        subject_id=entry.subject_id,
        subject="" if subject is None else str(subject),
        details=details(entry, subject, people),
        hash=entry.hash,
    )


def _subjects(entries: Sequence[Entry]) -> dict[uuid.UUID, Model]:
    wanted: dict[str, set[uuid.UUID]] = defaultdict(set)
    for entry in entries:
        wanted[entry.subject_type].add(entry.subject_id)
    found: dict[uuid.UUID, Model] = {}
    for label, keys in wanted.items():
        found |= apps.get_model(label)._default_manager.in_bulk(keys)
    return found


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
