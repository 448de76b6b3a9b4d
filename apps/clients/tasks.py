"""The provisioning task and the sweep that resumes it."""

import uuid

from celery import shared_task

from apps.clients.services import provision_client, stalled_provisionings
from kernel.access import system_actor


@shared_task(name="clients.provision")
def provision(*, client_id: str) -> None:
    """Set one client up."""
    provision_client(by=system_actor(), client_id=uuid.UUID(client_id))


@shared_task(name="clients.resume_provisioning")
def resume_provisioning() -> None:
    """Begin again what died half-way: one task for each client."""
    for client_id in stalled_provisionings():
        provision.apply_async(kwargs={"client_id": str(client_id)}, retry=False)
