"""The effort of plays, and of those that repeat others from their kits (K2)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from apps.plays.models import Effort, Play
from apps.plays.rules.replication import EffortShare, effort_share

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Repeated:
    """A play that repeats another, with the share of the first run's effort that it took so far."""

    play: Play
    effort: EffortShare


@dataclass(frozen=True, slots=True)
class Replications:
    """The hours of a play, whose kit it repeats and with what share of that effort, and the plays that repeat it."""

    hours: Decimal
    first: Play | None
    own: EffortShare | None
    repeated: Sequence[Repeated]


def replications_of(play: Play) -> Replications:
    """A play among those that it repeats or that repeat it, in two queries; the hours of a library's kit stand in the kit."""
    kin = Q(pk=play.pk) | Q(replicates=play.pk)
    rows = list(Play.objects.filter(kin).select_related("initiative").order_by("starts_on", "pk"))
    keys = [row.pk for row in rows] + ([play.replicates_id] if play.replicates_id else [])
    hours = _hours(keys)
    mine = hours.get(play.pk, NOTHING)
    told = play.plan.get("first_run_hours")
    before = hours.get(play.replicates_id, NOTHING) if play.replicates_id else Decimal(told) if told else None
    return Replications(
        hours=mine,
        first=play.replicates,
        own=None if before is None else effort_share(mine, before),
        repeated=[Repeated(row, effort_share(hours.get(row.pk, NOTHING), mine)) for row in rows if row.pk != play.pk],
    )


def effort_of(play_id: uuid.UUID) -> QuerySet[Effort]:
    """What was booked in a play, the latest day first."""
    return Effort.objects.filter(play=play_id).select_related("person").order_by("-on", "-recorded_at")


def _hours(play_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Decimal]:
    rows = Effort.objects.filter(play__in=play_ids).order_by().values_list("play_id")
    return dict(rows.annotate(Sum("hours")))
