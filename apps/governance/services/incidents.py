"""Incidents from their detection to their end (G7). What is done meanwhile is noted in the ledger."""

import datetime as dt
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from apps.governance import events, permissions
from apps.governance.choices import IncidentStatus, IncidentType
from apps.governance.lifecycle import INCIDENT
from apps.governance.models import Incident, Monitor
from apps.governance.rules.incidents import Course, moment_problems, move_problems, severity_problems
from apps.governance.selectors.incidents import incident as incident_of
from apps.governance.services.fields import refuse_unknown
from apps.initiatives.selectors import initiative
from kernel import clock
from kernel.access import Actor, table
from kernel.errors import ConflictRefused, Problem
from kernel.ledger.services import hold, record
from kernel.rows import apply_changes, check_fields, locked_at, refuse

INCIDENTS = Incident.objects.select_related("initiative")
CHANGEABLE = frozenset({"title", "severity", "owner_id", "description", "root_cause", "fallback_used", "fallback_note"})
LONGEST_NOTE = 2_000
MOVED = {
    "contain": events.INCIDENT_CONTAINED,
    "resolve": events.INCIDENT_RESOLVED,
    "close": events.INCIDENT_CLOSED,
    "reopen": events.INCIDENT_REOPENED,
}


class BreachRefused(ConflictRefused):
    """The monitor has a breach that goes on."""

    code = "G3"


def open_incident(
    *,
    by: Actor,
    initiative_id: uuid.UUID,
    title: str,
    type: str,  # noqa: A002 - the field's name
    severity: int,
    detected_at: dt.datetime,
    owner_id: uuid.UUID | None = None,
    description: str = "",
    monitor_id: uuid.UUID | None = None,
    contract_id: uuid.UUID | None = None,
) -> Incident:
    """Open an incident (G7). Without an owner the workflow owner has it; a monitor has one breach at a time.

    Raises `InvalidRefused` naming each field, `NotFoundMissing`, or `BreachRefused`. May be called where an entry is recorded.
    """
    found = initiative(initiative_id)
    table.require(by, permissions.INCIDENTS, found)
    moment = clock.now()
    incident = Incident(
        initiative=found,
        number=1,
        title=title.strip(),
        type=type,
        severity=severity,
        worst_severity=severity,
        detected_at=detected_at,
        owner_id=owner_id or found.workflow_owner_id,
        description=description.strip(),
        monitor_id=monitor_id,
        contract_id=contract_id,
        created_at=moment,
        updated_at=moment,
    )
    refuse(
        [
            *check_fields(incident, exclude={"worst_severity"}),
            *severity_problems(severity),
            *moment_problems("detected_at", detected_at, moment),
            *_monitor_problems(incident),
        ]
    )
    with transaction.atomic():
        # Numbers are given under the lock that every writer of this client takes last, and that an entry's subscriber
        # has already: the initiative's row, taken after it, would be waited for crosswise.
        hold()
        incident.number = 1 + (Incident.objects.filter(initiative=found).aggregate(last=Max("number"))["last"] or 0)
        try:
            with transaction.atomic():
                incident.save(force_insert=True)
        except IntegrityError as error:
            raise BreachRefused(
                _("The monitor has a breach that goes on."),
                [Problem("monitor", "G3", _("A monitor has one breach at a time."))],
                way_out=_("Note on that one what is new."),
            ) from error
        record(
            events.INCIDENT_OPENED,
            subject=incident,
            by=by,
            data={
                "initiative": found.pk,
                "number": incident.number,
                "title": incident.title,
                "type": incident.type,
                "severity": severity,
                "detected_at": detected_at,
                "owner": incident.owner_id,
                "monitor": monitor_id,
                "contract": contract_id,
            },
        )
    return incident


def change_incident(
    *, by: Actor, incident_id: uuid.UUID, revision: int | None, reason: str = "", **changes: Any
) -> Incident:
    """Change what is said of an incident at the revision it was read at; another severity needs a reason.

    The worst that it ever had stays with it: a gate counts by that one.
    Raises `InvalidRefused` naming each field, and `ConflictRefused` for one that is closed.
    """
    refuse_unknown(changes, CHANGEABLE)
    with transaction.atomic():
        incident: Incident = locked_at(INCIDENTS, incident_id, revision)
        table.require(by, permissions.INCIDENTS, incident.initiative)
        if incident.status == IncidentStatus.CLOSED:
            raise ConflictRefused(_("The incident is closed."), way_out=_("Open it again first."))
        changed = apply_changes(incident, changes)
        problems = [*check_fields(incident), *severity_problems(incident.severity)]
        if "severity" in changed and not reason.strip():
            text = _("Another severity needs a reason.")
            problems.append(
                Problem("reason", "G7", text, _("Say what makes it better or worse than it was thought to be."))
            )
        refuse(problems)
        if changed:
            incident.worst_severity = min(incident.worst_severity, incident.severity)
            incident.save()
            data = {"changes": changed} | ({"reason": reason.strip()[:LONGEST_NOTE]} if reason.strip() else {})
            record(events.INCIDENT_CHANGED, subject=incident, by=by, data=data)
    return incident


