"""Ringing for the work on an import once the transaction has committed; the sweep finds what the queue missed."""

import logging
import uuid

from celery import current_app
from django.db import transaction

from kernel.tenancy.context import mounted_client

log = logging.getLogger(__name__)


def ring_on_commit(import_id: uuid.UUID) -> None:
    """Ask for the work on an import of the mounted client."""
    client = str(mounted_client().pk)
    transaction.on_commit(lambda: ring(client, import_id), robust=True)


def ring(client: str, import_id: uuid.UUID) -> None:
    """Send the message; a broker that is away is logged."""
    try:
        # By name: the task calls these services, so they do not know it.
        current_app.send_task(
            "value.work_on_import", kwargs={"client": client, "import_id": str(import_id)}, retry=False
        )
    except Exception:  # noqa: BLE001 - the sweep finds what the queue missed
        log.warning("The queue cannot be reached; the sweep will take up import %s.", import_id)
