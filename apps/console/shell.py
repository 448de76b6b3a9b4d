"""What the console adds to the shell: its places."""

from django.utils.translation import gettext_lazy as _

from apps.console.permissions import VIEW
from apps.portfolio.choices import DeskKind
from kernel.web.navigation import PARTNER, Place, navigation
from kernel.web.states import Tone, states

navigation.add(
    PARTNER,
    Place(_("Desk"), "checklist", "console:home", VIEW, order=10),
    Place(_("Clients"), "building-community", "console:clients", VIEW, order=20, covers=("clients:",)),
)
states.add(
    "desk",
    DeskKind,
    {
        DeskKind.PLAY_OVERDUE: (Tone.BAD, "calendar-exclamation"),
        DeskKind.FROZEN: (Tone.BAD, "snowflake"),
        DeskKind.ROLLBACK: (Tone.BAD, "arrow-back-up"),
        DeskKind.INCIDENT: (Tone.BAD, "alert-octagon"),
        DeskKind.DECISION: (Tone.WARN, "gavel"),
        DeskKind.GUARDRAIL: (Tone.BAD, "shield-x"),
        DeskKind.OVERDUE: (Tone.BAD, "calendar-exclamation"),
        DeskKind.CONDITIONS: (Tone.BAD, "list-check"),
        DeskKind.GATE_LATE: (Tone.BAD, "calendar-x"),
        DeskKind.OFF_COURSE: (Tone.BAD, "circle-x"),
        DeskKind.ATTESTATION: (Tone.BAD, "certificate-off"),
        DeskKind.STALE: (Tone.BAD, "clock-x"),
        DeskKind.STALLED: (Tone.WARN, "hourglass"),
        DeskKind.LATE: (Tone.WARN, "clock-exclamation"),
        DeskKind.GATE: (Tone.ACTIVE, "calendar-due"),
        DeskKind.UNSIGNED: (Tone.WARN, "writing"),
        DeskKind.WAIVER: (Tone.WARN, "clock-exclamation"),
        DeskKind.AT_RISK: (Tone.WARN, "alert-triangle"),
        DeskKind.DUE: (Tone.QUIET, "calendar-due"),
    },
)
