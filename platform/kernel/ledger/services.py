"""Writing to the ledger, and proving that nobody rewrote it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from kernel import clock
from kernel.access import Actor
from kernel.canonical import plain
from kernel.ids import new_id
from kernel.journal.models import PlatformEntry, PlatformHead
from kernel.ledger import doorbell
from kernel.ledger.base import GENESIS
from kernel.ledger.models import Entry, Head
from kernel.tenancy.context import PUBLIC, current_schema

AnyEntry = Entry | PlatformEntry
Subscriber = Callable[[AnyEntry], None]

# Every event's name, in words: what may be recorded, shown in feeds, and subscribed to.
EVENTS: dict[str, Any] = {}
_subscribers: dict[str, list[Subscriber]] = {}


def declare(event: str, label: Any) -> str:
    """Add an event to the vocabulary, named `subject.happened`. Raises `ValueError` for one that stands there already."""
    if event in EVENTS:
        raise ValueError(f"The event {event} is declared already.")
    EVENTS[event] = label
    return event


def subscribe(event: str) -> Callable[[Subscriber], Subscriber]:
    """Have a function called with each entry of an event, in the transaction that records it: if it raises, nothing has happened."""

    def add(subscriber: Subscriber) -> Subscriber:
        _subscribers.setdefault(event, []).append(subscriber)
        return subscriber

    return add


def record(event: str, *, subject: models.Model, by: Actor, data: dict[str, Any] | None = None) -> AnyEntry:
    """Append one entry to the ledger of what is mounted, under a lock on its head, in the caller's transaction.

    `data` holds plain values, decimals and dates; floats raise `TypeError`. Raises `RuntimeError` outside a transaction.
    """
    if event not in EVENTS:
        raise ValueError(f"The event {event} is not declared.")
    if not connection.in_atomic_block:
        raise RuntimeError("An entry is recorded in the transaction of what it records.")
    entry_model, head_model = (PlatformEntry, PlatformHead) if current_schema() == PUBLIC else (Entry, Head)
    head = locked_head(head_model)
    entry = entry_model(
        id=new_id(),
        sequence=head.sequence + 1,
        recorded_at=clock.now(),
        event=event,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name[:200],
        door=by.door,
        address=by.address,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        data=plain(data or {}),
        previous_hash=head.hash,
    )
    entry.hash = entry.computed_hash()
    entry.save(force_insert=True)
    head_model.objects.filter(pk=1).update(sequence=entry.sequence, hash=entry.hash)
    for subscriber in _subscribers.get(event, []):
        subscriber(entry)
    if entry_model is Entry:
        doorbell.ring_on_commit(entry.sequence)
    return entry


def locked_head(model: type[Head] | type[PlatformHead]) -> Head | PlatformHead:
    """The head row, locked until the transaction ends; made on first use."""
    head = model.objects.select_for_update().filter(pk=1).first()
    if head is None:
        model.objects.bulk_create([model(pk=1)], ignore_conflicts=True)  # type: ignore[list-item]  # one of two models
        head = model.objects.select_for_update().get(pk=1)
    return head


def hold() -> None:
    """Let nobody else record in the mounted ledger until the transaction ends.

    Every change of state is recorded before it is committed, so what is read from here on is what holds when this commits.
    """
    locked_head(PlatformHead if current_schema() == PUBLIC else Head)


def head() -> tuple[int, str]:
    """The mounted ledger's last sequence and its hash, as printed on signed documents."""
    model = PlatformHead if current_schema() == PUBLIC else Head
    row = model.objects.filter(pk=1).values_list("sequence", "hash").first()
    return row or (0, GENESIS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found: how many entries hold, and the first that does not, with why."""

    entries: int
    broken_at: int | None = None
    reason: str = ""

    @property
    def holds(self) -> bool:
        """Whether every entry is what it was when it was recorded."""
        return self.broken_at is None


def verify() -> Verdict:
    """Recompute the chain of the mounted ledger from its first entry. Tamper-evident, not tamper-proof: compare the head with a printed one."""
    entry_model = PlatformEntry if current_schema() == PUBLIC else Entry
    with transaction.atomic():
        last_sequence, last_hash = head()
        expected, previous = 1, GENESIS
        for entry in _stream(entry_model):
            if entry.sequence != expected:
                return Verdict(expected - 1, expected, _("an entry is missing"))
            if entry.previous_hash != previous:
                return Verdict(expected - 1, expected, _("it does not follow the entry before"))
            if entry.computed_hash() != entry.hash:
                return Verdict(expected - 1, expected, _("its content is not what was recorded"))
            expected, previous = expected + 1, entry.hash
        if (expected - 1, previous) != (last_sequence, last_hash):
            return Verdict(expected - 1, expected, _("the head names an entry that is not there"))
    return Verdict(expected - 1)


def _stream(model: type[AnyEntry]) -> Iterator[AnyEntry]:
    yield from model.objects.order_by("sequence").iterator(chunk_size=1_000)
