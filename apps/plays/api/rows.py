"""Rows of the API's lists, as plain values, in one query each."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.initiatives.api.rows import values_of
from apps.plays.models import ENDED, AcceptanceSession, Activity, Drill, Effort, Evidence, GateDecision, Play, Waiver
from apps.plays.rules.days import day_of, is_overdue, last_day
from apps.plays.selectors.plays import is_late, waived
from kernel import clock
from kernel.errors import NotFoundMissing
from kernel.rest.pages import Page, after_moment
from kernel.tenancy.context import local_today

PLAY = (
    "id",
    "initiative_id",
    "contract_id",
    "team",
    "status",
    "starts_on",
    "extended_days",
    "paused_on",
    "redesign_on",
    "ended_on",
    "leads",
    "template_kind",
    "template_key",
    "template_version",
    "replicates_id",
    "fallback_version",
    "kit_status",
    "revision",
    "created_at",
    "updated_at",
)
ACTIVITY = (
    "id",
    "play_id",
    "key",
    "phase",
    "title",
    "description",
    "origin",
    "gate_id",
    "owner_id",
    "planned_on",
    "due_on",
    "done_on",
    "status",
    "depends_on",
    "note",
    "revision",
    "created_at",
    "updated_at",
)
DECISION = (
    "id",
    "gate_id",
    "number",
    "outcome",
    "reasons",
    "conditions",
    "redesign_on",
    "basis",
    "basis_hash",
    "submitted_by_name",
    "decided_at",
    "decided_by_name",
)
WAIVER = (
    "id",
    "gate_id",
    "criterion",
    "reason",
    "granted_at",
    "granted_by_name",
    "expires_on",
    "revoked_at",
    "revoked_by_name",
)
EVIDENCE = (
    "id",
    "play_id",
    "criterion",
    "activity_id",
    "kind",
    "title",
    "note",
    "url",
    "file_name",
    "file_type",
    "file_size",
    "file_digest",
    "status",
    "expires_on",
    "submitted_at",
    "submitted_by_name",
    "reviewed_at",
    "reviewed_by_name",
    "review_note",
    "revision",
    "updated_at",
)
SESSION = (
    "id",
    "play_id",
    "tester_id",
    "role",
    "held_on",
    "tasks",
    "verdict",
    "comment",
    "defects",
    "recorded_at",
    "recorded_by_name",
    "revision",
    "updated_at",
)
DRILL = (
    "id",
    "play_id",
    "held_at",
    "fallback_version",
    "stated_minutes",
    "took_effect",
    "took_minutes",
    "note",
    "recorded_at",
    "recorded_by_name",
)
EFFORT = ("id", "play_id", "person_id", "on", "hours", "note", "recorded_at", "recorded_by_name")


def play_rows(
    page: Page,
    *,
    status: str | None = None,
    initiative_id: uuid.UUID | None = None,
    updated_since: dt.datetime | None = None,
) -> list[dict[str, Any]]:
    """Plays in order of change, each with the day it is at."""
    rows: QuerySet[Play] = Play.objects.all()
    if status is not None:
        rows = rows.filter(status=status)
    if initiative_id is not None:
        rows = rows.filter(initiative_id=initiative_id)
    if updated_since is not None:
        rows = rows.filter(updated_at__gte=updated_since)
    today = local_today()
    return [_with_days(row, today) for row in after_moment(rows, page, "updated_at").values(*PLAY)[: page.limit]]


def play_row(play: Play) -> dict[str, Any]:
    """One play as the list shows it."""
    return _with_days(values_of(play, PLAY), local_today())


def _with_days(row: dict[str, Any], today: dt.date) -> dict[str, Any]:
    last_on = last_day(row["starts_on"], row["extended_days"])
    return row | {
        "last_on": last_on,
        "day": day_of(row["starts_on"], row["ended_on"] or today),
        "overdue": is_overdue(
            ended=row["status"] in ENDED, last_on=last_on, redesign_on=row["redesign_on"], today=today
        ),
    }


def activity_rows(
    page: Page,
    *,
    play_id: uuid.UUID | None = None,
    owner_id: uuid.UUID | None = None,
    status: str | None = None,
    updated_since: dt.datetime | None = None,
) -> list[dict[str, Any]]:
    """Activities in order of change."""
    rows: QuerySet[Activity] = Activity.objects.all()
    if play_id is not None:
        rows = rows.filter(play_id=play_id)
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    if status is not None:
        rows = rows.filter(status=status)
    if updated_since is not None:
        rows = rows.filter(updated_at__gte=updated_since)
    return [activity_row(row) for row in after_moment(rows, page, "updated_at")[: page.limit]]


def activity_row(activity: Activity) -> dict[str, Any]:
    """One activity as the list shows it."""
    return values_of(activity, ACTIVITY) | {"late": is_late(activity, local_today())}


def activity(activity_id: uuid.UUID) -> Activity:
    """One activity. Raises `NotFoundMissing`."""
    found: Activity | None = Activity.objects.filter(pk=activity_id).first()
    if found is None:
        raise NotFoundMissing(_("There is no such activity."))
    return found


def decision_rows(page: Page, *, gate_id: uuid.UUID) -> list[dict[str, Any]]:
    """A gate's decisions by number, with the grounds they were taken on."""
    rows: QuerySet[GateDecision] = GateDecision.objects.filter(gate_id=gate_id, number__gt=page.after or 0)
    return list(rows.order_by("number").values(*DECISION)[: page.limit])


