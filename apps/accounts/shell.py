"""What accounts add to the shell: their places, and how their states look."""

from django.utils.translation import gettext_lazy as _

from apps.accounts import permissions
from apps.accounts.choices import KeyState
from kernel.web.navigation import ACCOUNT, CLIENT, PARTNER, Place, navigation
from kernel.web.states import Tone, states

navigation.add(
    PARTNER,
    Place(
        _("Team"),
        "users",
        "accounts:team",
        permissions.TEAM,
        order=60,
        covers=("accounts:person", "accounts:invite_colleague"),
    ),
    Place(
        _("Integrations"),
        "plug-connected",
        "accounts:integrations",
        permissions.INTEGRATE,
        order=70,
        covers=("accounts:service_account", "accounts:new_service_account", "accounts:issue_key", "accounts:move_key"),
    ),
)
navigation.add(
    CLIENT,
    Place(
        _("Access"),
        "key",
        "accounts:members",
        permissions.VIEW_MEMBERS,
        order=90,
        covers=("accounts:invite_member", "accounts:change_member_role"),
    ),
)
navigation.add(ACCOUNT, Place(_("Preferences and security"), "settings", "accounts:preferences", order=10))
states.add(
    "key",
    KeyState,
    {
        KeyState.WORKS: (Tone.GOOD, "circle-check"),
        KeyState.EXPIRED: (Tone.QUIET, "clock-off"),
        KeyState.REVOKED: (Tone.QUIET, "ban"),
    },
)
