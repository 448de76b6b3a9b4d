"""Who may use the partner's library, and who keeps it."""

from django.utils.translation import gettext_lazy as _

from kernel.access import table

PARTNER = ("partner_admin", "consultant")

VIEW = "library.view"
DRAFTS = "library.drafts"
MANAGE = "library.manage"

# What is published names no client: whoever works below one may read it.
table.add(
    VIEW,
    _("read what is on offer in the partner's library"),
    *PARTNER,
    "client_sponsor",
    "workflow_owner",
    "client_viewer",
    "service_account",
)
table.add(DRAFTS, _("see the partner's library with its drafts and versions"), *PARTNER)
table.add(MANAGE, _("write, publish and retire what is in the partner's library"), "partner_admin")
