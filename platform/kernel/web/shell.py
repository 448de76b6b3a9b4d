"""What the kernel itself adds to the shell: the page for developers."""

from django.utils.translation import gettext_lazy as _

from kernel.access import table

DEVELOPERS = "web.developers"

table.add(DEVELOPERS, _("see the partials that pages are made of"), "partner_admin", "consultant")
