"""Adding, changing and finishing the activities of a play (P5)."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.plays import events, permissions
from apps.plays.choices import ActivityOrigin, ActivityStatus, PlayStatus
from apps.plays.lifecycle import ACTIVITY
from apps.plays.models import Activity, Play
from apps.plays.rules.days import furthest_due
from apps.plays.rules.plans import circle, plan_from
from apps.plays.services._common import day_problems, locked_open_run, locked_run, refuse_ended
from kernel import clock
from kernel.access import Actor, table
from kernel.errors import ConflictRefused, NotFoundMissing, Problem
from kernel.ledger.services import record
from kernel.rows import apply_changes, check_fields, locked, locked_at, refuse
from kernel.tenancy.context import local_today
from kernel.web import formats

ACTIVITIES = Activity.objects.select_related("play__initiative", "owner", "gate")
CHANGEABLE = frozenset({"title", "description", "owner_id", "due_on", "depends_on", "note", "phase"})
EVENTS = {
    "begin": events.ACTIVITY_BEGUN,
    "finish": events.ACTIVITY_DONE,
    "drop": events.ACTIVITY_DROPPED,
    "reopen": events.ACTIVITY_REOPENED,
}


class DependencyRefused(ConflictRefused):
    """What it waits for is not done."""

    code = "P5"


def add_activity(
    *,
    by: Actor,
    play_id: uuid.UUID,
    title: str,
    due_on: dt.date,
    owner_id: uuid.UUID | None,
    phase: str = "",
    description: str = "",
    depends_on: Sequence[uuid.UUID] = (),
) -> Activity:
    """Add an activity to a play, with its owner and day. Raises `InvalidRefused` naming each field."""
    with transaction.atomic():
        play = locked_open_run(play_id)
        table.require(by, permissions.ACTIVITIES, play)
        moment = clock.now()
        plan = plan_from(play.plan)
        activity = Activity(
            play=play,
            phase=phase or plan.phase_on((due_on - play.starts_on).days + 1).key,
            title=title.strip(),
            description=description,
            origin=ActivityOrigin.ADDED,
            owner_id=owner_id,
            planned_on=due_on,
            due_on=due_on,
            depends_on=[str(each) for each in depends_on],
            position=play.activities.count(),
            created_at=moment,
            updated_at=moment,
        )
        _refuse_wrong(activity, today_or_later=True)
        activity.save(force_insert=True)
        data = {"title": activity.title, "due_on": due_on, "owner": owner_id, "gate": None}
        record(events.ACTIVITY_ADDED, subject=activity, by=by, data=data)
    return activity


def change_activity(*, by: Actor, activity_id: uuid.UUID, revision: int | None, **changes: Any) -> Activity:
    """Change some of an activity's fields; the day that it was planned for first stays. Raises `InvalidRefused` naming each."""
    unknown = sorted(set(changes) - CHANGEABLE)
    text, known = _("There is no such field."), ", ".join(sorted(CHANGEABLE))
    refuse([Problem(name, "unknown_field", text, _("Known here: %(known)s.") % {"known": known}) for name in unknown])
    if "depends_on" in changes:
        changes["depends_on"] = [str(each) for each in changes["depends_on"]]
    with transaction.atomic():
        activity = _locked(activity_id)
        _require(by, activity)
        locked_at(ACTIVITIES, activity_id, revision)
        changed = apply_changes(activity, changes)
        if changed.keys() - {"note", "depends_on"}:
            _require(by, activity, promised=True)
        if changed:
            _refuse_wrong(activity, today_or_later="due_on" in changed)
            activity.save()
            record(events.ACTIVITY_CHANGED, subject=activity, by=by, data={"changes": changed})
    return activity


