"""What governance adds to the shell: how its states look."""

from apps.governance.choices import BoundaryStatus, ControlState, IncidentStatus, MonitorStatus, Severity
from kernel.web.states import Tone, states

states.add(
    "boundary",
    BoundaryStatus,
    {
        BoundaryStatus.PROPOSED: (Tone.WARN, "writing"),
        BoundaryStatus.IN_FORCE: (Tone.GOOD, "circle-check"),
        BoundaryStatus.SUPERSEDED: (Tone.QUIET, "replace"),
        BoundaryStatus.WITHDRAWN: (Tone.QUIET, "ban"),
    },
)
states.add(
    "monitor",
    MonitorStatus,
    {MonitorStatus.ACTIVE: (Tone.ACTIVE, "player-play"), MonitorStatus.RETIRED: (Tone.QUIET, "archive")},
)
states.add(
    "incident",
    IncidentStatus,
    {
        IncidentStatus.OPEN: (Tone.BAD, "alert-triangle"),
        IncidentStatus.CONTAINED: (Tone.WARN, "shield"),
        IncidentStatus.RESOLVED: (Tone.GOOD, "circle-check"),
        IncidentStatus.CLOSED: (Tone.QUIET, "archive"),
    },
)
states.add(
    "severity",
    Severity,
    {
        Severity.CRITICAL: (Tone.BAD, "alert-octagon"),
        Severity.SEVERE: (Tone.BAD, "alert-triangle"),
        Severity.LIMITED: (Tone.WARN, "alert-circle"),
        Severity.MINOR: (Tone.QUIET, "info-circle"),
    },
)
states.add(
    "control",
    ControlState,
    {
        ControlState.OPERATES: (Tone.GOOD, "circle-check"),
        ControlState.STOPPED: (Tone.BAD, "circle-x"),
        ControlState.DOCUMENTED: (Tone.WARN, "file-text"),
    },
)
