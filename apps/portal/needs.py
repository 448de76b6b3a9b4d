"""What plays need of the person who looks at the client's home: decisions, reviews, late work of their own."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from apps.plays import permissions
from apps.plays.choices import EvidenceStatus, GateStatus, KitStatus, PlayStatus
from apps.plays.models import Activity, Evidence, Gate
from apps.plays.selectors.lists import UNDONE
from apps.portal.plays import ListedPlay
from kernel.access import Actor, table
from kernel.tenancy.context import local_today

MOST_ACTIVITIES = 5


@dataclass(frozen=True, slots=True)
class PlayNeed:
    """One thing that a play needs of somebody: to decide its gate, review evidence, finish an activity, release its kit."""

    kind: str
    row: ListedPlay
    gate: Gate | None = None
    count: int = 0
    activity: Activity | None = None


def play_needs(actor: Actor, rows: Sequence[ListedPlay]) -> list[PlayNeed]:
    """What plays need of an actor, in two queries; of one that has ended only that its kit be released."""
    still = {row.play.pk: row for row in rows if row.line.is_open}
    releases = _releases(actor, rows)
    if not still:
        return releases
    return [*_decisions(actor, still.values()), *_reviews(actor, still), *releases, *_late_work(actor, still)]


def _decisions(actor: Actor, rows: Iterable[ListedPlay]) -> list[PlayNeed]:
    return [
        PlayNeed("decide", row, gate=row.gate)
        for row in rows
        if row.gate is not None
        and (row.gate.status == GateStatus.SUBMITTED or row.line.overdue)
        and table.allows(actor, permissions.DECIDE, row.gate)
    ]


def _releases(actor: Actor, rows: Iterable[ListedPlay]) -> list[PlayNeed]:
    """A kit that waits for approval; nobody waits for that of a play that was stopped."""
    return [
        PlayNeed("release", row)
        for row in rows
        if row.play.kit_status == KitStatus.FROZEN
        and row.play.status != PlayStatus.STOPPED
        and table.allows(actor, permissions.RELEASE_KIT, row.play)
    ]


def _reviews(actor: Actor, rows: Mapping[uuid.UUID, ListedPlay]) -> list[PlayNeed]:
    if actor.id is None:
        return []
    waiting: QuerySet[Evidence] = Evidence.objects.filter(play__in=rows, status=EvidenceStatus.SUBMITTED)
    counts = waiting.exclude(submitted_by_id=actor.id).order_by().values_list("play_id").annotate(Count("pk"))
    # Whether the workflow is theirs is a question about the play; who brought it was asked above.
    return [
        PlayNeed("review", rows[play_id], count=count)
        for play_id, count in counts
        if table.allows(actor, permissions.REVIEW, Evidence(play=rows[play_id].play))
    ]


def _late_work(actor: Actor, rows: Mapping[uuid.UUID, ListedPlay]) -> list[PlayNeed]:
    if actor.person_id is None:
        return []
    late = Activity.objects.filter(
        play__in=rows, owner=actor.person_id, status__in=UNDONE, due_on__lt=local_today()
    ).order_by("due_on", "pk")
    return [PlayNeed("finish", rows[row.play_id], activity=row) for row in late[:MOST_ACTIVITIES]]
