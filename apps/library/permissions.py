"""Who may use the partner's library, and who keeps it."""

from django.utils.translation import gettext_lazy as _

from kernel.access import table

VIEW = "library.view"
MANAGE = "library.manage"

table.add(VIEW, _("see the partner's library"), "partner_admin", "consultant")
table.add(MANAGE, _("write, publish and retire what is in the partner's library"), "partner_admin")
