"""A Celery task for one client: it names its client, and fails loudly when that client is missing, suspended or unknown."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from celery import shared_task
from django.apps import apps
from django.conf import settings

from kernel.tenancy.context import find_client, mounted


def client_task(name: str, **options: Any) -> Callable[[Callable[..., None]], Any]:
    """Register a task that takes `client` (the client's id as text) and runs with it mounted. Raises `ClientMissing` where there is none."""

    def decorate(work: Callable[..., None]) -> Any:
        @wraps(work)
        def run(*, client: str, **arguments: Any) -> None:
            with mounted(find_client(uuid.UUID(client))):
                work(**arguments)

        task: Callable[..., Any] = shared_task(name=name, **options)
        return task(run)

    return decorate


def for_every_client(name: str, task: Any) -> Any:
    """Register a task that enqueues a client task for each active client: one small task each, so that a slow client holds up no other."""

    def ring() -> None:
        clients = apps.get_model(settings.TENANT_MODEL)._default_manager.filter(status="active")
        for client_id in clients.values_list("pk", flat=True):
            task.apply_async(kwargs={"client": str(client_id)}, retry=False)

    register: Callable[..., Any] = shared_task(name=name)
    return register(ring)
