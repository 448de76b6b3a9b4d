"""What the partner's library takes from a client's ledger: kits that the client has released (K1)."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from apps.library.models import LibraryItem
from apps.library.services import create_item, publish_item
from apps.plays.choices import KitStatus
from apps.plays.documents import KIT
from apps.plays.events import KIT_RELEASED
from apps.plays.models import Play
from apps.plays.services import refuse_kit
from kernel.access import system_actor
from kernel.errors import Refused
from kernel.ledger.models import Entry
from kernel.ledger.readers import reader
from kernel.tenancy.context import public


@reader("plays.kits")
def publish_kits(client_id: uuid.UUID, entries: Sequence[Entry]) -> None:  # noqa: ARG001 - the mounted one
    """Publish each released kit once; seen again, it is there already. What the library refuses is told, and the next one follows."""
    for entry in entries:
        if entry.event != KIT_RELEASED:
            continue
        play = Play.objects.get(pk=entry.subject_id)
        if (play.kit_status, play.kit_hash) != (KitStatus.RELEASED, entry.data["hash"]):
            continue
        try:
            # What was written before a refusal goes with it; the cursor does not.
            with transaction.atomic():
                _publish(play, entry.data["key"])
        except Refused as refusal:
            refuse_kit(by=system_actor(), play_id=play.pk, problems=refusal.problems)


def _publish(play: Play, key: str) -> None:
    by = system_actor()
    with public():
        if LibraryItem.objects.filter(kind=KIT, key=key).exists():
            return
    item = create_item(by=by, kind=KIT, key=key, document=play.kit)
    publish_item(by=by, item_id=item.pk, revision=item.revision)
