"""What plays add to the shell: their place in a client's navigation, and the looks of their states."""

from django.utils.translation import gettext_lazy as _

from apps.plays import permissions
from apps.plays.choices import (
    AcceptanceVerdict,
    ActivityStatus,
    DefectStatus,
    EvidenceStatus,
    GateStatus,
    KitStatus,
    Outcome,
    PlayStatus,
)
from kernel.web.navigation import CLIENT, Place, navigation
from kernel.web.states import Tone, states

navigation.add(CLIENT, Place(_("Plays"), "timeline", "plays:plays", permissions.VIEW, order=25, covers=("plays:",)))
states.add(
    "play",
    PlayStatus,
    {
        PlayStatus.PLANNED: (Tone.QUIET, "calendar"),
        PlayStatus.RUNNING: (Tone.ACTIVE, "player-play"),
        PlayStatus.PAUSED: (Tone.WARN, "player-pause"),
        PlayStatus.SCALED: (Tone.GOOD, "circle-check"),
        PlayStatus.STOPPED: (Tone.QUIET, "circle-x"),
    },
)
states.add(
    "gate",
    GateStatus,
    {
        GateStatus.OPEN: (Tone.QUIET, "lock-open"),
        GateStatus.SUBMITTED: (Tone.WARN, "hourglass"),
        GateStatus.PASSED: (Tone.GOOD, "circle-check"),
        GateStatus.REDESIGN: (Tone.WARN, "player-pause"),
        GateStatus.STOPPED: (Tone.BAD, "circle-x"),
    },
)
states.add(
    "outcome",
    Outcome,
    {
        Outcome.GO: (Tone.GOOD, "circle-check"),
        Outcome.CONDITIONAL_GO: (Tone.WARN, "checklist"),
        Outcome.REDESIGN: (Tone.WARN, "player-pause"),
        Outcome.STOP: (Tone.BAD, "circle-x"),
    },
)
states.add(
    "activity",
    ActivityStatus,
    {
        ActivityStatus.OPEN: (Tone.QUIET, "circle"),
        ActivityStatus.DOING: (Tone.ACTIVE, "progress"),
        ActivityStatus.DONE: (Tone.GOOD, "circle-check"),
        ActivityStatus.DROPPED: (Tone.QUIET, "circle-minus"),
    },
)
states.add(
    "evidence",
    EvidenceStatus,
    {
        EvidenceStatus.SUBMITTED: (Tone.WARN, "eye-check"),
        EvidenceStatus.ACCEPTED: (Tone.GOOD, "circle-check"),
        EvidenceStatus.REJECTED: (Tone.BAD, "circle-x"),
        EvidenceStatus.WITHDRAWN: (Tone.QUIET, "arrow-back-up"),
    },
)
states.add(
    "acceptance",
    AcceptanceVerdict,
    {AcceptanceVerdict.ACCEPTS: (Tone.GOOD, "circle-check"), AcceptanceVerdict.REJECTS: (Tone.BAD, "circle-x")},
)
states.add(
    "defect",
    DefectStatus,
    {
        DefectStatus.OPEN: (Tone.WARN, "bug"),
        DefectStatus.FIXED: (Tone.GOOD, "circle-check"),
        DefectStatus.DISMISSED: (Tone.QUIET, "circle-minus"),
    },
)
states.add(
    "kit",
    KitStatus,
    {
        KitStatus.NONE: (Tone.QUIET, "package"),
        KitStatus.FROZEN: (Tone.WARN, "snowflake"),
        KitStatus.RELEASED: (Tone.GOOD, "package-export"),
    },
)
