"""Starting a client's KPI from one of the partner's standard KPIs."""

import uuid
from typing import Any

from django.utils.translation import gettext as _

from apps.library.selectors import Offered, offered_as
from apps.value.choices import Unit
from apps.value.models import Kpi
from apps.value.services.kpis import create_kpi
from apps.value.standard_kpis import STANDARD_KPI, kpi_fields_from
from kernel.access import Actor
from kernel.errors import InvalidRefused, NotFoundMissing, Problem
from kernel.tenancy.context import mounted_client


def create_kpi_from_standard(*, by: Actor, initiative_id: uuid.UUID, standard_kpi: str, **given: Any) -> Kpi:
    """Define a KPI from a standard one, named as `key` or `key@version`; it remembers which, and what is given overrules it.

    Raises as `create_kpi`, and `InvalidRefused` where the library has nothing on offer under the name.
    """
    standard = _standard(standard_kpi)
    currency = mounted_client().currency
    fields = kpi_fields_from(standard.document, currency=currency) | given
    if "currency" not in given:
        fields["currency"] = currency if fields["unit"] == Unit.MONEY else ""
    return create_kpi(
        by=by,
        initiative_id=initiative_id,
        library_item=standard.item_id,
        library_version=standard.number,
        **fields,
    )


def _standard(reference: str) -> Offered:
    try:
        return offered_as(STANDARD_KPI, reference)
    except NotFoundMissing as missing:
        way_out = _("Choose one of those on offer, or define the KPI without.")
        problem = Problem("standard_kpi", "unknown", missing.message, way_out)
        raise InvalidRefused(_("There is no such standard KPI."), [problem]) from missing