def waiver_rows(page: Page, *, gate_id: uuid.UUID) -> list[dict[str, Any]]:
    """A gate's waivers as they were granted, those that hold no longer too."""
    rows: QuerySet[Waiver] = Waiver.objects.filter(gate_id=gate_id)
    return [waiver_row(row) for row in after_moment(rows, page, "granted_at")[: page.limit]]


def waiver_row(waiver: Waiver) -> dict[str, Any]:
    """One waiver as the list shows it."""
    _gate_id, found = waived(waiver)
    return values_of(waiver, WAIVER) | {"holds": found.holds(local_today(), clock.now())}


def evidence_rows(
    page: Page,
    *,
    play_id: uuid.UUID | None = None,
    criterion: str | None = None,
    status: str | None = None,
    updated_since: dt.datetime | None = None,
) -> list[dict[str, Any]]:
    """Evidence in order of change."""
    rows: QuerySet[Evidence] = Evidence.objects.all()
    if play_id is not None:
        rows = rows.filter(play_id=play_id)
    if criterion is not None:
        rows = rows.filter(criterion=criterion)
    if status is not None:
        rows = rows.filter(status=status)
    if updated_since is not None:
        rows = rows.filter(updated_at__gte=updated_since)
    return list(after_moment(rows, page, "updated_at").values(*EVIDENCE)[: page.limit])


def evidence(evidence_id: uuid.UUID) -> Evidence:
    """One piece of evidence. Raises `NotFoundMissing`."""
    found: Evidence | None = Evidence.objects.filter(pk=evidence_id).first()
    if found is None:
        raise NotFoundMissing(_("There is no such evidence."))
    return found


def session_rows(page: Page, *, play_id: uuid.UUID, updated_since: dt.datetime | None = None) -> list[dict[str, Any]]:
    """A play's acceptance sessions in order of change."""
    rows: QuerySet[AcceptanceSession] = AcceptanceSession.objects.filter(play_id=play_id)
    if updated_since is not None:
        rows = rows.filter(updated_at__gte=updated_since)
    return list(after_moment(rows, page, "updated_at").values(*SESSION)[: page.limit])


def drill_rows(page: Page, *, play_id: uuid.UUID) -> list[dict[str, Any]]:
    """A play's drills as they were recorded."""
    rows: QuerySet[Drill] = Drill.objects.filter(play_id=play_id)
    return [drill_row(row) for row in after_moment(rows, page, "recorded_at")[: page.limit]]


def drill_row(drill: Drill) -> dict[str, Any]:
    """One drill as the list shows it."""
    return values_of(drill, DRILL) | {"passed": drill.passed}


def effort_rows(page: Page, *, play_id: uuid.UUID) -> list[dict[str, Any]]:
    """What was booked in a play, as it was recorded."""
    rows: QuerySet[Effort] = Effort.objects.filter(play_id=play_id)
    return list(after_moment(rows, page, "recorded_at").values(*EFFORT)[: page.limit])
