"""Reading activities, evidence, acceptance sessions, drills and versions of the fallback."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.plays.events import FALLBACK_WRITTEN
from apps.plays.models import AcceptanceSession, Activity, Drill, Evidence
from kernel.errors import NotFoundMissing
from kernel.ledger.models import Entry


def activities_of(play_id: uuid.UUID) -> list[Activity]:
    """The activities of a play, the first due first."""
    return list(Activity.objects.filter(play=play_id).order_by("due_on", "position", "pk"))


def activity(activity_id: uuid.UUID) -> Activity:
    """One activity with its play. Raises `NotFoundMissing`."""
    rows = Activity.objects.select_related("play__initiative", "owner", "gate")
    found: Activity | None = rows.filter(pk=activity_id).first()
    if found is None:
        raise NotFoundMissing(_("There is no such activity."))
    return found


def evidence_of(play_id: uuid.UUID) -> QuerySet[Evidence]:
    """Everything that was brought in a play, the latest first."""
    return Evidence.objects.filter(play=play_id).select_related("activity").order_by("-submitted_at", "-pk")


def evidence(evidence_id: uuid.UUID) -> Evidence:
    """One piece of evidence with its play. Raises `NotFoundMissing`."""
    found: Evidence | None = Evidence.objects.select_related("play__initiative").filter(pk=evidence_id).first()
    if found is None:
        raise NotFoundMissing(_("There is no such evidence."))
    return found


def sessions_of(play_id: uuid.UUID) -> QuerySet[AcceptanceSession]:
    """The acceptance sessions of a play, the latest first."""
    return AcceptanceSession.objects.filter(play=play_id).select_related("tester").order_by("-held_on", "-recorded_at")


def session(session_id: uuid.UUID) -> AcceptanceSession:
    """One session with its play. Raises `NotFoundMissing`."""
    rows = AcceptanceSession.objects.select_related("play__initiative", "tester")
    found: AcceptanceSession | None = rows.filter(pk=session_id).first()
    if found is None:
        raise NotFoundMissing(_("There is no such session."))
    return found


def drills_of(play_id: uuid.UUID) -> list[Drill]:
    """The drills of a play's fallback, the latest first."""
    return list(Drill.objects.filter(play=play_id).order_by("-held_at", "-recorded_at"))


@dataclass(frozen=True, slots=True)
class FallbackVersion:
    """When a version of the fallback was written, by whom, and within how many minutes it was to take effect."""

    number: int
    written_at: dt.datetime
    by: str
    minutes: int


def fallback_versions(play_id: uuid.UUID) -> Sequence[FallbackVersion]:
    """The versions of a play's fallback as the ledger tells them, the latest first."""
    rows = Entry.objects.filter(event=FALLBACK_WRITTEN, subject_id=play_id).order_by("-sequence")
    return [FallbackVersion(row.data["version"], row.recorded_at, row.actor_name, row.data["minutes"]) for row in rows]
