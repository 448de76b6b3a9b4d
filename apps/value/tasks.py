"""What the calendar does for readings: files that nobody imported are dropped."""

from celery import shared_task
from django.apps import apps
from django.conf import settings

from apps.value.services.imports import drop_stale_imports
from kernel.access import system_actor
from kernel.tenancy.tasks import client_task


@client_task("value.drop_stale_imports")
def drop_imports() -> None:
    """Drop the mounted client's files that have waited too long."""
    drop_stale_imports(by=system_actor())


@shared_task(name="value.sweep_imports")
def sweep_imports() -> None:
    """Ring for every active client."""
    clients = apps.get_model(settings.TENANT_MODEL)._default_manager.filter(status="active")
    for client_id in clients.values_list("pk", flat=True):
        drop_imports.apply_async(kwargs={"client": str(client_id)}, retry=False)
