"""Filling the partner's library with the standard KPIs that come with the product."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from apps.library.choices import ItemStatus
from apps.library.models import LibraryItem
from apps.library.selectors import items_of
from apps.library.services import change_draft, create_item, publish_item
from apps.value.standard_kpis import STANDARD_KPI
from kernel.access import Actor
from kernel.canonical import digest
from kernel.tenancy.context import public

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
