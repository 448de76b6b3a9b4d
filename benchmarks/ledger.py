"""(d) Entries a second in one client's ledger: by one writer and by four, one entry a transaction and many in one."""

import multiprocessing
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.db import connections, transaction

from apps.clients.models import Client
from apps.value import events
from apps.value.models import Kpi
from benchmarks.figures import Result, Side, in_turns
from benchmarks.ground import initiative_with_kpis, provisioned_client
from kernel.access import system_actor
from kernel.ledger.services import record, verify
from kernel.tenancy.context import mounted

ROUNDS = 5
SECONDS = 2.0
WRITERS = 4
IN_ONE = 100


def _write(client_id: uuid.UUID, kpi_id: uuid.UUID, in_one: int, until: float) -> int:
    """Record entries until the moment has come; how many."""
    by, written = system_actor("api"), 0
    with mounted(Client.objects.get(pk=client_id)):
        kpi = Kpi.objects.get(pk=kpi_id)
        while time.monotonic() < until:
            with transaction.atomic():
                for number in range(in_one):
                    record(events.KPI_CHANGED, subject=kpi, by=by, data={"changes": {"name": ["before", number]}})
            written += in_one
    return written


def _writer(arguments: tuple[uuid.UUID, uuid.UUID, int, float]) -> int:
    try:
        return _write(*arguments)
    finally:
        connections.close_all()


def run(*, scale: float = 1.0) -> Result:
    """The four ways in turns; at the end the chain is verified."""
    client = provisioned_client()
    with mounted(client):
        kpi = initiative_with_kpis(1, cadence="week")[0]
    seconds = SECONDS * scale

    def alone(in_one: int) -> Callable[[], float]:
        def measure() -> float:
            start = time.monotonic()
            written = _write(client.pk, kpi.pk, in_one, start + seconds)
            return written / (time.monotonic() - start)

        return measure

    def together(pool: Any, in_one: int) -> Callable[[], float]:
        def measure() -> float:
            start = time.monotonic()
            written = sum(pool.map(_writer, [(client.pk, kpi.pk, in_one, start + seconds)] * WRITERS, chunksize=1))
            return written / (time.monotonic() - start)

        return measure

    # A forked process must not share this one's connections.
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(WRITERS) as pool:
        found = in_turns(ROUNDS, alone(1), together(pool, 1), alone(IN_ONE), together(pool, IN_ONE))
    names = [
        "one writer, one entry a transaction",
        f"{WRITERS} writers, one entry a transaction",
        f"one writer, {IN_ONE} entries a transaction",
        f"{WRITERS} writers, {IN_ONE} entries a transaction",
    ]
    with mounted(client):
        start = time.perf_counter()
        verdict = verify()
        took = time.perf_counter() - start
    if not verdict.holds:
        raise RuntimeError(f"The ledger does not hold: {verdict}")
    return Result(
        name="ledger",
        question="How many entries a second does one client's ledger take?",
        sides=[Side(name, "entries/s", rounds) for name, rounds in zip(names, found, strict=True)],
        notes=[
            "Every commit is flushed to disk as the server is set, and rings the doorbell.",
            f"Verifying the {verdict.entries:,} entries afterwards took {took:.1f} s: the chain holds.",
        ],
        more={"verified_entries": verdict.entries, "verify_seconds": round(took, 3)},
    )
