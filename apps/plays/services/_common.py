"""How every service of plays takes its rows: the initiative first, then its play, so that two that need both never wait for each other."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any, cast

from django.utils.translation import gettext as _

from apps.initiatives.models import Initiative
from apps.plays.models import OPEN, Play
from apps.plays.selectors.plays import PLAYS
from kernel import clock
from kernel.errors import NotFoundMissing, Problem
from kernel.lifecycle import MoveRefused
from kernel.rows import locked, locked_at
from kernel.tenancy.context import local_today

_WHATEVER: Any = object()


def locked_run(play_id: uuid.UUID, *, revision: int | None = _WHATEVER) -> Play:
    """The play, locked after its initiative; with `revision` only while it is at it. Raises `NotFoundMissing`."""
    initiative_id = Play.objects.filter(pk=play_id).values_list("initiative_id", flat=True).first()
    if initiative_id is None:
        raise NotFoundMissing(_("There is no such play."))
    locked(Initiative.objects.all(), initiative_id)
    return cast("Play", locked(PLAYS, play_id) if revision is _WHATEVER else locked_at(PLAYS, play_id, revision))


def locked_open_run(play_id: uuid.UUID) -> Play:
    """As `locked_run`, of a play that has not ended: what it was decided on stays on record as it was (P8)."""
    play = locked_run(play_id)
    refuse_ended(play)
    return play


def refuse_ended(play: Play) -> None:
    """Raise `MoveRefused` for a play that has ended."""
    if play.status not in OPEN:
        raise MoveRefused(
            _("The play has ended."),
            [Problem("play", "P8", _("What the decision rests on stays as it was."))],
            way_out=_("Bring this into the play that follows."),
        )


def day_problems(field: str, day: dt.date, *, since: dt.date | None = None) -> Iterator[Problem]:
    """Why something can't have happened on a day: it is still to come, or lies before the play began."""
    if day > local_today():
        yield Problem(field, "V9", _("This day is still to come."), _("Enter it when it has happened."))
    elif since is not None and day < since:
        yield Problem(field, "P5", _("The play had not begun on that day."), _("Enter a day since its first."))


def moment_problems(field: str, moment: dt.datetime) -> Iterator[Problem]:
    """Why something can't have happened at a moment: it is still to come."""
    if moment > clock.now():
        yield Problem(field, "V9", _("This moment is still to come."), _("Enter it when it has happened."))
