"""What the partner's library takes from a client's ledger: kits that the client has released (K1)."""

import uuid
from collections.abc import Sequence

from apps.library.models import LibraryItem
from apps.library.services import create_item, publish_item
from apps.plays.documents import KIT
from apps.plays.events import KIT_RELEASED
from apps.plays.models import Play
from kernel.access import system_actor
from kernel.ledger.models import Entry
from kernel.ledger.readers import reader
from kernel.tenancy.context import public


@reader("plays.kits")
def publish_kits(client_id: uuid.UUID, entries: Sequence[Entry]) -> None:  # noqa: ARG001 - the mounted one
    """Publish each released kit once; seen again, it is there already."""
    for entry in entries:
        if entry.event == KIT_RELEASED:
            _publish(Play.objects.get(pk=entry.subject_id), entry.data["key"])


def _publish(play: Play, key: str) -> None:
    by = system_actor()
    with public():
        if LibraryItem.objects.filter(kind=KIT, key=key).exists():
            return
    item = create_item(by=by, kind=KIT, key=key, document=play.kit)
    publish_item(by=by, item_id=item.pk, revision=item.revision)
