"""Who may enter the back offices."""

from django.utils.translation import gettext_lazy as _

from kernel.access import table

OPEN = "backoffice.partner"
OPEN_CLIENT = "backoffice.client"

table.add(OPEN, _("enter the partner's back office"), "partner_admin")
table.add(OPEN_CLIENT, _("enter a client's back office"), "partner_admin", "consultant")
