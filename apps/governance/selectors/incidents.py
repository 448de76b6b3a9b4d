"""Reading incidents."""

import datetime as dt
import uuid

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.governance.models import Incident
from apps.governance.rules.incidents import Told, in_order
from kernel.errors import NotFoundMissing
from kernel.ledger.models import Entry
from kernel.ledger.services import EVENTS


def incidents() -> QuerySet[Incident]:
    """All incidents with their initiative, owner and monitor, the latest first, in one query."""
    found: QuerySet[Incident] = Incident.objects.select_related("initiative", "owner", "monitor")
    return found.order_by("-detected_at", "-pk")


def incident(incident_id: uuid.UUID) -> Incident:
    """One incident with its initiative, owner and monitor. Raises `NotFoundMissing`."""
    found = incidents().filter(pk=incident_id).first()
    if found is None:
        raise NotFoundMissing(_("There is no such incident."))
    return found


def timeline(found: Incident) -> list[Told]:
    """What happened to an incident, by when it happened, in one query: notes, moves and changes stand in the ledger."""
    entries = Entry.objects.filter(subject_type=Incident._meta.label_lower, subject_id=found.pk).order_by("sequence")
    return in_order([_told(entry) for entry in entries])


def _told(entry: Entry) -> Told:
    at = entry.data.get("happened_at") or entry.data.get("at") or entry.data.get("detected_at")
    text = entry.data.get("text") or entry.data.get("note") or entry.data.get("reason") or ""
    return Told(
        dt.datetime.fromisoformat(at) if at else entry.recorded_at,
        entry.sequence,
        EVENTS.get(entry.event, entry.event),
        text,
        entry.actor_name,
        entry.recorded_at,
    )
