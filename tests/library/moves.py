"""How tests make an item of the library in each of its states, and take each of its moves."""

from collections.abc import Callable
from typing import Any

from apps.library.services import change_draft, publish_item, restore_item, retire_item
from kernel.access import system_actor
from tests.factories.library import STANDARD, make_item, make_published

BY = system_actor()


def _published() -> Any:
    """One whose draft has moved on, so that there is something to publish."""
    item = make_published()
    document = STANDARD | {"name": "Turnaround of all offers"}
    return change_draft(by=BY, item_id=item.pk, revision=item.revision, document=document)


MAKE: dict[str, Callable[[], Any]] = {
    "draft": make_item,
    "published": _published,
    "retired": lambda: retire_item(by=BY, item_id=make_published().pk),
}
TAKE: dict[str, Callable[[Any], Any]] = {
    "publish": lambda item: publish_item(by=BY, item_id=item.pk, revision=item.revision),
    "retire": lambda item: retire_item(by=BY, item_id=item.pk),
    "restore": lambda item: restore_item(by=BY, item_id=item.pk),
}
