"""Monitors, their readings, and incidents, through the API."""

import uuid
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.governance import services
from apps.governance.api import rows
from apps.governance.api.bodies import (
    IncidentBody,
    IncidentChange,
    IncidentMoveBody,
    IncidentNoteBody,
    MonitorBatchBody,
    MonitorBody,
    MonitorChange,
    MonitorReadingBody,
    RetirementBody,
)
from apps.governance.api.shapes import (
    IncidentShape,
    IncidentTimelineShape,
    MonitorBatchShape,
    MonitorReadingShape,
    MonitorRowShape,
    MonitorShape,
)
from apps.governance.choices import IncidentStatus, IncidentType, MonitorStatus, RowOutcome
from apps.governance.permissions import INCIDENTS, MANAGE, RECORD, VIEW
from apps.governance.selectors.incidents import incident, timeline
from apps.governance.selectors.monitors import monitor
from apps.initiatives.api.rows import values_of
from kernel.errors import InvalidRefused
from kernel.rest.operations import Call, Reply, operation
from kernel.rest.pages import BY_CHANGE, by_moment
from kernel.rest.queries import UPDATED_SINCE, choice, identifier, moment
from kernel.rest.views import Endpoint

_OF = identifier("initiative_id", "Only those of this initiative.")
_INITIATIVE = "01a1f987-f83c-7074-a639-d77c64235475"
_MONITOR = {
    "initiative_id": _INITIATIVE,
    "name": "Error rate",
    "type": "quality",
    "unit": "%",
    "high": "2",
    "every": "day",
    "breach_process": "The clerk on duty is told, and proposals are written by hand until it is in range.",
}
_READ = {"measured_at": "2026-03-02T08:00:00Z", "value": "1.4", "source": "Quality check"}
_INCIDENT = {
    "initiative_id": _INITIATIVE,
    "title": "Proposals with last year's prices",
    "type": "data",
    "severity": 2,
    "detected_at": "2026-03-02T07:30:00Z",
}


class Monitors(Endpoint):
    """What is watched."""

    @operation(
        "List monitors with their latest readings",
        permission=VIEW,
        answer=MonitorShape,
        page=BY_CHANGE,
        query=(_OF, choice("status", MonitorStatus.values, "Only those in this state."), UPDATED_SINCE),
    )
    def get(self, call: Call) -> list[dict[str, Any]]:
        """In order of their last change; a reading is none (G3)."""
        return rows.monitor_rows(call.page, **call.query)

    @operation(
        "Define a monitor",
        permission=MANAGE,
        answer=MonitorShape,
        status=201,
        body=MonitorBody,
        tagged=True,
        examples={"request: at most 2 per cent": _MONITOR},
    )
    def post(self, call: Call) -> Reply:
        """With its acceptable range, and the written process for when it is left (G3)."""
        made = services.create_monitor(by=call.actor, **call.body)
        return _monitor(made.pk, location=reverse("api-monitor", args=[made.pk]))


class MonitorDetail(Endpoint):
    """One monitor."""

    @operation("Read a monitor", permission=VIEW, answer=MonitorShape, tagged=True)
    def get(self, _call: Call, monitor_id: uuid.UUID) -> Reply:
        """Its range, its latest reading, and whether a breach goes on."""
        return _monitor(monitor_id)

    @operation(
        "Change a monitor", permission=MANAGE, answer=MonitorShape, body=MonitorChange, changes=True, tagged=True
    )
    def patch(self, call: Call, monitor_id: uuid.UUID) -> Reply:
        """Only the fields that are sent change. Another range holds for the readings to come (G3)."""
        services.change_monitor(by=call.actor, monitor_id=monitor_id, revision=call.revision, **call.body)
        return _monitor(monitor_id)


class MonitorRetirements(Endpoint):
    """Watching no more."""

    @operation(
        "Retire a monitor", permission=MANAGE, answer=MonitorShape, body=RetirementBody, changes=True, tagged=True
    )
    def post(self, call: Call, monitor_id: uuid.UUID) -> Reply:
        """For a reason; what was read stays."""
        services.retire_monitor(by=call.actor, monitor_id=monitor_id, revision=call.revision, **call.body)
        return _monitor(monitor_id)


class MonitorReadings(Endpoint):
    """What a monitor showed."""

    @operation(
        "List a monitor's readings",
        permission=VIEW,
        answer=MonitorReadingShape,
        page=by_moment("recorded_at"),
        query=(
            moment("measured_since", "Only readings of this moment or later."),
            moment("measured_until", "Only readings of this moment or earlier."),
        ),
    )
    def get(self, call: Call, monitor_id: uuid.UUID) -> list[dict[str, Any]]:
        """As they were recorded, each with the range that held then (G3)."""
        return rows.reading_rows(call.page, monitor_id=monitor(monitor_id).pk, **call.query)

    @operation(
        "Record a reading of a monitor",
        permission=RECORD,
        answer=MonitorRowShape,
        status=201,
        also=(200,),
        body=MonitorReadingBody,
        examples={"request: in range": _READ},
    )
    def post(self, call: Call, monitor_id: uuid.UUID) -> Reply:
        """201 for a new reading, 200 for one that is recorded as it is already. Out of range it opens a breach (G3)."""
        result = services.record_monitor_readings(by=call.actor, monitor_id=monitor_id, rows=[call.body])[0]
        if result.outcome is RowOutcome.REFUSED:
            raise InvalidRefused(_("The reading cannot be recorded."), result.problems)
        unchanged = result.outcome is RowOutcome.UNCHANGED
        return Reply(
            rows.row_document(result),
            status=200 if unchanged else 201,
            location="" if unchanged else reverse("api-monitor-readings", args=[monitor_id]),
        )


