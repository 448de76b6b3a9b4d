"""Who may see and change a client's parameters."""

from django.utils.translation import gettext_lazy as _

from kernel.access import table

VIEW = "parameters.view"
CHANGE = "parameters.change"

table.add(VIEW, _("see the numbers that the rules go by"), "partner_admin", "consultant", "service_account")
table.add(CHANGE, _("change the numbers that the rules go by"), "partner_admin")
