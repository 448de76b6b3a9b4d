"""What the ledger's entries are about, as the feed names it: the words for its kind, its own name, and its page."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from apps.governance.models import Attestation, BoundaryStatement, ChecklistItem, Incident, Monitor
from apps.initiatives.models import Blocker, Initiative, Person
from apps.plays.models import AcceptanceSession, Activity, Evidence, Gate, Play
from apps.value.models import Contract, Kpi
from kernel.parameters.models import Setting

SUBJECTS: dict[str, Any] = {
    model._meta.label_lower: label
    for model, label in [
        (Initiative, _("initiatives")),
        (Blocker, _("what is in the way")),
        (Kpi, _("KPIs and readings")),
        (Contract, _("contracts")),
        (Play, _("plays")),
        (Gate, _("gates")),
        (Activity, _("activities")),
        (Evidence, _("evidence")),
        (AcceptanceSession, _("acceptance sessions")),
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

# The page of each kind, by its name, and which key of the row it takes.
_PAGES: Mapping[type[Model], tuple[str, str]] = {
    Initiative: ("initiatives:initiative", "pk"),
    Blocker: ("initiatives:blocker", "pk"),
    Kpi: ("value:kpi", "pk"),
    Contract: ("value:contract", "pk"),
    Play: ("plays:play", "pk"),
    Gate: ("plays:gate", "pk"),
    Activity: ("plays:activity", "pk"),
    Evidence: ("plays:evidence_list", "play_id"),
    AcceptanceSession: ("plays:acceptance", "play_id"),
    ChecklistItem: ("governance:answer_item", "pk"),
    BoundaryStatement: ("governance:boundary", "pk"),
    Monitor: ("governance:monitor", "pk"),
    Incident: ("governance:incident", "pk"),
    Attestation: ("governance:attest", "pk"),
}
# What the name of a row reads of others.
_RELATED: Mapping[type[Model], tuple[str, ...]] = {
    Play: ("initiative",),
    Gate: ("play__initiative",),
    Activity: ("play__initiative",),
    Evidence: ("play__initiative",),
    AcceptanceSession: ("play__initiative",),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry is about: its row where it is still there, its name, and its page by name and key."""

    row: Model | None = None
    name: str = ""
    page: str = ""
    key: uuid.UUID | None = None


NOTHING = Subject()


def subjects_of(named: Iterable[tuple[str, uuid.UUID]]) -> dict[uuid.UUID, Subject]:
    """What these entries are about, by key: one query for each kind of thing."""
    wanted: dict[str, set[uuid.UUID]] = defaultdict(set)
    for label, key in named:
        wanted[label].add(key)
    found: dict[uuid.UUID, Subject] = {}
    for label, keys in wanted.items():
        model = apps.get_model(label)
        rows = model._default_manager.select_related(*_RELATED[model]) if model in _RELATED else model._default_manager
        found |= {key: _subject(row) for key, row in rows.in_bulk(keys).items()}
    return found


def _subject(row: Any) -> Subject:
    page, key = _PAGES.get(type(row), ("", "pk"))
    play = getattr(row, "play", None)
    return Subject(row, f"{row}; {play}" if isinstance(play, Play) else str(row), page, getattr(row, key))
