"""Reading KPIs."""

import uuid

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.value.models import Kpi
from kernel.errors import NotFoundMissing


def kpis_of(initiative_id: uuid.UUID) -> QuerySet[Kpi]:
    """An initiative's KPIs, by name."""
    return Kpi.objects.filter(initiative_id=initiative_id).order_by("name", "pk")


def kpi(kpi_id: uuid.UUID) -> Kpi:
    """One KPI with its initiative. Raises `NotFoundMissing`."""
    found = Kpi.objects.select_related("initiative", "data_owner").filter(pk=kpi_id).first()
    if found is None:
        raise NotFoundMissing(_("There is no such KPI."))
    return found
