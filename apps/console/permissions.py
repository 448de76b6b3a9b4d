"""Who may look over the clients."""

from django.utils.translation import gettext_lazy as _

from kernel.access import table

VIEW = "console.view"

table.add(VIEW, _("look over the clients they work for"), "partner_admin", "consultant")
