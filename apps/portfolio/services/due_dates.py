"""Deriving what is due in a client, and when. A client has few such days, so that all of them are derived at once."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import F

from apps.clients.models import Client
from apps.portfolio.choices import DueKind
from apps.portfolio.models import DueDate
from apps.value.choices import ContractStatus
from apps.value.models import Contract
from kernel import clock
from kernel.access import Actor
from kernel.tenancy.context import mounted_client
from kernel.web.addresses import below

# A due day that was agreed: whether it is still to come to something, or has.
AGREED = {
    ContractStatus.SIGNED: False,
    ContractStatus.ACTIVE: False,
    ContractStatus.ACHIEVED: True,
    ContractStatus.MISSED: True,
    ContractStatus.ROLLED_BACK: True,
}
# A column's characters.
MOST_TITLE = 160


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is due: of which kind and about what, on which day of the client's, for whom, and where it is done."""

    kind: DueKind
    source_id: uuid.UUID
    title: str
    on: dt.date
    initiative_name: str
    path: str
    # The login of the person whose it is; None for everybody of the engagement.
    user_id: uuid.UUID | None = None
    done: bool = False


def derive_due_dates(*, by: Actor) -> None:  # noqa: ARG001 - every service says who
    """Derive what is due in the mounted client; a row that stays as it was is not touched, one that is gone is deleted."""
    client = mounted_client()
    with transaction.atomic():
        # Whoever derives it at the same time waits here, and then reads what was committed meanwhile.
        Client.objects.select_for_update(no_key=True).only("pk").get(pk=client.pk)
        known = {(row.kind, row.source_id): row for row in DueDate.objects.filter(client_id=client.pk)}
        for due in _all_due():
            row = known.pop((due.kind, due.source_id), None)
            fields = asdict(due) | {"title": due.title[:MOST_TITLE]}
            if row is None or any(getattr(row, name) != value for name, value in fields.items()):
                DueDate.objects.update_or_create(
                    client_id=client.pk,
                    kind=due.kind,
                    source_id=due.source_id,
                    defaults=fields | {"changed_at": clock.now()},
                )
        DueDate.objects.filter(pk__in=[row.pk for row in known.values()]).delete()


def _all_due() -> Iterator[Due]:
    yield from _contracts_due()


def _contracts_due() -> Iterator[Due]:
    rows = Contract.objects.filter(status__in=AGREED, due_on__isnull=False).annotate(
        # As it was frozen: a change that is being agreed may have another title.
        signed_title=F("in_force__content__title")
    )
    for pk, title, due_on, status, initiative in rows.values_list(
        "pk", "signed_title", "due_on", "status", "initiative__name"
    ):
        yield Due(
            kind=DueKind.CONTRACT_DUE,
            source_id=pk,
            title=title,
            on=due_on,
            initiative_name=initiative,
            path=below("value:contract", pk),
            done=AGREED[status],
        )
