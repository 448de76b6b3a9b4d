"""Booking the hours that a play took (K2)."""

import datetime as dt
import uuid
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from apps.plays import events, permissions
from apps.plays.models import Effort
from apps.plays.services._common import day_problems, locked_run
from kernel import clock
from kernel.access import Actor, table
from kernel.errors import Problem
from kernel.ledger.services import record
from kernel.rows import check_fields, refuse

MOST_HOURS = 1_000


def book_effort(
    *,
    by: Actor,
    play_id: uuid.UUID,
    on: dt.date,
    hours: Decimal,
    person_id: uuid.UUID | None = None,
    note: str = "",
) -> Effort:
    """Book hours in a play; what was booked wrongly is corrected by another entry with hours below nothing and a note (K2)."""
    with transaction.atomic():
        play = locked_run(play_id)
        table.require(by, permissions.EFFORT, play)
        problems = list(day_problems("on", on, since=play.starts_on))
        booked = play.effort.aggregate(sum=Sum("hours"))["sum"] or 0
        if booked + hours < 0:
            text = _("No more can be taken back than the %(hours)s hours that are booked.") % {"hours": booked}
            problems.append(Problem("hours", "K2", text, _("Enter fewer hours.")))
        if hours == 0 or abs(hours) > MOST_HOURS:
            text = _("Hours are other than nothing, and at most %(most)s.") % {"most": MOST_HOURS}
            problems.append(Problem("hours", "K2", text, _("Enter the hours of one day or one week.")))
        if hours < 0 and not note.strip():
            problems.append(Problem("note", "K2", _("A correction says what it corrects."), _("Write a note.")))
        effort = Effort(
            play=play,
            person_id=person_id,
            on=on,
            hours=hours,
            note=note.strip(),
            recorded_at=clock.now(),
            recorded_by_name=by.name[:200],
        )
        exclude = ["play"] if person_id else ["play", "person"]
        refuse(
            [
                *problems,
                *(each for each in check_fields(effort, exclude=exclude) if each.field != "hours" or not problems),
            ]
        )
        effort.save(force_insert=True)
        record(events.EFFORT_BOOKED, subject=play, by=by, data={"on": on, "hours": hours, "person": person_id})
    return effort
