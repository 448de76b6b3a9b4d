"""Reading across clients, from the read model alone."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from apps.clients.choices import ClientStatus
from apps.portfolio.choices import ENGAGEMENT_KINDS, DueKind, SealState
from apps.portfolio.models import ClientActivity, ContractStanding, DueDate, PlayStanding, SealedDocument
from apps.portfolio.rules.due import DueRow
from apps.portfolio.rules.plays import PlayRow
from apps.portfolio.rules.standings import StandingRow
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
    return [_due_row(row) for row in rows[:limit]]


def overdue_rows(client_ids: Collection[uuid.UUID] | None, kind: DueKind, *, before: dt.date) -> list[DueRow]:
    """What of a kind was due in these active clients, or in all, before a day and is not done, the longest due first; in one query."""
    rows = DueDate.objects.filter(kind=kind, done=False, on__lt=before, client__status=ClientStatus.ACTIVE)
    if client_ids is not None:
        rows = rows.filter(client_id__in=client_ids)
    return [_due_row(row) for row in rows.select_related("client").order_by("on", "client__name", "pk")]


def _due_row(row: DueDate) -> DueRow:
    return DueRow(
        kind=DueKind(row.kind),
        source_id=row.source_id,
        gate=row.gate,
        title=row.title,
        on=row.on,
        initiative_name=row.initiative_name,
        path=row.path,
        done=row.done,
        changed_at=row.changed_at,
        client_name=row.client.name,
        client_slug=row.client.slug,
        time_zone=row.client.time_zone,
    )


def play_rows(client_ids: Collection[uuid.UUID] | None) -> list[PlayRow]:
    """The plays of these active clients, or of all, in one query."""
    rows = PlayStanding.objects.filter(client__status=ClientStatus.ACTIVE)
    if client_ids is not None:
        rows = rows.filter(client_id__in=client_ids)
    return [
        PlayRow(
            client_id=row.client_id,
            client_name=row.client.name,
            client_slug=row.client.slug,
            time_zone=row.client.time_zone,
            play_id=row.play_id,
            initiative_id=row.initiative_id,
            contract_id=row.contract_id,
            initiative_name=row.initiative_name,
            team=row.team,
            status=row.status,
            starts_on=row.starts_on,
            last_on=row.last_on,
            redesign_on=row.redesign_on,
            gate_id=row.gate_id,
            gate=row.gate,
            gate_status=row.gate_status,
            gate_due_on=row.gate_due_on,
            criteria_met=row.criteria_met,
            criteria_asked=row.criteria_asked,
            is_frozen=row.is_frozen,
            activities_due=_days(row.activities_due),
            conditions_due=_days(row.conditions_due),
            waivers_until=_days(row.waivers_until),
            severe_incidents=row.severe_incidents,
            progress_on=row.progress_on,
            stall_days=row.stall_days,
        )
        for row in rows.select_related("client").order_by("client__name", "starts_on", "pk")
    ]


def _days(texts: Iterable[str]) -> tuple[dt.date, ...]:
    return tuple(dt.date.fromisoformat(text) for text in texts)
