"""Reading across clients, from the read model alone."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from apps.clients.choices import ClientStatus
from apps.portfolio.choices import ENGAGEMENT_KINDS, DueKind, SealState
from apps.portfolio.models import ClientActivity, ContractStanding, DueDate, SealedDocument
from apps.portfolio.rules import StandingRow
from apps.value.rules.money.ahead import Amounts


def standings(client_ids: Collection[uuid.UUID] | None) -> list[StandingRow]:
    """The contracts of these active clients, or of all, in one query."""
    chosen = (
        ContractStanding.objects.all()
        if client_ids is None
        else ContractStanding.objects.filter(client_id__in=client_ids)
    )
    rows = chosen.filter(client__status=ClientStatus.ACTIVE).select_related("client").order_by("client__name", "title")
    return [
        StandingRow(
            client_id=row.client_id,
            client_name=row.client.name,
            client_slug=row.client.slug,
            time_zone=row.client.time_zone,
            contract_id=row.contract_id,
            title=row.title,
            status=row.status,
            kpi_id=row.kpi_id,
            kpi_name=row.kpi_name,
            unit=row.unit,
            currency=row.currency,
            cadence=row.cadence,
            baseline=row.baseline,
            target=row.target,
            recent_level=row.recent_level,
            progress=row.progress,
            course=row.course,
            starts_on=row.starts_on,
            due_on=row.due_on,
            last_period_end=row.last_period_end,
            waiting_for=tuple(row.waiting_for),
            alerts=tuple(row.alerts),
            value=_amounts(row),
            value_run_rate=row.value_run_rate,
        )
        for row in rows
    ]


def _amounts(row: ContractStanding) -> Amounts | None:
    if not row.value_type:
        return None
    return Amounts(
        value_type=row.value_type,
        currency=row.value_currency,
        actual=row.value_actual,
        planned=row.value_planned,
        weighted=row.value_weighted,
        validated=row.value_validated,
    )


def last_activity(client_ids: Collection[uuid.UUID] | None) -> dict[uuid.UUID, dt.datetime]:
    """When something last happened in these clients, or in all, in one query."""
    chosen = (
        ClientActivity.objects.all() if client_ids is None else ClientActivity.objects.filter(client_id__in=client_ids)
    )
    return dict(chosen.values_list("client_id", "last_at"))


@dataclass(frozen=True, slots=True)
class Seal:
    """Where a document stands, and since which day."""

    state: SealState
    since: dt.date


def seal_of(content_hash: str) -> Seal | None:
    """Where the document with this hash stands, of whichever client, in one query; None where none has it."""
    found = SealedDocument.objects.filter(content_hash=content_hash).values_list("state", "since").first()
    return Seal(SealState(found[0]), found[1]) if found else None


@dataclass(frozen=True, slots=True)
class DueRow:
    """One thing that is due in one client, as a calendar shows it."""

    kind: DueKind
    source_id: uuid.UUID
    title: str
    on: dt.date
    initiative_name: str
    path: str
    done: bool
    changed_at: dt.datetime
    client_name: str
    client_slug: str


def due_rows(
    *,
    user_id: uuid.UUID,
    is_partner: bool,
    client_ids: Collection[uuid.UUID] | None,
    since: dt.date,
    until: dt.date,
    limit: int,
) -> list[DueRow]:
    """What is due for a person in these active clients, or in all, from one day to another, the earliest first; in one query.

    What is theirs; what concerns everybody of the engagement; and to the partner's staff what has nobody with a login.
    """
    shared = Q(user_id__isnull=True) if is_partner else Q(user_id__isnull=True, kind__in=ENGAGEMENT_KINDS)
    rows = DueDate.objects.filter(shared | Q(user_id=user_id), client__status=ClientStatus.ACTIVE)
    if client_ids is not None:
        rows = rows.filter(client_id__in=client_ids)
    rows = rows.filter(on__range=(since, until)).select_related("client").order_by("on", "client__name", "pk")
    return [
        DueRow(
            kind=DueKind(row.kind),
            source_id=row.source_id,
            title=row.title,
            on=row.on,
            initiative_name=row.initiative_name,
            path=row.path,
            done=row.done,
            changed_at=row.changed_at,
            client_name=row.client.name,
            client_slug=row.client.slug,
        )
        for row in rows[:limit]
    ]
