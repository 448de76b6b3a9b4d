"""What initiatives add to the shell: their places, and how their states look."""

from django.utils.translation import gettext_lazy as _

from apps.initiatives.choices import BlockerStatus, InitiativeStatus, Verdict
from apps.initiatives.permissions import VIEW
from kernel.web.navigation import CLIENT, Place, navigation
from kernel.web.states import Tone, states

navigation.add(
    CLIENT,
    Place(
        _("Initiatives"),
        "list-details",
        "initiatives:register",
        VIEW,
        order=20,
        covers=(
            "initiatives:initiative",
            "initiatives:new_initiative",
            "initiatives:edit_initiative",
            "initiatives:blocker",
            "initiatives:new_blocker",
            "initiatives:edit_blocker",
            "initiatives:move_blocker",
            "governance:",
            "portal:parameter",
        ),
    ),
    Place(
        _("People"),
        "users",
        "initiatives:people",
        VIEW,
        order=60,
        covers=("initiatives:new_person", "initiatives:edit_person"),
    ),
)
states.add(
    "initiative",
    InitiativeStatus,
    {
        InitiativeStatus.IDEA: (Tone.QUIET, "bulb"),
        InitiativeStatus.EVALUATING: (Tone.QUIET, "zoom-question"),
        InitiativeStatus.PILOT: (Tone.ACTIVE, "flask"),
        InitiativeStatus.LIMITED_PRODUCTION: (Tone.ACTIVE, "player-play"),
        InitiativeStatus.PRODUCTION: (Tone.GOOD, "circle-check"),
        InitiativeStatus.PAUSED: (Tone.WARN, "player-pause"),
        InitiativeStatus.KILLED: (Tone.QUIET, "circle-x"),
        InitiativeStatus.RETIRED: (Tone.QUIET, "archive"),
    },
)
states.add(
    "verdict",
    Verdict,
    {
        Verdict.MET: (Tone.GOOD, "circle-check"),
        Verdict.UNMET: (Tone.BAD, "circle-x"),
        Verdict.UNKNOWN: (Tone.QUIET, "help-circle"),
    },
)
states.add(
    "blocker",
    BlockerStatus,
    {BlockerStatus.OPEN: (Tone.WARN, "barrier-block"), BlockerStatus.RESOLVED: (Tone.GOOD, "circle-check")},
)
