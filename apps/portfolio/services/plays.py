"""Deriving where plays stand: what their gates ask is judged live, as on their own pages."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Max

from apps.clients.models import Client
from apps.governance.choices import ONGOING, SEVERE
from apps.governance.models import Incident
from apps.plays.choices import ActivityOrigin, ActivityStatus
from apps.plays.models import OPEN, AcceptanceSession, Activity, Drill, Effort, Evidence, Gate, GateDecision, Play
from apps.plays.selectors.plays import PlayPage, play_page
from apps.portfolio.models import PlayStanding
from apps.portfolio.parameters import STALL
from kernel import clock
from kernel.access import Actor
from kernel.ledger.services import head
from kernel.parameters.selectors import value_of
from kernel.tenancy.context import mounted_client

SETTLED = (ActivityStatus.DONE, ActivityStatus.DROPPED)
NO_GATE: dict[str, object] = {
    "gate_id": None,
    "gate": "",
    "gate_status": "",
    "gate_due_on": None,
    "criteria_met": 0,
    "criteria_asked": 0,
}
NOTHING_LEFT = NO_GATE | {"is_frozen": False, "activities_due": [], "conditions_due": [], "waivers_until": []}
# Where a play's progress is recorded (S3): rows of a play, and of which moment or day they speak.
PROGRESS: tuple[tuple[Any, str, str], ...] = (
    (Activity.objects.filter(status=ActivityStatus.DOING), "play_id", "updated_at"),
    (Activity.objects.filter(status=ActivityStatus.DONE), "play_id", "done_on"),
    (Evidence.objects, "play_id", "submitted_at"),
    (Evidence.objects, "play_id", "reviewed_at"),
    (AcceptanceSession.objects, "play_id", "recorded_at"),
    (Drill.objects, "play_id", "recorded_at"),
    (Effort.objects, "play_id", "recorded_at"),
    (Gate.objects, "play_id", "submitted_at"),
    (GateDecision.objects, "gate__play_id", "decided_at"),
)


def derive_plays(*, by: Actor) -> None:  # noqa: ARG001 - every service says who
    """Derive the rows of the mounted client's plays, of which there are few; a play that is gone loses its row."""
    client = mounted_client()
    with transaction.atomic():
        # Whoever derives them at the same time waits here, and then reads what was committed meanwhile.
        Client.objects.select_for_update(no_key=True).only("pk").get(pk=client.pk)
        sequence, _hash = head()
        plays = list(Play.objects.select_related("initiative"))
        PlayStanding.objects.filter(client_id=client.pk).exclude(play_id__in=[play.pk for play in plays]).delete()
        incidents, progress = _severe_incidents(), _progress(ZoneInfo(client.time_zone))
        stall_days = int(value_of(STALL))
        for play in plays:
            left = _left(play_page(play.pk)) if play.status in OPEN else NOTHING_LEFT
            PlayStanding.objects.update_or_create(
                client_id=client.pk,
                play_id=play.pk,
                defaults={
                    "initiative_id": play.initiative_id,
                    "contract_id": play.contract_id,
                    "initiative_name": play.initiative.name,
                    "team": play.team,
                    "status": play.status,
                    "starts_on": play.starts_on,
                    "last_on": play.last_on,
                    "redesign_on": play.redesign_on,
                    "severe_incidents": incidents.get(play.initiative_id, 0),
                    "progress_on": max(progress.get(play.pk, play.starts_on), play.starts_on),
                    "stall_days": stall_days,
                    "sequence": sequence,
                    "derived_at": clock.now(),
                    **left,
                },
            )


def _left(page: PlayPage) -> dict[str, object]:
    """What an open play has before it: its next gate, what is not done, and the waivers that it rests on."""
    view = page.next_gate
    gate = NO_GATE
    if view is not None:
        gate = {
            "gate_id": view.gate.pk,
            "gate": view.gate.type,
            "gate_status": view.gate.status,
            "gate_due_on": view.gate.due_on,
            "criteria_met": view.met,
            "criteria_asked": len(view.rows),
        }
    undone = [row for row in page.activities if row.status not in SETTLED]
    waivers = (waiver for each in page.gates for waiver in each.waivers if waiver.revoked_at is None)
    return {
        **gate,
        "is_frozen": bool(page.firings),
        "activities_due": _days(row.due_on for row in undone),
        "conditions_due": _days(row.due_on for row in undone if row.origin == ActivityOrigin.CONDITION),
        "waivers_until": _days(waiver.expires_on for waiver in waivers if waiver.expires_on >= page.today),
    }


def _days(dates: Iterable[dt.date]) -> list[str]:
    return [day.isoformat() for day in sorted(dates)]


def _severe_incidents() -> dict[uuid.UUID, int]:
    rows = Incident.objects.filter(status__in=ONGOING, severity__lte=SEVERE).order_by()
    return dict(rows.values_list("initiative_id").annotate(Count("pk")))


def _progress(zone: ZoneInfo) -> dict[uuid.UUID, dt.date]:
    """The client's day on which each play last recorded progress."""
    latest: dict[uuid.UUID, dt.date] = {}
    for play_id, day in _moments(zone):
        latest[play_id] = max(latest.get(play_id, day), day)
    return latest


def _moments(zone: ZoneInfo) -> Iterator[tuple[uuid.UUID, dt.date]]:
    for rows, play, when in PROGRESS:
        for play_id, found in rows.order_by().values_list(play).annotate(Max(when)):
            if isinstance(found, dt.datetime):
                yield play_id, found.astimezone(zone).date()
            elif found is not None:
                yield play_id, found
