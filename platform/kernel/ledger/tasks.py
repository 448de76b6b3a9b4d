"""The tasks that answer the doorbell, and the sweep that finds what it missed."""

from kernel.ledger.readers import READERS, drain_reader
from kernel.tenancy.context import mounted_client
from kernel.tenancy.tasks import client_task, for_every_client


@client_task("kernel.ledger.drain")
def drain(sequence: int = 0) -> None:  # noqa: ARG001 - it tells whoever reads the queue which entry rang
    """Let every reader take what is new in the mounted client; `sequence` says which entry rang."""
    client_id = mounted_client().pk
    for name in READERS:
        drain_reader(name, client_id)


sweep = for_every_client("kernel.ledger.sweep", drain)
