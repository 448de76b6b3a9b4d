"""Reading incidents."""

import uuid

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.governance.models import Incident
from kernel.errors import NotFoundMissing


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
