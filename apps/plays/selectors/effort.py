"""The hours of a play, held against those of the first run where it repeats one (K2)."""

from decimal import Decimal

from django.db.models import Sum

from apps.plays.models import Effort, Play
from apps.plays.rules.replication import EffortShare, effort_share


def effort_of(play: Play) -> EffortShare:
    """What the play took so far, and its share of the first run: of the play that it repeats, or as its kit says it."""
    sums = dict(
        Effort.objects.filter(play__in=[play.pk, *([play.replicates_id] if play.replicates_id else [])])
        .order_by()
        .values_list("play")
        .annotate(sum=Sum("hours"))
    )
    first = sums.get(play.replicates_id) or Decimal(play.plan.get("first_run_hours", 0))
    return effort_share(sums.get(play.pk, Decimal(0)), first)
