"""What the calendar does for readings: files that nobody imported are dropped."""

from apps.value.services.imports import drop_stale_imports
from kernel.access import system_actor
from kernel.tenancy.tasks import client_task, for_every_client


@client_task("value.drop_stale_imports")
def drop_imports() -> None:
    """Drop the mounted client's files that have waited too long."""
    drop_stale_imports(by=system_actor())


sweep_imports = for_every_client("value.sweep_imports", drop_imports)