def move_incident(
    *,
    by: Actor,
    incident_id: uuid.UUID,
    move: str,
    revision: int | None,
    at: dt.datetime | None = None,
    root_cause: str = "",
    fallback_used: bool | None = None,
    note: str = "",
) -> Incident:
    """Contain, resolve, close or reopen an incident (G7). `at` is when it happened, now where it is left out.

    Closing needs a root cause and, of a severe one, whether the fallback was used: what is given here or was said before.
    Raises `MoveRefused`, or `InvalidRefused` naming each field.
    """
    with transaction.atomic():
        incident: Incident = locked_at(INCIDENTS, incident_id, revision)
        table.require(by, permissions.INCIDENTS, incident.initiative)
        now = clock.now()
        changes: dict[str, Any] = {
            "status": INCIDENT.target(incident.status, move),
            **_moments(incident, move, at or now, now),
        }
        if root_cause.strip():
            changes["root_cause"] = root_cause.strip()
        if fallback_used is not None:
            changes["fallback_used"] = fallback_used
        apply_changes(incident, changes)
        course = Course(
            incident.severity,
            incident.detected_at,
            incident.contained_at,
            incident.resolved_at,
            incident.root_cause,
            incident.fallback_used,
        )
        refuse(
            [*check_fields(incident), *move_problems(move, course, now), *_note_problems(note, needed=move == "reopen")]
        )
        # Before the row: a breach that is opened again stands in the way of the one that a reading opens, which has the head.
        hold()
        _save(incident)
        data: dict[str, Any] = {"at": at or now}
        if move == "close":
            data |= {"root_cause": incident.root_cause, "fallback_used": incident.fallback_used}
        if note.strip():
            data["note"] = note.strip()
        record(MOVED[move], subject=incident, by=by, data=data)
    return incident


def note_incident(*, by: Actor, incident_id: uuid.UUID, text: str, happened_at: dt.datetime | None = None) -> Incident:
    """Add a line to an incident's timeline: what happened, and when (now where it is left out).

    Raises `InvalidRefused`, or `NotFoundMissing`. The incident itself stays as it is.
    """
    found = incident_of(incident_id)
    table.require(by, permissions.INCIDENTS, found.initiative)
    now = clock.now()
    at = happened_at or now
    refuse([*_note_problems(text, needed=True, field="text"), *moment_problems("happened_at", at, now)])
    with transaction.atomic():
        record(events.INCIDENT_NOTED, subject=found, by=by, data={"happened_at": at, "text": text.strip()})
    return found


def _moments(incident: Incident, move: str, at: dt.datetime, now: dt.datetime) -> dict[str, dt.datetime | None]:
    if move == "contain":
        return {"contained_at": at}
    if move == "resolve":
        return {"contained_at": incident.contained_at or at, "resolved_at": at, "resolution_recorded_at": now}
    if move == "close":
        return {"closed_at": now}
    return {"contained_at": None, "resolved_at": None, "resolution_recorded_at": None, "closed_at": None}


def _monitor_problems(incident: Incident) -> list[Problem]:
    """A breach is one of a monitor, and the monitor is one of the initiative's."""
    if incident.monitor_id is None:
        text = _("A breach is one of a monitor.")
        way_out = _("Name the monitor, or choose another kind.")
        return [Problem("monitor", "G3", text, way_out)] if incident.type == IncidentType.BREACH else []
    if Monitor.objects.filter(pk=incident.monitor_id, initiative_id=incident.initiative_id).exists():
        return []
    text = _("The initiative has no such monitor.")
    return [Problem("monitor", "not_found", text, _("Choose one of its monitors."))]


def _note_problems(text: str, *, needed: bool, field: str = "note") -> list[Problem]:
    if needed and not text.strip():
        return [Problem(field, "G7", _("It is not said what happened."), _("Write it in a sentence."))]
    if len(text) > LONGEST_NOTE or "\x00" in text:
        said = _("At most %(most)s characters are possible.") % {"most": LONGEST_NOTE}
        return [Problem(field, "max_length", said, _("Shorten it, or add a second note."))]
    return []


def _save(incident: Incident) -> None:
    """Save a moved incident: one that is opened again may meet another breach of its monitor that goes on."""
    try:
        with transaction.atomic():
            incident.save()
    except IntegrityError as error:
        raise BreachRefused(
            _("The monitor has another breach that goes on."), way_out=_("Note on that one what is new.")
        ) from error
