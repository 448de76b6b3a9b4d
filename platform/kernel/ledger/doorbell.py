"""The doorbell: a message that says "something new in this client". Losing one costs seconds, never an event: the sweep finds it."""

import logging
import time
from dataclasses import dataclass, field

from django.db import connection, transaction

log = logging.getLogger(__name__)

# After a failure the queue is left alone for a while, so that a write never waits for a broker that is away.
QUIET_SECONDS = 15.0
_quiet_until = 0.0


@dataclass(frozen=True, slots=True)
class _Ring:
    """One ring for one client; the entry only says who asked first."""

    client_id: str
    sequence: int = field(compare=False)

    def __call__(self) -> None:
        ring(self.client_id, self.sequence)


def ring_on_commit(sequence: int) -> None:
    """Ring for the mounted client once the transaction has committed: once, however many entries it recorded."""
    client_id = getattr(connection.tenant, "pk", None)  # type: ignore[attr-defined]
    if client_id is None:
        return
    asked = _Ring(str(client_id), sequence)
    # What a savepoint asked for leaves this list with the savepoint, so nothing waits here that will not ring.
    if all(waiting[1] != asked for waiting in connection.run_on_commit):
        transaction.on_commit(asked, robust=True)


def ring(client_id: str, sequence: int) -> None:
    """Send the message; a broker that is away is logged and then left alone for a while."""
    global _quiet_until  # noqa: PLW0603 - one broker a process
    if time.monotonic() < _quiet_until:
        return
    from kernel.ledger.tasks import drain

    try:
        drain.apply_async(kwargs={"client": client_id, "sequence": sequence}, retry=False)
    except Exception:  # noqa: BLE001 - whatever the transport raises, the write has happened
        _quiet_until = time.monotonic() + QUIET_SECONDS
        log.warning("The queue cannot be reached; the sweep will find entry %s.", sequence)
