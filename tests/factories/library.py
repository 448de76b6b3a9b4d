"""Items of the partner's library, made through the services."""

from itertools import count
from typing import Any

from apps.library.models import LibraryItem
from apps.library.services import create_item, publish_item
from kernel.access import Actor, system_actor

STANDARD: dict[str, Any] = {
    "name": "Turnaround of offers",
    "definition": "Days from request to sent offer, mean of the offers sent in the week.",
    "unit": "duration_days",
    "direction": "down",
    "kind": "outcome",
    "scope": "integration",
    "cadence": "week",
    "aggregation": "mean",
    "can_be_negative": False,
    "typical_source": "CRM",
}
_numbers = count(1)


def make_item(by: Actor | None = None, key: str = "", **said: Any) -> LibraryItem:
    """A draft of a standard KPI."""
    key = key or f"offers-{next(_numbers)}"
    return create_item(by=by or system_actor(), kind="kpi", key=key, document=STANDARD | said)


def make_published(by: Actor | None = None, key: str = "", **said: Any) -> LibraryItem:
    """A standard KPI on offer, in its first version."""
    by = by or system_actor()
    item = make_item(by, key, **said)
    return publish_item(by=by, item_id=item.pk, revision=item.revision)