def move_activity(
    *, by: Actor, activity_id: uuid.UUID, move: str, done_on: dt.date | None = None, note: str | None = None
) -> Activity:
    """Begin, finish, drop or reopen an activity. Raises `DependencyRefused` while something that it waits for is not done.

    It is done today if no day is given; no day before the play or to come is taken.
    """
    with transaction.atomic():
        activity = _locked(activity_id)
        _require(by, activity, promised=move == "drop")
        target = ACTIVITY.target(activity.status, move)
        changes: dict[str, Any] = {"status": target, "done_on": None}
        if move in ("begin", "finish"):
            _refuse_waiting(activity)
        if move == "finish":
            changes["done_on"] = done_on or local_today()
            refuse(list(day_problems("done_on", changes["done_on"], since=activity.play.starts_on)))
        if note is not None:
            changes["note"] = note.strip()[:1_000]
        apply_changes(activity, changes)
        activity.save()
        data = {"title": activity.title, "done_on": activity.done_on, "due_on": activity.due_on, "note": activity.note}
        record(EVENTS[move], subject=activity, by=by, data=data)
    return activity


def _locked(activity_id: uuid.UUID) -> Activity:
    found = Activity.objects.filter(pk=activity_id).values_list("play_id", flat=True).first()
    if found is None:
        raise NotFoundMissing(_("There is no such activity."))
    play = locked_run(found)
    activity: Activity = locked(ACTIVITIES, activity_id)
    activity.play = play
    # What a conditional go asked for is done after it, also where it was the last decision of the play.
    if not (play.status == PlayStatus.SCALED and activity.origin == ActivityOrigin.CONDITION):
        refuse_ended(play)
    return activity


def _require(by: Actor, activity: Activity, *, promised: bool = False) -> None:
    """Ask for the permission: what a gate was passed on condition of is changed or dropped by whoever may decide the gate (P3)."""
    condition = activity.origin == ActivityOrigin.CONDITION
    if condition and (promised or table.allows(by, permissions.DECIDE, activity.gate)):
        table.require(by, permissions.DECIDE, activity.gate)
    else:
        table.require(by, permissions.ACTIVITIES, activity)


def _refuse_wrong(activity: Activity, *, today_or_later: bool) -> None:
    problems = check_fields(activity, exclude=["depends_on", "play"])
    plan, play = plan_from(activity.play.plan), activity.play
    if activity.phase not in {phase.key for phase in plan.phases}:
        known = ", ".join(phase.key for phase in plan.phases)
        problems.append(
            Problem("phase", "P5", _("There is no such phase."), _("Known here: %(known)s.") % {"known": known})
        )
    if activity.owner_id is None:
        problems.append(Problem("owner", "P5", _("An activity has an owner."), _("Name one of the client’s people.")))
    earliest, latest = max(local_today(), play.starts_on), furthest_due(play.last_on, local_today())
    if today_or_later and not earliest <= activity.due_on <= latest:
        text = _("It is due from %(first)s to %(last)s: not in the past, nor long after the play.")
        told = {"first": formats.short_day(earliest), "last": formats.short_day(latest)}
        problems.append(Problem("due_on", "P5", text % told, _("Choose a day in between.")))
    refuse([*problems, *_dependency_problems(activity, play)])


def _dependency_problems(activity: Activity, play: Play) -> list[Problem]:
    waits_for: Mapping[str, Sequence[str]] = {
        str(pk): waits for pk, waits in Activity.objects.filter(play=play).values_list("pk", "depends_on")
    } | {str(activity.pk): activity.depends_on}
    if unknown := set(activity.depends_on) - set(waits_for):
        text = _("It waits for an activity that this play does not have.")
        return [Problem("depends_on", "P5", text, _("Leave out: %(ids)s.") % {"ids": ", ".join(sorted(unknown))})]
    if str(activity.pk) in circle(waits_for):
        text = _("It would wait for itself in the end.")
        return [Problem("depends_on", "P5", text, _("Take one of the dependencies out."))]
    return []


def _refuse_waiting(activity: Activity) -> None:
    over = [ActivityStatus.DONE, ActivityStatus.DROPPED]
    waiting = list(Activity.objects.filter(pk__in=activity.depends_on).exclude(status__in=over))
    if waiting:
        names = ", ".join(_("“%(title)s”") % {"title": each.title} for each in waiting)
        raise DependencyRefused(
            _("It waits for something that is not done."),
            [Problem("depends_on", "P5", _("Not done yet: %(names)s.") % {"names": names})],
            way_out=_("Finish that first, or take the dependency out."),
        )
