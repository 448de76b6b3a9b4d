"""The tasks that answer the doorbell, and the sweep that finds what it missed."""

from kernel.ledger.readers import READERS, drain_reader
from kernel.tenancy.context import mounted_client
from kernel.tenancy.tasks import client_task, for_every_client


@client_task("kernel.ledger.drain")
def drain(sequence: int = 0) -> None:  # noqa: ARG001 - it tells whoever reads the queue which entry rang
    """Let every reader take what is new in the mounted client; `sequence` says which entry rang.

    A reader that fails holds up none of the others; the task fails after all had their turn, and the sweep comes back.
    """
    client_id = mounted_client().pk
    failures: list[Exception] = []
    for name in READERS:
        try:
            drain_reader(name, client_id)
        except Exception as error:  # noqa: BLE001 - whatever one reader does, the others go on
            error.add_note(f"While “{name}” read the ledger.")
            failures.append(error)
    if failures:
        raise ExceptionGroup("Some readers failed.", failures)


sweep = for_every_client("kernel.ledger.sweep", drain)
