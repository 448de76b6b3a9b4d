"""What the console adds to the shell: its places."""

from django.utils.translation import gettext_lazy as _

from apps.console.permissions import VIEW
from kernel.web.navigation import PARTNER, Place, navigation

navigation.add(
    PARTNER,
    Place(_("Desk"), "checklist", "console:home", VIEW, order=10),
    Place(_("Clients"), "building-community", "console:clients", VIEW, order=20, covers=("clients:",)),
)
