"""What value adds to the shell: the looks of its states, and its places in a client's navigation."""

from django.utils.translation import gettext_lazy as _

from apps.value import permissions
from apps.value.choices import (
    AmendmentStatus,
    ContractStatus,
    Course,
    Favour,
    Freshness,
    ImportStatus,
    RowOutcome,
    VersionState,
)
from kernel.web.navigation import CLIENT, Place, navigation
from kernel.web.states import Tone, states

states.add(
    "contract",
    ContractStatus,
    {
        ContractStatus.DRAFT: (Tone.QUIET, "pencil"),
        ContractStatus.PROPOSED: (Tone.WARN, "writing"),
        ContractStatus.SIGNED: (Tone.GOOD, "signature"),
        ContractStatus.ACTIVE: (Tone.ACTIVE, "player-play"),
        ContractStatus.ACHIEVED: (Tone.GOOD, "circle-check"),
        ContractStatus.MISSED: (Tone.BAD, "circle-x"),
        ContractStatus.ROLLED_BACK: (Tone.BAD, "arrow-back-up"),
        ContractStatus.SUPERSEDED: (Tone.QUIET, "replace"),
        ContractStatus.CANCELLED: (Tone.QUIET, "ban"),
    },
)
states.add(
    "amendment",
    AmendmentStatus,
    {
        AmendmentStatus.NONE: (Tone.QUIET, "minus"),
        AmendmentStatus.DRAFT: (Tone.QUIET, "pencil"),
        AmendmentStatus.PROPOSED: (Tone.WARN, "writing"),
    },
)
states.add(
    "version",
    VersionState,
    {
        VersionState.OPEN: (Tone.WARN, "writing"),
        VersionState.IN_FORCE: (Tone.GOOD, "signature"),
        VersionState.SUPERSEDED: (Tone.QUIET, "replace"),
        VersionState.WITHDRAWN: (Tone.QUIET, "ban"),
    },
)
states.add(
    "course",
    Course,
    {
        Course.ACHIEVED: (Tone.GOOD, "circle-check"),
        Course.ON_COURSE: (Tone.GOOD, "trending-up"),
        Course.AT_RISK: (Tone.WARN, "alert-triangle"),
        Course.OFF_COURSE: (Tone.BAD, "circle-x"),
        Course.UNKNOWN: (Tone.QUIET, "help-circle"),
    },
)
states.add(
    "freshness",
    Freshness,
    {
        Freshness.CURRENT: (Tone.GOOD, "clock-check"),
        Freshness.LATE: (Tone.WARN, "clock-exclamation"),
        Freshness.STALE: (Tone.BAD, "clock-x"),
        Freshness.NONE: (Tone.QUIET, "clock-off"),
    },
)
states.add(
    "favour",
    Favour,
    {
        Favour.FAVOURABLE: (Tone.GOOD, "arrow-up-right-circle"),
        Favour.UNFAVOURABLE: (Tone.BAD, "arrow-down-right-circle"),
        Favour.NEUTRAL: (Tone.QUIET, "minus"),
    },
)
states.add(
    "import",
    ImportStatus,
    {
        ImportStatus.WAITING: (Tone.WARN, "clock-pause"),
        ImportStatus.READING: (Tone.ACTIVE, "loader"),
        ImportStatus.READY: (Tone.WARN, "eye-check"),
        ImportStatus.APPLYING: (Tone.ACTIVE, "loader"),
        ImportStatus.APPLIED: (Tone.GOOD, "circle-check"),
        ImportStatus.FAILED: (Tone.BAD, "circle-x"),
        ImportStatus.DROPPED: (Tone.QUIET, "trash"),
    },
)
states.add(
    "row_outcome",
    RowOutcome,
    {
        RowOutcome.NEW: (Tone.GOOD, "plus"),
        RowOutcome.UNCHANGED: (Tone.QUIET, "equal"),
        RowOutcome.CORRECTED: (Tone.WARN, "pencil"),
        RowOutcome.REFUSED: (Tone.BAD, "circle-x"),
    },
)

navigation.add(
    CLIENT,
    Place(
        _("Contracts and KPIs"),
        "file-certificate",
        "value:contracts",
        permissions.VIEW,
        order=30,
        # The list of contracts leads to that of the KPIs that they promise to move.
        covers=("value:",),
    ),
)
