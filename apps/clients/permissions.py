"""Who may create, suspend and resume clients."""

from django.utils.translation import gettext_lazy as _

from kernel.access import table

MANAGE = "clients.manage"

table.add(MANAGE, _("create, suspend and resume clients"), "partner_admin")
