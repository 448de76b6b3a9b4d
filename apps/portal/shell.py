"""The portal's place in a client's navigation."""

from django.utils.translation import gettext_lazy as _

from kernel.web.navigation import CLIENT, Place, navigation

navigation.add(CLIENT, Place(_("Home"), "home", "portal:home", order=10))
