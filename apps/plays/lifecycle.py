"""The moves of plays, activities, gates and evidence."""

from django.utils.translation import gettext_lazy as _

from apps.plays import permissions
from apps.plays.choices import ActivityStatus, EvidenceStatus, GateStatus, KitStatus, PlayStatus
from kernel.lifecycle import Lifecycle, Move

PLANNED, RUNNING, PAUSED = PlayStatus.PLANNED, PlayStatus.RUNNING, PlayStatus.PAUSED
OPEN, DOING = ActivityStatus.OPEN, ActivityStatus.DOING

# A play is paused, scaled and stopped by what is decided at its gates; nobody does it by hand.
PLAY = Lifecycle(
    [
        # On its first day; nobody asks for it.
        Move("begin", frozenset({PLANNED}), RUNNING, permissions.MANAGE, _("Begin the play")),
        Move("pause", frozenset({RUNNING}), PAUSED, permissions.DECIDE, _("Pause for redesign")),
        # Before its date by whoever runs the play; on its date by itself.
        Move("resume", frozenset({PAUSED}), RUNNING, permissions.MANAGE, _("Resume the play")),
        Move("scale", frozenset({RUNNING}), PlayStatus.SCALED, permissions.DECIDE, _("Scale")),
        Move("stop", frozenset({PLANNED, RUNNING, PAUSED}), PlayStatus.STOPPED, permissions.DECIDE, _("Stop the play")),
    ]
)

ACTIVITY = Lifecycle(
    [
        Move("begin", frozenset({OPEN}), DOING, permissions.ACTIVITIES, _("Begin")),
        Move("finish", frozenset({OPEN, DOING}), ActivityStatus.DONE, permissions.ACTIVITIES, _("Mark as done")),
        Move("drop", frozenset({OPEN, DOING}), ActivityStatus.DROPPED, permissions.ACTIVITIES, _("Drop it")),
        Move(
            "reopen",
            frozenset({ActivityStatus.DONE, ActivityStatus.DROPPED}),
            OPEN,
            permissions.ACTIVITIES,
            _("Open it again"),
        ),
    ]
)

GATE = Lifecycle(
    [
        Move(
            "submit", frozenset({GateStatus.OPEN}), GateStatus.SUBMITTED, permissions.SUBMIT, _("Submit for decision")
        ),
        Move("withdraw", frozenset({GateStatus.SUBMITTED}), GateStatus.OPEN, permissions.SUBMIT, _("Take back")),
        Move("go", frozenset({GateStatus.SUBMITTED}), GateStatus.PASSED, permissions.DECIDE, _("Go")),
        Move(
            "conditional_go",
            frozenset({GateStatus.SUBMITTED}),
            GateStatus.PASSED,
            permissions.DECIDE,
            _("Go, with conditions"),
        ),
        # Redesign and stop need no submission: day 60 forces a decision, also where nobody submits anything (P4).
        Move(
            "redesign",
            frozenset({GateStatus.OPEN, GateStatus.SUBMITTED}),
            GateStatus.REDESIGN,
            permissions.DECIDE,
            _("Pause for redesign"),
        ),
        Move(
            "stop",
            frozenset({GateStatus.OPEN, GateStatus.SUBMITTED, GateStatus.REDESIGN}),
            GateStatus.STOPPED,
            permissions.DECIDE,
            _("Stop the play"),
        ),
        # With the play, when it resumes; nobody asks for it.
        Move("reopen", frozenset({GateStatus.REDESIGN}), GateStatus.OPEN, permissions.MANAGE, _("Open again")),
    ]
)

EVIDENCE = Lifecycle(
    [
        Move(
            "accept",
            frozenset({EvidenceStatus.SUBMITTED, EvidenceStatus.REJECTED}),
            EvidenceStatus.ACCEPTED,
            permissions.REVIEW,
            _("Accept"),
        ),
        Move(
            "reject",
            frozenset({EvidenceStatus.SUBMITTED, EvidenceStatus.ACCEPTED}),
            EvidenceStatus.REJECTED,
            permissions.REVIEW,
            _("Reject"),
        ),
        Move(
            "withdraw",
            frozenset({EvidenceStatus.SUBMITTED, EvidenceStatus.ACCEPTED, EvidenceStatus.REJECTED}),
            EvidenceStatus.WITHDRAWN,
            permissions.EVIDENCE,
            _("Withdraw"),
        ),
    ]
)

KIT = Lifecycle(
    [
        Move("freeze", frozenset({KitStatus.NONE}), KitStatus.FROZEN, permissions.FREEZE_KIT, _("Freeze a kit")),
        Move("discard", frozenset({KitStatus.FROZEN}), KitStatus.NONE, permissions.FREEZE_KIT, _("Discard the kit")),
        Move("release", frozenset({KitStatus.FROZEN}), KitStatus.RELEASED, permissions.RELEASE_KIT, _("Release it")),
    ]
)
