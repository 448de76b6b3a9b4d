"""The tasks that answer the doorbell, and the sweep that finds what it missed."""

from celery import shared_task
from django.apps import apps
from django.conf import settings

from kernel.ledger.readers import READERS, drain_reader
from kernel.tenancy.context import mounted_client
from kernel.tenancy.tasks import client_task


@client_task("kernel.ledger.drain")
def drain(sequence: int = 0) -> None:  # noqa: ARG001 - it tells whoever reads the queue which entry rang
    """Let every reader take what is new in the mounted client; `sequence` says which entry rang."""
    client_id = mounted_client().pk
    for name in READERS:
        drain_reader(name, client_id)


@shared_task(name="kernel.ledger.sweep")
def sweep() -> None:
    """Ring for every active client: one small task each, so that one slow client holds up no other."""
    clients = apps.get_model(settings.TENANT_MODEL)._default_manager.filter(status="active")
    for client_id in clients.values_list("pk", flat=True):
        drain.apply_async(kwargs={"client": str(client_id)}, retry=False)
