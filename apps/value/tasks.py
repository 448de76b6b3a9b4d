"""Imports beside the requests: their files are read and recorded, begun again where a worker died, and dropped after a day."""

import uuid

from apps.value.selectors.imports import stalled_imports
from apps.value.services.imports import drop_stale_imports, work_on_import
from apps.value.services.imports.queue import ring
from kernel.access import system_actor
from kernel.tenancy.context import mounted_client
from kernel.tenancy.tasks import client_task, for_every_client


@client_task("value.work_on_import")
def work_on(*, import_id: str) -> None:
    """Read a file of the mounted client, or record it."""
    work_on_import(by=system_actor(), import_id=uuid.UUID(import_id))


@client_task("value.resume_stalled_imports")
def resume_stalled() -> None:
    """Begin again what died half-way in the mounted client: one message for each import."""
    client = str(mounted_client().pk)
    for import_id in stalled_imports():
        ring(client, import_id)


@client_task("value.drop_stale_imports")
def drop_imports() -> None:
    """Drop the mounted client's files that have waited too long."""
    drop_stale_imports(by=system_actor())


resume_imports = for_every_client("value.resume_imports", resume_stalled)
sweep_imports = for_every_client("value.sweep_imports", drop_imports)
