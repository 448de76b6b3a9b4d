"""Rows of the API's lists, as plain values, in one query each."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import Model, QuerySet

from apps.initiatives.models import Blocker, Initiative, Person
from apps.initiatives.rules import days_in_the_way
from kernel.ledger.models import Entry
from kernel.rest.pages import Page, after_moment
from kernel.tenancy.context import local_today

PERSON = ("id", "name", "email", "job_title", "function", "revision", "created_at", "updated_at")
INITIATIVE = (
    "id",
    "name",
    "type",
    "summary",
    "status",
    "stage_reached",
    "workflow",
    "workflow_owner_id",
    "workflow_owner_accountability",
    "transformation_lead_id",
    "transformation_lead_accountability",
    "partner_lead_id",
    "data_owner_id",
    "budget_owner_id",
    "registered_on",
    "cost_of_delay",
    "production_on",
    "ended_on",
    "revision",
    "created_at",
    "updated_at",
)
BLOCKER = (
    "id",
    "initiative_id",
    "title",
    "description",
    "kind",
    "control",
    "late_discovery",
    "opened_on",
    "owner_id",
    "status",
    "resolved_on",
    "resolution",
    "raised_by_name",
    "resolved_by_name",
    "revision",
    "created_at",
    "updated_at",
)
ENTRY = (
    "sequence",
    "id",
    "recorded_at",
    "event",
    "actor_kind",
    "actor_id",
    "actor_name",
    "door",
    "address",
    "subject_type",
    "subject_id",
    "data",
    "previous_hash",
    "hash",
)


def values_of(row: Model, names: tuple[str, ...]) -> dict[str, Any]:
    """One row's fields as the lists show them."""
    return {name: getattr(row, name) for name in names}


def person_rows(
    page: Page, *, function: str | None = None, updated_since: dt.datetime | None = None
) -> list[dict[str, Any]]:
    """People in order of change."""
    rows: QuerySet[Person] = Person.objects.all()
    if function is not None:
        rows = rows.filter(function=function)
    if updated_since is not None:
        rows = rows.filter(updated_at__gte=updated_since)
    return list(after_moment(rows, page, "updated_at").values(*PERSON)[: page.limit])


def initiative_rows(
    page: Page, *, status: str | None = None, updated_since: dt.datetime | None = None
) -> list[dict[str, Any]]:
    """Initiatives in order of change."""
    rows: QuerySet[Initiative] = Initiative.objects.all()
    if status is not None:
        rows = rows.filter(status=status)
    if updated_since is not None:
        rows = rows.filter(updated_at__gte=updated_since)
    return list(after_moment(rows, page, "updated_at").values(*INITIATIVE)[: page.limit])


def blocker_rows(page: Page, *, updated_since: dt.datetime | None = None, **given: Any) -> list[dict[str, Any]]:
    """Blockers in order of change; `given` narrows them to those with these values."""
    rows: QuerySet[Blocker] = Blocker.objects.filter(**given)
    if updated_since is not None:
        rows = rows.filter(updated_at__gte=updated_since)
    today = local_today()
    return [_aged(row, today) for row in after_moment(rows, page, "updated_at").values(*BLOCKER)[: page.limit]]


def blocker_document(blocker: Blocker) -> dict[str, Any]:
    """One blocker as the list shows it."""
    return _aged(values_of(blocker, BLOCKER), local_today())


def _aged(row: dict[str, Any], today: dt.date) -> dict[str, Any]:
    return row | {"age_days": days_in_the_way(row["opened_on"], row["resolved_on"], today)}


def entry_rows(page: Page, *, event: str | None = None, subject_id: uuid.UUID | None = None) -> list[dict[str, Any]]:
    """The ledger's entries in their order."""
    rows: QuerySet[Entry] = Entry.objects.filter(sequence__gt=page.after or 0)
    if event is not None:
        rows = rows.filter(event=event)
    if subject_id is not None:
        rows = rows.filter(subject_id=subject_id)
    return list(rows.order_by("sequence").values(*ENTRY)[: page.limit])