class MonitorBatches(Endpoint):
    """Many readings of a monitor at once."""

    @operation(
        "Record up to 10,000 readings of a monitor",
        permission=RECORD,
        answer=MonitorBatchShape,
        body=MonitorBatchBody,
        examples={"request: two days": {"rows": [_READ, _READ | {"measured_at": "2026-03-01T08:00:00Z"}]}},
    )
    def post(self, call: Call, monitor_id: uuid.UUID) -> dict[str, Any]:
        """Each row gets a result of its own; those that hold are recorded though others are refused (G3)."""
        results = services.record_monitor_readings(by=call.actor, monitor_id=monitor_id, rows=call.body["rows"])
        return rows.batch_document(results)


class Incidents(Endpoint):
    """What went wrong."""

    @operation(
        "List incidents",
        permission=VIEW,
        answer=IncidentShape,
        page=BY_CHANGE,
        query=(
            _OF,
            choice("status", IncidentStatus.values, "Only those that stand there."),
            choice("type", IncidentType.values, "Only those of this kind."),
            UPDATED_SINCE,
        ),
    )
    def get(self, call: Call) -> list[dict[str, Any]]:
        """In order of their last change (G7)."""
        return rows.incident_rows(call.page, **call.query)

    @operation(
        "Report an incident",
        permission=INCIDENTS,
        answer=IncidentShape,
        status=201,
        body=IncidentBody,
        tagged=True,
        examples={"request: wrong data": _INCIDENT},
    )
    def post(self, call: Call) -> Reply:
        """What kind, how bad, since when it is known, and who has it (G7)."""
        made = services.open_incident(by=call.actor, **call.body)
        return _incident(made.pk, location=reverse("api-incident", args=[made.pk]))


class IncidentDetail(Endpoint):
    """One incident."""

    @operation("Read an incident", permission=VIEW, answer=IncidentShape, tagged=True)
    def get(self, _call: Call, incident_id: uuid.UUID) -> Reply:
        """Its moments, its root cause, and whether the fallback was used (G7)."""
        return _incident(incident_id)

    @operation(
        "Change an incident",
        permission=INCIDENTS,
        answer=IncidentShape,
        body=IncidentChange,
        changes=True,
        tagged=True,
    )
    def patch(self, call: Call, incident_id: uuid.UUID) -> Reply:
        """Only the fields that are sent change; another severity needs a reason."""
        services.change_incident(by=call.actor, incident_id=incident_id, revision=call.revision, **call.body)
        return _incident(incident_id)


class IncidentMoves(Endpoint):
    """The moves of an incident."""

    @operation(
        "Move an incident",
        permission=INCIDENTS,
        answer=IncidentShape,
        body=IncidentMoveBody,
        changes=True,
        tagged=True,
        examples={"request: it does no more harm": {"move": "contain", "at": "2026-03-02T08:00:00Z"}},
    )
    def post(self, call: Call, incident_id: uuid.UUID) -> Reply:
        """`contain`, `resolve`, `close` with the root cause, or `reopen` (G7)."""
        services.move_incident(by=call.actor, incident_id=incident_id, revision=call.revision, **call.body)
        return _incident(incident_id)


class IncidentNotes(Endpoint):
    """The timeline of an incident."""

    @operation("Read an incident's timeline", permission=VIEW, answer=IncidentTimelineShape)
    def get(self, _call: Call, incident_id: uuid.UUID) -> dict[str, Any]:
        """Notes, moves and changes, by when they happened (G7)."""
        return {"results": [rows.told_document(line) for line in timeline(incident(incident_id))]}

    @operation(
        "Add a note to an incident",
        permission=INCIDENTS,
        answer=IncidentTimelineShape,
        status=201,
        body=IncidentNoteBody,
        examples={"request: what was done": {"text": "All proposals of the morning were called back."}},
    )
    def post(self, call: Call, incident_id: uuid.UUID) -> Reply:
        """What happened, and when. The answer is the whole timeline."""
        found = services.note_incident(by=call.actor, incident_id=incident_id, **call.body)
        return Reply(
            {"results": [rows.told_document(line) for line in timeline(found)]},
            location=reverse("api-incident-notes", args=[incident_id]),
        )


def _monitor(monitor_id: uuid.UUID, location: str = "") -> Reply:
    row = rows.monitor_row(monitor_id)
    return Reply(row, revision=row["revision"], location=location)


def _incident(incident_id: uuid.UUID, location: str = "") -> Reply:
    row = values_of(incident(incident_id), rows.INCIDENT)
    return Reply(row, revision=row["revision"], location=location)
