"""The 60 days of a play as a picture: phases, gates, today, and the days on which nobody works."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.plays.choices import GateStatus
from apps.plays.rules.days import PLAY_DAYS, day_of, last_day
from apps.plays.selectors.plays import GateView, PlayPage
from kernel.daysoff import DaysOff, days_off
from kernel.tenancy.context import mounted_client
from kernel.web.states import Tone
from kernel.web.timelines import Mark, Span, Timeline, timeline

# However long nobody decides, the 60 days keep most of the picture.
MOST_OVERDUE = 30
TONES = {
    GateStatus.OPEN: Tone.QUIET,
    GateStatus.SUBMITTED: Tone.WARN,
    GateStatus.PASSED: Tone.GOOD,
    GateStatus.REDESIGN: Tone.WARN,
    GateStatus.STOPPED: Tone.BAD,
}


@dataclass(frozen=True, slots=True)
class Run:
    """The picture, and the days off in it."""

    timeline: Timeline
    off: DaysOff


def run_of(page: PlayPage) -> Run:
    """A play's days, with those of its extension and those that went by without a decision."""
    play = page.play
    ends = PLAY_DAYS + play.extended_days
    spans = [Span(view.phase.name, view.phase.first_day, view.phase.last_day) for view in page.phases]
    if play.extended_days:
        spans.append(Span(_("Extension"), PLAY_DAYS + 1, ends, Tone.WARN))
    days = ends
    if page.overdue:
        days = min(page.day, ends + MOST_OVERDUE)
        spans.append(Span(_("Overdue"), ends + 1, days, Tone.BAD))
    last = last_day(play.starts_on, days - PLAY_DAYS)
    off = days_off(mounted_client().time_zone, play.starts_on, last)
    drawn = timeline(
        started_on=play.starts_on,
        today=min(play.ended_on or page.today, last) if page.overdue else play.ended_on or page.today,
        days=days,
        spans=spans,
        marks=[_mark(view, play.starts_on, page.today) for view in page.gates],
        off={*off.weekends, *off.holidays},
        ended=play.ended_on is not None,
    )
    return Run(drawn, off)


def _mark(view: GateView, starts_on: dt.date, today: dt.date) -> Mark:
    """A gate on the day on which it passed, or is due."""
    gate, passed = view.gate, view.passed_by
    zone = ZoneInfo(mounted_client().time_zone)
    on = passed.decided_at.astimezone(zone).date() if passed else gate.due_on
    late = gate.status == GateStatus.OPEN and gate.due_on < today
    label = _("%(gate)s gate, %(state)s") % {"gate": gate.get_type_display(), "state": gate.get_status_display()}
    tone = Tone.BAD if late else TONES[GateStatus(gate.status)]
    return Mark(label, day_of(starts_on, on), tone, reverse("plays:gate", args=[gate.pk]))
