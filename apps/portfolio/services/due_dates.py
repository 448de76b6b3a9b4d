"""Deriving what is due in a client, and when. A client has few such days, so that all of them are derived at once."""

from dataclasses import asdict

from django.db import transaction

from apps.clients.models import Client
from apps.portfolio.models import DueDate
from apps.portfolio.services.due_sources import all_due
from kernel import clock
from kernel.access import Actor
from kernel.tenancy.context import mounted_client


def derive_due_dates(*, by: Actor) -> None:  # noqa: ARG001 - every service says who
    """Derive what is due in the mounted client; a row that stays as it was is not touched, one that is gone is deleted."""
    client = mounted_client()
    with transaction.atomic():
        # Whoever derives it at the same time waits here, and then reads what was committed meanwhile.
        Client.objects.select_for_update(no_key=True).only("pk").get(pk=client.pk)
        known = {(row.kind, row.source_id): row for row in DueDate.objects.filter(client_id=client.pk)}
        for due in all_due():
            row = known.pop((due.kind, due.source_id), None)
            fields = asdict(due)
            if row is None or any(getattr(row, name) != value for name, value in fields.items()):
                DueDate.objects.update_or_create(
                    client_id=client.pk,
                    kind=due.kind,
                    source_id=due.source_id,
                    defaults=fields | {"changed_at": clock.now()},
                )
        DueDate.objects.filter(pk__in=[row.pk for row in known.values()]).delete()
