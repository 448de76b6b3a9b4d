"""The portal's places in a client's navigation."""

from django.utils.translation import gettext_lazy as _

from apps.initiatives.permissions import ACTIVITY
from kernel.web.navigation import CLIENT, Place, navigation

navigation.add(
    CLIENT,
    Place(_("Home"), "home", "portal:home", order=10),
    Place(_("Activity"), "history", "portal:activity", ACTIVITY, order=90, covers=("portal:activity",)),
)
