"""Filling the partner's library with the standard KPIs that come with the product, and starting a client's KPI from one."""

import json
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.library.choices import ItemStatus
from apps.library.models import LibraryItem
from apps.library.selectors import Offered, items_of, offered_as
from apps.library.services import change_draft, create_item, publish_item
from apps.value.choices import Unit
from apps.value.models import Kpi
from apps.value.services.kpis import create_kpi
from apps.value.standard_kpis import STANDARD_KPI, kpi_fields_from
from kernel.access import Actor
from kernel.canonical import digest
from kernel.errors import InvalidRefused, NotFoundMissing, Problem
from kernel.tenancy.context import mounted_client, public

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "standard_kpis.json"


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many standard KPIs were written anew, got a new version, and were left as they are."""

    made: int
    renewed: int
    left: int


def load_standard_kpis(*, by: Actor) -> Loaded:
    """Publish the standard KPIs that the library lacks, and new versions of those that nobody but the platform ever published.

    Safe to repeat: what the partner has changed, drafted or retired is left alone.
    """
    shipped: dict[str, dict[str, Any]] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    made = renewed = 0
    with public(), transaction.atomic():
        known = items_of(STANDARD_KPI)
        for key, document in shipped.items():
            item = known.get(key)
            if item is None:
                item = create_item(by=by, kind=STANDARD_KPI, key=key, document=document)
                made += 1
            elif _is_untouched(item, by) and item.draft_hash != digest(document):
                item = change_draft(by=by, item_id=item.pk, revision=item.revision, document=document)
                renewed += 1
            else:
                continue
            publish_item(by=by, item_id=item.pk, revision=item.revision)
    return Loaded(made, renewed, len(shipped) - made - renewed)


def _is_untouched(item: LibraryItem, by: Actor) -> bool:
    """Whether what is on offer is what the platform published, with nothing else in the making."""
    latest = item.latest
    if item.status != ItemStatus.PUBLISHED or latest is None:
        return False
    return latest.published_by_name == by.name and latest.document_hash == item.draft_hash


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
