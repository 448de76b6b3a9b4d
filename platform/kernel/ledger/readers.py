"""Readers of the ledger: each has a place in each client's ledger and takes what lies after it, in order, at least once."""

import uuid
from collections.abc import Callable, Sequence

from django.db import transaction

from kernel import clock
from kernel.journal.models import ReaderCursor
from kernel.ledger.models import Entry
from kernel.tenancy.context import require_mounted

BATCH = 500
Handle = Callable[[uuid.UUID, Sequence[Entry]], None]
READERS: dict[str, Handle] = {}


def reader(name: str) -> Callable[[Handle], Handle]:
    """Register a reader: called with the client's id and its next entries, in order, in the transaction that moves the cursor.

    It must be idempotent on the entries' ids: after a crash it sees them again.
    """

    def add(handle: Handle) -> Handle:
        READERS[name] = handle
        return handle

    return add


def drain_reader(name: str, client_id: uuid.UUID) -> int:
    """Let one reader take everything that is new in the mounted client; the number of entries it took. Another process at it: 0."""
    require_mounted()
    taken = 0
    while True:
        with transaction.atomic():
            ReaderCursor.objects.bulk_create(
                [ReaderCursor(reader=name, client_id=client_id, moved_at=clock.now())], ignore_conflicts=True
            )
            cursor = (
                ReaderCursor.objects.select_for_update(skip_locked=True)
                .filter(reader=name, client_id=client_id)
                .first()
            )
            if cursor is None:
                return taken
            entries = list(Entry.objects.filter(sequence__gt=cursor.sequence).order_by("sequence")[:BATCH])
            if not entries:
                return taken
            READERS[name](client_id, entries)
            ReaderCursor.objects.filter(pk=cursor.pk).update(sequence=entries[-1].sequence, moved_at=clock.now())
        taken += len(entries)
        if len(entries) < BATCH:
            return taken


def rewind(name: str, client_id: uuid.UUID) -> None:
    """Send a reader back to the first entry of a client: what it derives is built anew."""
    ReaderCursor.objects.filter(reader=name, client_id=client_id).update(sequence=0, moved_at=clock.now())
