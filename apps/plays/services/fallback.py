"""Writing the fallback of a play, and recording how a drill of it went (P7)."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from apps.plays import events, permissions
from apps.plays.models import Drill, Play
from apps.plays.services._common import locked_open_run, moment_problems
from kernel import clock
from kernel.access import Actor, table
from kernel.canonical import digest
from kernel.errors import Problem
from kernel.ledger.services import record
from kernel.lifecycle import MoveRefused
from kernel.rows import apply_changes, check_fields, locked_at, refuse

MOST_MINUTES = 7 * 24 * 60


def write_fallback(
    *, by: Actor, play_id: uuid.UUID, revision: int | None, procedure: str, minutes: int, owner_id: uuid.UUID
) -> Play:
    """Write what the team does when it has to go back, within how many minutes it takes effect, and who starts it (P7).

    Each change of what is done, or how soon it works, is a version: a drill proves the one that it was held with.
    """
    with transaction.atomic():
        play = locked_open_run(play_id)
        table.require(by, permissions.FALLBACK, play)
        locked_at(Play.objects.all(), play_id, revision)
        problems = []
        if not procedure.strip():
            text = _("A fallback is a written procedure.")
            problems.append(Problem("procedure", "P7", text, _("Write what is done, step by step.")))
        if not 1 <= minutes <= MOST_MINUTES:
            text = _("The time until it takes effect is from one minute to one week.")
            problems.append(Problem("minutes", "P7", text, _("Enter the minutes that the business can wait.")))
        written = {"fallback": procedure.strip(), "fallback_minutes": minutes, "fallback_owner_id": owner_id}
        changed = apply_changes(play, written)
        if {"fallback", "fallback_minutes"} & changed.keys():
            play.fallback_version += 1
            play.fallback_written_at = clock.now()
        fields = check_fields(play, exclude=["plan", "kit", "contract", "initiative", "replicates"])
        refuse([*problems, *fields])
        if changed:
            play.save()
            data = {"version": play.fallback_version, "minutes": minutes, "owner": owner_id, "hash": digest(written)}
            record(events.FALLBACK_WRITTEN, subject=play, by=by, data=data)
    return play


def record_drill(
    *,
    by: Actor,
    play_id: uuid.UUID,
    held_at: dt.datetime,
    took_effect: bool,
    took_minutes: int | None,
    note: str,
) -> Drill:
    """Record a drill of the fallback as it is written: whether it took effect, and after how many minutes (P7)."""
    with transaction.atomic():
        play = locked_open_run(play_id)
        table.require(by, permissions.FALLBACK, play)
        if play.fallback_version == 0 or play.fallback_minutes is None:
            raise MoveRefused(_("There is no fallback to drill."), way_out=_("Write the fallback first."))
        problems = list(moment_problems("held_at", held_at))
        if play.fallback_written_at is not None and held_at < play.fallback_written_at:
            text = _("The fallback was not written then as it is now.")
            problems.append(Problem("held_at", "P7", text, _("Drill it as it is written, and record that.")))
        if took_effect and took_minutes is None:
            text = _("How long it took decides whether the drill passed.")
            problems.append(Problem("took_minutes", "P7", text, _("Enter the minutes until it took effect.")))
        if not note.strip():
            problems.append(Problem("note", "P7", _("A drill leaves what was seen."), _("Write it in a sentence.")))
        drill = Drill(
            play=play,
            held_at=held_at,
            fallback_version=play.fallback_version,
            stated_minutes=play.fallback_minutes,
            took_effect=took_effect,
            took_minutes=took_minutes if took_effect else None,
            note=note.strip(),
            recorded_at=clock.now(),
            recorded_by_name=by.name[:200],
        )
        # What is missing is said above; a drill without effect took no minutes.
        missing = [name for name in ("note", "took_minutes") if getattr(drill, name) in ("", None)]
        refuse([*problems, *check_fields(drill, exclude=["play", *missing])])
        drill.save(force_insert=True)
        data = {"held_at": held_at, "version": drill.fallback_version, "passed": drill.passed, "minutes": took_minutes}
        record(events.DRILL_RECORDED, subject=play, by=by, data=data)
    return drill
