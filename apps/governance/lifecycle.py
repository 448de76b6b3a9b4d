"""The moves of a boundary statement, of a monitor, and of an incident from its detection to its end."""

from django.utils.translation import gettext_lazy as _

from apps.governance import permissions
from apps.governance.choices import BoundaryStatus, IncidentStatus, MonitorStatus
from kernel.lifecycle import Lifecycle, Move

OPEN, CONTAINED, RESOLVED, CLOSED = (
    IncidentStatus.OPEN,
    IncidentStatus.CONTAINED,
    IncidentStatus.RESOLVED,
    IncidentStatus.CLOSED,
)

BOUNDARY = Lifecycle(
    [
        Move(
            "approve",
            frozenset({BoundaryStatus.PROPOSED}),
            BoundaryStatus.IN_FORCE,
            permissions.APPROVE,
            _("Approve the boundary statement"),
        ),
        Move(
            "withdraw",
            frozenset({BoundaryStatus.PROPOSED}),
            BoundaryStatus.WITHDRAWN,
            permissions.MANAGE,
            _("Withdraw it"),
        ),
        # When the next one is approved; nobody asks for it.
        Move(
            "supersede",
            frozenset({BoundaryStatus.IN_FORCE}),
            BoundaryStatus.SUPERSEDED,
            permissions.APPROVE,
            _("Replace by another statement"),
        ),
    ]
)

MONITOR = Lifecycle(
    [
        Move("retire", frozenset({MonitorStatus.ACTIVE}), MonitorStatus.RETIRED, permissions.MANAGE, _("Retire")),
    ]
)

INCIDENT = Lifecycle(
    [
        Move("contain", frozenset({OPEN}), CONTAINED, permissions.INCIDENTS, _("Contained")),
        # What was put right at once was contained by that.
        Move("resolve", frozenset({OPEN, CONTAINED}), RESOLVED, permissions.INCIDENTS, _("Resolved")),
        Move("close", frozenset({RESOLVED}), CLOSED, permissions.INCIDENTS, _("Close the incident")),
        Move("reopen", frozenset({RESOLVED, CLOSED}), OPEN, permissions.INCIDENTS, _("Open it again")),
    ]
)

# Those that a person chooses by name; a statement is replaced by the next one.
CHOSEN = ("approve", "withdraw")
