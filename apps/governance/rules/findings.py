"""What a gate finds of checklist, boundary statement, monitors and incidents, as of a moment (P2), on plain values.

Moments are given in the client's time zone, so that their dates are the client's. The last n days are complete ones: those
before the scope's today.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.governance.choices import SEVERE, Every, Lacking
from apps.governance.rules.checklist import ESCALATION_PATH, Answered, absent_keys, lacking
from apps.initiatives.choices import Verdict
from apps.initiatives.criteria import Finding, Fix, Scope

GOVERNANCE = "initiatives:initiative_governance"
MOST_NAMED = 3
DAYS_IN_A_WEEK, HOURS_IN_A_DAY = 7, 24


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """An item of the checklist, since when it stands there and is complete, and the digest of its answer, owner and evidence."""

    id: uuid.UUID
    item: Answered
    created_at: dt.datetime
    completed_at: dt.datetime | None
    digest: str


@dataclass(frozen=True, slots=True)
class BoundaryFacts:
    """A version of the boundary statement."""

    id: uuid.UUID
    number: int
    content_hash: str
    proposed_at: dt.datetime
    approved_at: dt.datetime | None
    ended_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class DayCount:
    """The readings of a monitor on one day: how many, how many in range, in how many different hours, and the bounds that held."""

    readings: int
    inside: int
    hours: int
    lows: tuple[Decimal | None, ...] = ()
    highs: tuple[Decimal | None, ...] = ()


@dataclass(frozen=True, slots=True)
class MonitorFacts:
    """A monitor and its readings, by day."""

    id: uuid.UUID
    name: str
    every: str
    starts_on: dt.date
    created_at: dt.datetime
    retired_at: dt.datetime | None
    days: Mapping[dt.date, DayCount]


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """An incident, as far as it keeps a run from being stable: its worst severity counts, and when its end was told."""

    id: uuid.UUID
    number: int
    title: str
    worst_severity: int
    detected_at: dt.datetime
    resolved_at: dt.datetime | None
    resolution_recorded_at: dt.datetime | None


def checklist_finding(facts: Sequence[ItemFacts], scope: Scope) -> Finding:
    """Whether every item that is needed is answered, owned, proved, and its review not overdue (G1)."""
    fix = Fix(GOVERNANCE, (scope.initiative_id,), _("Complete the checklist"))
    facts = [each for each in facts if each.created_at <= scope.until]
    if not facts:
        return Finding(Verdict.UNKNOWN, _("No governance checklist has been started."), fix=fix)
    needed = [each for each in facts if each.item.required]
    open_items = [each for each in needed if not _is_complete(each, scope)]
    absent = absent_keys([each.item.key for each in facts])
    figures = {"needed": len(needed), "complete": len(needed) - len(open_items), "absent": absent}
    basis = {
        "items": {str(each.id): each.digest if _is_complete(each, scope) else None for each in needed},
        "absent": absent,
    }
    if absent:
        text = _("The checklist does not ask for: %(keys)s.") % {"keys": ", ".join(absent)}
        return Finding(Verdict.UNMET, text, figures, basis, fix)
    if open_items:
        said = {
            "done": figures["complete"],
            "all": len(needed),
            "names": _named([each.item.title for each in open_items]),
        }
        text = _("%(done)s of %(all)s items are complete; open: %(names)s.") % said
        if len(open_items) == 1:
            fix = Fix("governance:answer_item", (open_items[0].id,), _("Complete the item"))
        return Finding(Verdict.UNMET, text, figures, basis, fix)
    text = ngettext(
        "The %(count)s item of the checklist is complete.",
        "All %(count)s items of the checklist are complete.",
        len(needed),
    )
    return Finding(Verdict.MET, text % {"count": len(needed)}, figures, basis, fix)


def escalation_finding(facts: Sequence[ItemFacts], scope: Scope) -> Finding:
    """Whether the checklist has an escalation path with response times (G4)."""
    known = [each for each in facts if each.created_at <= scope.until]
    found = next((each for each in known if each.item.key == ESCALATION_PATH), None)
    if found is None:
        fix = Fix(GOVERNANCE, (scope.initiative_id,), _("Start the checklist"))
        return Finding(Verdict.UNKNOWN, _("No checklist asks for the escalation path."), fix=fix)
    fix = Fix("governance:answer_item", (found.id,), _("Write the escalation path"))
    if not _is_complete(found, scope):
        text = _("The escalation path is not complete: %(lacking)s.") % {
            "lacking": lacking_words(lacking(found.item, scope.today))
        }
        return Finding(Verdict.UNMET, text, {}, {"item": found.id, "digest": None}, fix)
    steps = found.item.answer
    figures = {"steps": len(steps), "first_within_minutes": min(step["within_minutes"] for step in steps)}
    text = ngettext(
        "The escalation path has %(count)s step, the first response within %(minutes)s minutes.",
        "The escalation path has %(count)s steps, the first response within %(minutes)s minutes.",
        len(steps),
    ) % {"count": len(steps), "minutes": figures["first_within_minutes"]}
    return Finding(Verdict.MET, text, figures, {"item": found.id, "digest": found.digest}, fix)


def boundary_finding(facts: Sequence[BoundaryFacts], scope: Scope) -> Finding:
    """Whether a boundary statement is in force (G2)."""
    known = [each for each in facts if each.proposed_at <= scope.until]
    holds = in_force(known, scope.until)
    if holds is not None:
        fix = Fix("governance:boundary", (holds.id,), _("Read the boundary statement"))
        text = _("Version %(number)s of the boundary statement is in force.") % {"number": holds.number}
        return Finding(Verdict.MET, text, {"number": holds.number}, {"id": holds.id, "hash": holds.content_hash}, fix)
    waiting = next((each for each in known if _waits(each, scope.until)), None)
    if waiting is not None:
        fix = Fix("governance:boundary", (waiting.id,), _("Approve the boundary statement"))
        text = _("Version %(number)s of the boundary statement waits for approval.") % {"number": waiting.number}
    else:
        fix = Fix("governance:new_boundary", (scope.initiative_id,), _("Propose a boundary statement"))
        text = _("No boundary statement says what AI may and may not decide.")
    return Finding(Verdict.UNMET, text, {}, {"id": None}, fix)


def monitor_finding(facts: Sequence[MonitorFacts], scope: Scope, *, days: int, percent: int) -> Finding:
    """Whether every monitor has its readings of the last days, and has them in range: so many per cent of each at least.

    One that was retired meanwhile is judged by its days until then, but it watches no more.
    """
    fix = Fix(GOVERNANCE, (scope.initiative_id,), _("Look at the monitors"))
    first_day = scope.today - dt.timedelta(days)
    watched = [each for each in facts if _watched(each, first_day, scope.until)]
    active = [each for each in watched if _until(each.retired_at, scope.until) is None]
    counts = {each.id: _count(each, scope, days) for each in watched}
    young = [each for each in active if _watched_from(each) > first_day]
    judged = [each for each in watched if each not in young]
    unread = [each for each in judged if counts[each.id].read * 100 < percent * counts[each.id].expected]
    outside = [
        each
        for each in judged
        if each not in unread and counts[each.id].inside * 100 < percent * counts[each.id].readings
    ]
    figures = {
        "days": days,
        "percent": percent,
        "monitors": [
            {
                "name": each.name,
                "expected": counts[each.id].expected,
                "read": counts[each.id].read,
                "readings": counts[each.id].readings,
                "inside": counts[each.id].inside,
            }
            for each in watched
        ],
    }
    basis = {
        "days": days,
        "percent": percent,
        "monitors": [
            [
                each.id,
                _watched_from(each),
                _until(each.retired_at, scope.until),
                [[day, *_plain(each.days[day])] for day in _span(each, scope, days) if day in each.days],
            ]
            for each in watched
        ],
    }
    said = {"days": days, "percent": percent}
    if unread:
        text = _("Readings are missing over the last %(days)s days: %(names)s.")
        first = unread[0]
    elif outside:
        text = _("Less than %(percent)s %% of the readings of the last %(days)s days are in range: %(names)s.")
        first = outside[0]
    elif not active:
        return Finding(Verdict.UNKNOWN, _("No monitor watches this initiative."), figures, basis, fix)
    elif young:
        text = _("Watched for less than %(days)s days so far: %(names)s.")
        names = _named([each.name for each in young])
        return Finding(Verdict.UNKNOWN, text % (said | {"names": names}), figures, basis, fix)
    else:
        text = ngettext(
            "The %(count)s monitor was read as expected over the last %(days)s days, with at least %(percent)s %% in range.",
            "All %(count)s monitors were read as expected over the last %(days)s days, with at least %(percent)s %% in range.",
            len(watched),
        )
        return Finding(Verdict.MET, text % (said | {"count": len(watched)}), figures, basis, fix)
    fix = Fix("governance:monitor", (first.id,), _("Look at the monitor"))
    names = _named([each.name for each in unread or outside])
    return Finding(Verdict.UNMET, text % (said | {"names": names}), figures, basis, fix)


def incident_finding(facts: Sequence[IncidentFacts], scope: Scope, *, days: int) -> Finding:
    """Whether no incident of severity 1 or 2 was opened or open within the last days.

    It lasts until somebody has said that it is resolved. That comes after it was reported, so one that is told when it is
    over counts from its report on.
    """
    first = scope.today - dt.timedelta(days)
    severe = [
        each
        for each in facts
        if each.worst_severity <= SEVERE and each.detected_at <= scope.until and _lasted_into(each, first, scope.until)
    ]
    figures = {"days": days, "incidents": len(severe)}
    basis = {
        "days": days,
        "incidents": [[each.id, each.worst_severity, each.detected_at, _ended(each, scope.until)] for each in severe],
    }
    fix = Fix(GOVERNANCE, (scope.initiative_id,), _("Look at the incidents"))
    if severe:
        latest = max(severe, key=lambda each: each.detected_at)
        fix = Fix("governance:incident", (latest.id,), _("Open the incident"))
        text = ngettext(
            "%(count)s severe incident within the last %(days)s days: %(names)s.",
            "%(count)s severe incidents within the last %(days)s days: %(names)s.",
            len(severe),
        )
        names = _named([f"#{each.number} {each.title}" for each in severe])
        return Finding(Verdict.UNMET, text % {"count": len(severe), "days": days, "names": names}, figures, basis, fix)
    if scope.started_on > first:
        text = _("The play has run for less than %(days)s days.") % {"days": days}
        return Finding(Verdict.UNKNOWN, text, figures, basis, fix)
    text = _("No severe incident was open within the last %(days)s days.") % {"days": days}
    return Finding(Verdict.MET, text, figures, basis, fix)


def lacking_words(found: Sequence[Lacking]) -> str:
    """What is lacking, in one breath."""
    return ", ".join(str(each.label) for each in found) or _("it was completed later")


@dataclass(frozen=True, slots=True)
class MonitorCount:
    """What was expected of a monitor over some days, in how much of that it was read, and its readings in all and in range."""

    expected: int
    read: int
    readings: int
    inside: int


def _count(monitor: MonitorFacts, scope: Scope, days: int) -> MonitorCount:
    """What was expected on the complete days, and read on them. A reading of the day it was retired has to be in range too."""
    span = _span(monitor, scope, days)
    found = {day: monitor.days[day] for day in span if day in monitor.days and monitor.days[day].readings}
    retired = _until(monitor.retired_at, scope.until)
    end = min(scope.today, retired.date()) if retired else scope.today
    complete = sum(day < end for day in span)
    read_on = [day for day in found if day < end]
    if monitor.every == Every.HOUR:
        expected, read = complete * HOURS_IN_A_DAY, sum(min(found[day].hours, HOURS_IN_A_DAY) for day in read_on)
    elif monitor.every == Every.DAY:
        expected, read = complete, len(read_on)
    else:
        expected = complete // DAYS_IN_A_WEEK
        weeks = {((end - day).days - 1) // DAYS_IN_A_WEEK for day in read_on}
        read = len({week for week in weeks if week < expected})
    return MonitorCount(
        expected, read, sum(each.readings for each in found.values()), sum(each.inside for each in found.values())
    )


def _span(monitor: MonitorFacts, scope: Scope, days: int) -> list[dt.date]:
    """Those of the last complete days on which a monitor watched, with the one on which it was retired, the earliest first."""
    retired = _until(monitor.retired_at, scope.until)
    last = retired.date() if retired else scope.today
    span = [scope.today - dt.timedelta(back) for back in range(days, 0, -1)]
    return [day for day in span if _watched_from(monitor) <= day <= last]


def _plain(count: DayCount) -> tuple[object, ...]:
    return count.readings, count.inside, count.hours, count.lows, count.highs


def _is_complete(each: ItemFacts, scope: Scope) -> bool:
    return each.completed_at is not None and each.completed_at <= scope.until and not lacking(each.item, scope.today)


def _holds(each: BoundaryFacts, until: dt.datetime) -> bool:
    return (
        each.approved_at is not None and each.approved_at <= until and (each.ended_at is None or each.ended_at > until)
    )


def in_force(versions: Sequence[BoundaryFacts], until: dt.datetime) -> BoundaryFacts | None:
    """The boundary statement that was in force at a moment."""
    return next((each for each in versions if _holds(each, until)), None)


def _waits(each: BoundaryFacts, until: dt.datetime) -> bool:
    return (each.approved_at is None or each.approved_at > until) and (each.ended_at is None or each.ended_at > until)


def _watched(each: MonitorFacts, first: dt.date, until: dt.datetime) -> bool:
    """Whether a monitor watched on any of the days from the first on."""
    retired = _until(each.retired_at, until)
    return each.created_at <= until and (retired is None or retired.date() >= first)


def _watched_from(each: MonitorFacts) -> dt.date:
    """The day from which on it is known that somebody watched: no monitor was there before it was defined."""
    return max(each.starts_on, each.created_at.date())


def _lasted_into(each: IncidentFacts, first: dt.date, until: dt.datetime) -> bool:
    ended = _ended(each, until)
    return ended is None or ended.date() >= first


def _ended(each: IncidentFacts, until: dt.datetime) -> dt.datetime | None:
    """When it was resolved and somebody had said so, unless that came later."""
    if each.resolved_at is None or each.resolution_recorded_at is None:
        return None
    return _until(max(each.resolved_at, each.resolution_recorded_at), until)


def _until(moment: dt.datetime | None, until: dt.datetime) -> dt.datetime | None:
    """A moment, unless it came later."""
    return moment if moment is not None and moment <= until else None


def _named(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    shown = ", ".join(names[:MOST_NAMED])
    return _("%(names)s and %(count)s more") % {"names": shown, "count": more} if more > 0 else shown
